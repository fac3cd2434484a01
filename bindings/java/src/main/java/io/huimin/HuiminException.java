package io.huimin;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What went wrong in the library. {@link #getMessage} is English, {@link #getLocalizedMessage}
 * Chinese where that is the default locale's language; both say everything: the place, the
 * message, every diagnostic with its source line, and every cause.
 *
 * <p>Mistakes in the use of this binding itself (a closed object, null, half a surrogate pair)
 * are {@link IllegalStateException}, {@link NullPointerException} and {@link
 * IllegalArgumentException} as everywhere in Java.
 */
public final class HuiminException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of thing went wrong. */
  public enum Kind {
    /** A definition has errors; {@link #diagnostics} lists them all. */
    DEFINITION,
    /** A register has errors; {@link #diagnostics} lists them all. */
    NETWORK,
    /** Records cannot be read: encoding, format, a missing or mistyped column. */
    INPUT,
    /** A cap was hit. */
    LIMIT,
    /** A number left the exact range that the library computes in. */
    OVERFLOW,
    /** An argument names something that does not exist or makes no sense. */
    ARGUMENT,
    /**
     * The call does not fit the state: a tally that another thread has, a record to withdraw that
     * was never added.
     */
    STATE,
    /** Stored bytes are damaged or of another version. */
    BYTES,
    /** The caller asked to stop. */
    CANCELLED,
    /**
     * A fault of the library. The process lives on; a tally that was being changed can only be
     * closed.
     */
    INTERNAL,
    /** A handle that is none: a fault of this binding. */
    HANDLE,
    /** A call that makes no sense, such as text that is not UTF-8. */
    CALL,
    /** What a later version of the library knows. */
    OTHER
  }

  /** The frozen number. */
  private final int code;

  /** What kind of thing went wrong. */
  private final Kind kind;

  /** Everything, in Chinese. */
  private final String chinese;

  /** The message alone, in Chinese. */
  private final String messageChinese;

  /** The message alone, in English. */
  private final String messageEnglish;

  /** The dataset, or null. */
  private final String dataset;

  /** The file, or null. */
  private final String file;

  /** The sheet, or null. */
  private final String sheet;

  /** The line of the file from 1, or null. */
  private final Long line;

  /** The row from 1, or null. */
  private final Long row;

  /** The column, or null. */
  private final String column;

  /** All diagnostics as JSON. */
  private final String diagnostics;

  /** What this one puts together. */
  private final HuiminException[] causes;

  /** Everything as JSON. */
  private final String json;

  private HuiminException(
      Map<?, ?> error, String json, String chinese, String english, Iterator<String> texts) {
    super(english);
    this.json = json;
    this.chinese = chinese;
    Map<?, ?> message = (Map<?, ?>) error.get("message");
    code = ((Number) error.get("code")).intValue();
    kind = kind((String) error.get("kind"));
    messageChinese = (String) message.get("zh");
    messageEnglish = (String) message.get("en");
    dataset = (String) error.get("dataset");
    file = (String) error.get("file");
    sheet = (String) error.get("sheet");
    line = (Long) error.get("line");
    row = (Long) error.get("row");
    column = (String) error.get("column");
    diagnostics = Json.write(error.get("diagnostics"));
    List<?> inner = (List<?>) error.get("causes");
    causes = new HuiminException[inner.size()];
    for (int i = 0; i < causes.length; i++) {
      Map<?, ?> cause = (Map<?, ?>) inner.get(i);
      causes[i] = new HuiminException(cause, Json.write(cause), texts.next(), texts.next(), texts);
    }
  }

  /**
   * From the library's JSON, the whole text in both languages, and behind it the texts of the
   * causes.
   */
  static HuiminException of(String... parts) {
    Iterator<String> texts = Arrays.asList(parts).iterator();
    String json = texts.next();
    Map<?, ?> error = (Map<?, ?>) Json.read(json);
    return new HuiminException(error, json, texts.next(), texts.next(), texts);
  }

  private static Kind kind(String name) {
    for (Kind kind : Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
        return kind;
      }
    }
    return Kind.OTHER;
  }

  /**
   * The frozen number of the kind: 1 to 9 for the library's own, 100 and above for the boundary.
   *
   * @return the number, which is never reused
   */
  public int code() {
    return code;
  }

  /**
   * What kind of thing went wrong.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * The message alone, without its place.
   *
   * @param language which of both
   * @return the message
   */
  public String message(Language language) {
    return language == Language.CHINESE ? messageChinese : messageEnglish;
  }

  /**
   * The dataset it concerns.
   *
   * @return its name
   */
  public Optional<String> dataset() {
    return Optional.ofNullable(dataset);
  }

  /**
   * The file it concerns.
   *
   * @return its path within the directory that was handed over
   */
  public Optional<String> file() {
    return Optional.ofNullable(file);
  }

  /**
   * The sheet of a workbook it concerns.
   *
   * @return its name
   */
  public Optional<String> sheet() {
    return Optional.ofNullable(sheet);
  }

  /**
   * The line of the file or row of the sheet, as an editor or a spreadsheet shows it.
   *
   * @return the line, counted from 1
   */
  public OptionalLong line() {
    return line == null ? OptionalLong.empty() : OptionalLong.of(line);
  }

  /**
   * The data row of the file or the columns, counted from 1; a header is not counted.
   *
   * @return the row
   */
  public OptionalLong row() {
    return row == null ? OptionalLong.empty() : OptionalLong.of(row);
  }

  /**
   * The column it concerns.
   *
   * @return its name in the input
   */
  public Optional<String> column() {
    return Optional.ofNullable(column);
  }

  /**
   * All diagnostics of a definition or register.
   *
   * @return an array in JSON of {@code code}, {@code gravity}, {@code line}, {@code column},
   *     {@code text}, {@code message}, {@code help}
   */
  public String diagnostics() {
    return diagnostics;
  }

  /**
   * The errors that this one puts together, such as what is wrong with each file of a directory;
   * it has no place of its own then.
   *
   * @return all of them, each with its own place; none where this error is one thing
   */
  public List<HuiminException> causes() {
    return Collections.unmodifiableList(Arrays.asList(causes));
  }

  /**
   * Everything, the same bytes in every language.
   *
   * @return an object in JSON of {@code code}, {@code kind}, {@code message}, {@code dataset},
   *     {@code file}, {@code sheet}, {@code row}, {@code line}, {@code column}, {@code
   *     diagnostics}, {@code causes}
   */
  public String json() {
    return json;
  }

  @Override
  public String getLocalizedMessage() {
    boolean isChinese = Locale.getDefault().getLanguage().equals(Locale.CHINESE.getLanguage());
    return isChinese ? chinese : getMessage();
  }
}
