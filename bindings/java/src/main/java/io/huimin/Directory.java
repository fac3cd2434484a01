package io.huimin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A directory of record files: what lies in it, and how each file is written. Any number of
 * threads may use it at once; the files are opened once more whenever their records are read.
 */
public final class Directory extends Resource {
  private Directory(long handle) {
    super(handle, Native::directoryFree);
  }

  /**
   * Finds out what the files of a directory hold.
   *
   * @param programme the programme whose datasets they hold
   * @param path a directory or a single file of the default file system
   * @return the directory
   * @throws HuiminException as {@link #open(Programme, Path, DirectoryOptions)}
   */
  public static Directory open(Programme programme, Path path) {
    return open(programme, path, new DirectoryOptions());
  }

  /**
   * As {@link #open(Programme, Path)}. Files in directories within it, in {@code .zip} archives and
   * packed by gzip are found.
   *
   * @param programme the programme whose datasets they hold, which may be closed afterwards
   * @param path a directory or a single file of the default file system
   * @param options how the files are looked at
   * @return the directory
   * @throws HuiminException of kind {@code INPUT} where something cannot be read as it is, or cannot
   *     be assigned to a dataset, with all of it as its {@link HuiminException#causes}; of kind
   *     {@code ARGUMENT} for options that make no sense
   */
  public static Directory open(Programme programme, Path path, DirectoryOptions options) {
    byte[] place = Utf8.of("path", path.toFile().getAbsolutePath());
    byte[] how = Utf8.of("options", options.json());
    return new Directory(
        programme.number(handle -> Native.directoryOpen(handle, place, how)));
  }

  /**
   * The network of the register that lies in the directory. Where there is none, no built-in
   * register takes its place: that is for the caller to do.
   *
   * @return the network, to be closed by itself; empty where no file claims to be a register
   * @throws HuiminException of kind {@code INPUT} or {@code NETWORK} where the register has errors
   */
  public Optional<Network> network() {
    long handle = number(Native::directoryNetwork);
    return handle == 0 ? Optional.empty() : Optional.of(new Network(handle));
  }

  /**
   * The files and sheets that hold records.
   *
   * @return all of them, by path
   */
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (Object part : (List<?>) all().get("parts")) {
      parts.add(new Part((Map<?, ?>) part));
    }
    return Collections.unmodifiableList(parts);
  }

  /**
   * The file, or sheet, that is the register of divisions.
   *
   * @return the register; empty where no file claims to be one
   */
  public Optional<Part> register() {
    return Optional.ofNullable((Map<?, ?>) all().get("register")).map(Part::new);
  }

  /**
   * The files and sheets that are not read, each with the reason.
   *
   * @return all of them, by path
   */
  public List<PassedOver> passedOver() {
    List<PassedOver> passedOver = new ArrayList<>();
    for (Object passed : (List<?>) all().get("passed_over")) {
      passedOver.add(new PassedOver((Map<?, ?>) passed));
    }
    return Collections.unmodifiableList(passedOver);
  }

  /**
   * Everything that lies in the directory, the same bytes in every language.
   *
   * @return an object in JSON of {@code register}, {@code parts} and {@code passed_over}
   */
  public String json() {
    return text(Native::directoryJson);
  }

  private Map<?, ?> all() {
    return (Map<?, ?>) Json.read(json());
  }

  private static List<String> texts(Object list) {
    List<String> texts = new ArrayList<>();
    if (list != null) {
      for (Object text : (List<?>) list) {
        texts.add((String) text);
      }
    }
    return Collections.unmodifiableList(texts);
  }

  /** A file, or a sheet of a workbook, that is read. */
  public static final class Part {
    private final Map<?, ?> part;

    private Part(Map<?, ?> part) {
      this.part = part;
    }

    /**
     * The file.
     *
     * @return its path within the directory; that of a file in an archive goes on behind the
     *     archive's
     */
    public String file() {
      return (String) part.get("file");
    }

    /**
     * The sheet of a workbook.
     *
     * @return its name
     */
    public Optional<String> sheet() {
      return text("sheet");
    }

    /**
     * The dataset it holds.
     *
     * @return its name in the definition; empty for the register
     */
    public Optional<String> dataset() {
      return text("dataset");
    }

    /**
     * Its format.
     *
     * @return {@code csv}, {@code xlsx}, {@code parquet} or {@code jsonl}
     */
    public String format() {
      return (String) part.get("format");
    }

    /**
     * The encoding of a text.
     *
     * @return such as {@code gb18030}
     */
    public Optional<String> encoding() {
      return text("encoding");
    }

    /**
     * What stands between the cells of a text.
     *
     * @return such as a comma
     */
    public Optional<String> delimiter() {
      return text("delimiter");
    }

    /**
     * Where the header stands.
     *
     * @return the line of the file or row of the sheet, counted from 1
     */
    public OptionalLong headerLine() {
      Long line = (Long) part.get("header_line");
      return line == null ? OptionalLong.empty() : OptionalLong.of(line);
    }

    /**
     * What stands above the header.
     *
     * @return the texts of its rows, blank ones left out
     */
    public List<String> titleRows() {
      List<String> rows = new ArrayList<>();
      for (Object row : (List<?>) part.get("title_rows")) {
        rows.add((String) ((Map<?, ?>) row).get("text"));
      }
      return Collections.unmodifiableList(rows);
    }

    /**
     * The columns that are read.
     *
     * @return their names in the file, each with its field; empty where they are known only when
     *     the rows are read
     */
    public Map<String, String> columnsRead() {
      Map<String, String> columns = new LinkedHashMap<>();
      Object read = part.get("columns_read");
      if (read != null) {
        for (Object column : (List<?>) read) {
          Map<?, ?> pair = (Map<?, ?>) column;
          columns.put((String) pair.get("column"), (String) pair.get("field"));
        }
      }
      return Collections.unmodifiableMap(columns);
    }

    /**
     * The columns that are no field of the dataset.
     *
     * @return their names in the file
     */
    public List<String> columnsNotRead() {
      return texts(part.get("columns_not_read"));
    }

    /**
     * The optional fields that the file does not have.
     *
     * @return their names in the definition
     */
    public List<String> fieldsAbsent() {
      return texts(part.get("fields_absent"));
    }

    /**
     * The SHA-256 of the file.
     *
     * @return lower-case hexadecimal digits; empty where it was not to be computed
     */
    public Optional<String> sha256() {
      return text("sha256");
    }

    /**
     * Another file that has the same bytes and stands in front of this one.
     *
     * @return its path within the directory
     */
    public Optional<String> sameContentAs() {
      return text("same_content_as");
    }

    private Optional<String> text(String key) {
      return Optional.ofNullable((String) part.get(key));
    }

    @Override
    public String toString() {
      return file() + sheet().map(sheet -> "[" + sheet + "]").orElse("");
    }
  }

  /** A file, or a sheet of a workbook, that is not read. */
  public static final class PassedOver {
    private final Map<?, ?> passed;

    private PassedOver(Map<?, ?> passed) {
      this.passed = passed;
    }

    /**
     * The file.
     *
     * @return its path within the directory
     */
    public String file() {
      return (String) passed.get("file");
    }

    /**
     * The sheet of a workbook.
     *
     * @return its name
     */
    public Optional<String> sheet() {
      return Optional.ofNullable((String) passed.get("sheet"));
    }

    /**
     * Why it is not read.
     *
     * @return the name of the reason, such as {@code lock_file}
     */
    public String reason() {
      return (String) passed.get("reason");
    }

    /**
     * Why it is not read, for a person.
     *
     * @param language which of both languages
     * @return the reason
     */
    public String words(Language language) {
      Map<?, ?> words = (Map<?, ?>) passed.get("words");
      return (String) words.get(language == Language.CHINESE ? "zh" : "en");
    }

    /**
     * The dataset by whose header a sheet begins that is not read: it may hold records that
     * somebody misses.
     *
     * @return its name in the definition
     */
    public Optional<String> fits() {
      return Optional.ofNullable((String) passed.get("fits"));
    }

    @Override
    public String toString() {
      return file() + sheet().map(sheet -> "[" + sheet + "]").orElse("") + ": " + reason();
    }
  }
}
