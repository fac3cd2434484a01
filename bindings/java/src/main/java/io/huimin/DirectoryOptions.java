package io.huimin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How the files of a directory are looked at. */
public final class DirectoryOptions {
  private final List<String> ignore = new ArrayList<>();
  private final Map<String, String> encodings = new LinkedHashMap<>();
  private String sheet;
  private boolean fillMerged;
  private boolean digests = true;

  /**
   * Nothing is ignored, all sheets are read, encodings are found out, merged cells over data rows
   * are refused, digests are computed.
   */
  public DirectoryOptions() {}

  /**
   * What may lie there and is not read, beside what was named before.
   *
   * @param patterns by path, or by name where there is no {@code /} in it: {@code *} stands for any
   *     characters of a name, {@code ?} for one, {@code **} for those of several names
   * @return this
   */
  public DirectoryOptions ignore(String... patterns) {
    ignore.addAll(Arrays.asList(patterns));
    return this;
  }

  /**
   * The one sheet of every workbook that is read.
   *
   * @param name its name, or null for all sheets
   * @return this
   */
  public DirectoryOptions sheet(String name) {
    sheet = name;
    return this;
  }

  /**
   * The encoding of the text files of a dataset, which is not found out then.
   *
   * @param dataset the dataset, or {@code divisions} for the register
   * @param encoding {@code utf-8}, {@code gb18030}, {@code utf-16le} or {@code utf-16be}
   * @return this
   */
  public DirectoryOptions encoding(String dataset, String encoding) {
    encodings.put(
        Objects.requireNonNull(dataset, "dataset"), Objects.requireNonNull(encoding, "encoding"));
    return this;
  }

  /**
   * What becomes of merged cells over data rows.
   *
   * @param fill whether all cells of the range have its value; else they are an error
   * @return this
   */
  public DirectoryOptions fillMerged(boolean fill) {
    fillMerged = fill;
    return this;
  }

  /**
   * Whether the SHA-256 of every file is computed.
   *
   * @param digests false where nobody needs it
   * @return this
   */
  public DirectoryOptions digests(boolean digests) {
    this.digests = digests;
    return this;
  }

  /** What the library reads. */
  String json() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("ignore", ignore);
    options.put("sheet", sheet);
    options.put("encodings", encodings);
    options.put("merged", fillMerged ? "fill" : "refuse");
    options.put("digests", digests);
    return Json.write(options);
  }
}
