package io.huimin;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as the library's requests and answers need it, so that no other package has to be there.
 *
 * <p>Read are {@link Map} (in the order of the text), {@link List}, {@link String}, {@link Boolean},
 * null, {@link Long} for whole numbers of 64 bits, and {@link BigDecimal} for all others: no digit
 * is lost. Floating point is refused when writing, as 0.98 is no {@code double}.
 */
public final class Json {
  private static final int DEEPEST = 200;

  private final String text;
  private int at;
  private int depth;

  private Json(String text) {
    this.text = text;
  }

  /**
   * Reads a value.
   *
   * @param text one JSON value and nothing behind it
   * @return the value
   * @throws IllegalArgumentException where the text is not JSON
   */
  public static Object read(String text) {
    Json json = new Json(text);
    Object value = json.value();
    json.end();
    return value;
  }

  /** Reads an array of objects that all have these keys in this order: the rows of a table. */
  static List<Object[]> readRows(String text, List<String> keys) {
    Json json = new Json(text);
    List<Object[]> rows = new ArrayList<>();
    Object[] before = new Object[keys.size()];
    json.expect('[');
    if (json.next() == ']') {
      json.at++;
    } else {
      do {
        Object[] row = json.row(keys, before);
        rows.add(row);
        before = row;
      } while (json.goesOn(']'));
    }
    json.end();
    return rows;
  }

  /**
   * Writes a value.
   *
   * @param value null, {@link Boolean}, {@link CharSequence}, {@link Enum} (its name in lower case),
   *     a day or time of {@code java.time} (its text), a whole number, {@link BigDecimal}, {@link
   *     Map} with texts as keys, or {@link Iterable}
   * @return the JSON, without spaces
   * @throws IllegalArgumentException for any other value, {@link Double} and {@link Float} included
   */
  public static String write(Object value) {
    StringBuilder json = new StringBuilder();
    write(value, json);
    return json.toString();
  }

  private static void write(Object value, StringBuilder json) {
    if (value == null || value instanceof Boolean) {
      json.append(value);
    } else if (value instanceof CharSequence || value instanceof TemporalAccessor) {
      writeText(value.toString(), json);
    } else if (value instanceof Enum) {
      writeText(((Enum<?>) value).name().toLowerCase(java.util.Locale.ROOT), json);
    } else if (value instanceof BigDecimal) {
      json.append(((BigDecimal) value).toPlainString());
    } else if (isWhole(value)) {
      json.append(value);
    } else if (value instanceof Map) {
      char mark = '{';
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
        json.append(mark);
        writeText(entry.getKey().toString(), json);
        json.append(':');
        write(entry.getValue(), json);
        mark = ',';
      }
      json.append(mark == '{' ? "{}" : "}");
    } else if (value instanceof Iterable) {
      char mark = '[';
      for (Object element : (Iterable<?>) value) {
        json.append(mark);
        write(element, json);
        mark = ',';
      }
      json.append(mark == '[' ? "[]" : "]");
    } else {
      throw new IllegalArgumentException(
          "a " + value.getClass().getName() + " cannot be written as JSON: use exact numbers and text");
    }
  }

  private static boolean isWhole(Object value) {
    return value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte
        || value instanceof BigInteger;
  }

  private static void writeText(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit == '"' || unit == '\\') {
        json.append('\\').append(unit);
      } else if (unit < ' ') {
        json.append(String.format("\\u%04x", (int) unit));
      } else {
        json.append(unit);
      }
    }
    json.append('"');
  }

  private Object value() {
    switch (next()) {
      case '{':
        return object();
      case '[':
        return array();
      case '"':
        return string();
      case 't':
        return word("true", Boolean.TRUE);
      case 'f':
        return word("false", Boolean.FALSE);
      case 'n':
        return word("null", null);
      default:
        return number();
    }
  }

  private Map<String, Object> object() {
    Map<String, Object> object = new LinkedHashMap<>();
    enter('{');
    if (next() == '}') {
      at++;
    } else {
      do {
        next();
        String key = string();
        expect(':');
        Object value = value();
        if (object.containsKey(key)) {
          throw broken("the key \"" + key + "\" stands twice");
        }
        object.put(key, value);
      } while (goesOn('}'));
    }
    depth--;
    return object;
  }

  private List<Object> array() {
    List<Object> array = new ArrayList<>();
    enter('[');
    if (next() == ']') {
      at++;
    } else {
      do {
        array.add(value());
      } while (goesOn(']'));
    }
    depth--;
    return array;
  }

  private Object[] row(List<String> keys, Object[] before) {
    Object[] row = new Object[keys.size()];
    expect('{');
    for (int column = 0; column < row.length; column++) {
      next();
      if (!string().equals(keys.get(column))) {
        throw broken("another key than " + keys.get(column));
      }
      expect(':');
      Object value = value();
      // Rows repeat what stands above them: one text is kept for all.
      row[column] = value != null && value.equals(before[column]) ? before[column] : value;
      expect(column == row.length - 1 ? '}' : ',');
    }
    return row;
  }

  private String string() {
    expect('"');
    int start = at;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\') {
      control();
      at++;
    }
    if (at < text.length() && text.charAt(at) == '"') {
      return text.substring(start, at++);
    }
    StringBuilder string = new StringBuilder(text.substring(start, at));
    while (true) {
      if (at >= text.length()) {
        throw broken("a text that does not end");
      }
      control();
      char unit = text.charAt(at++);
      if (unit == '"') {
        return string.toString();
      }
      string.append(unit == '\\' ? escaped() : unit);
    }
  }

  private void control() {
    if (text.charAt(at) < ' ') {
      throw broken("a control character in a text");
    }
  }

  private char escaped() {
    char unit = at < text.length() ? text.charAt(at++) : ' ';
    switch (unit) {
      case '"':
      case '\\':
      case '/':
        return unit;
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'u':
        int code = 0;
        for (int end = at + 4; at < end; at++) {
          int digit = at < text.length() ? hexadecimal(text.charAt(at)) : -1;
          if (digit < 0) {
            throw broken("an escape that is none");
          }
          code = code << 4 | digit;
        }
        return (char) code;
      default:
        throw broken("an escape that is none");
    }
  }

  private static int hexadecimal(char unit) {
    return unit < 0x80 ? Character.digit(unit, 16) : -1;
  }

  private Object number() {
    int start = at;
    boolean isWhole = true;
    accept('-');
    if (!accept('0')) {
      digits();
    }
    if (accept('.')) {
      isWhole = false;
      digits();
    }
    if (accept('e') || accept('E')) {
      isWhole = false;
      if (!accept('+')) {
        accept('-');
      }
      digits();
    }
    String number = text.substring(start, at);
    // Every whole number of 18 digits fits 64 bits; longer ones may.
    if (isWhole && number.length() <= 18) {
      return Long.parseLong(number);
    }
    BigDecimal exact = new BigDecimal(number);
    if (isWhole && exact.unscaledValue().bitLength() < Long.SIZE) {
      return exact.longValueExact();
    }
    return exact;
  }

  private void digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw broken("no value");
    }
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw broken("no value");
    }
    at += word.length();
    return value;
  }

  private boolean accept(char unit) {
    boolean isThere = at < text.length() && text.charAt(at) == unit;
    at += isThere ? 1 : 0;
    return isThere;
  }

  /** Passes a comma, or what closes. */
  private boolean goesOn(char closing) {
    if (next() == ',') {
      at++;
      return true;
    }
    expect(closing);
    return false;
  }

  private void enter(char opening) {
    if (++depth > DEEPEST) {
      throw broken("more than " + DEEPEST + " levels");
    }
    expect(opening);
  }

  private void expect(char unit) {
    if (next() != unit) {
      throw broken("no '" + unit + "'");
    }
    at++;
  }

  private void end() {
    if (next() != 0) {
      throw broken("more than one value");
    }
  }

  /** The next character that is no space; 0 at the end. */
  private char next() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private IllegalArgumentException broken(String what) {
    return new IllegalArgumentException("no JSON: " + what + " at index " + at);
  }
}
