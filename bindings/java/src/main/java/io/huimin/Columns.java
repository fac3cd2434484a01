package io.huimin;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Records as columns of values: the fastest way in from objects in memory. Every column has a
 * value, or null, for every record, in the same order. Columns are named by the dataset's fields
 * or their labels; the kinds are converted to the fields' types as those of files are, so a field
 * may as well be given as text.
 *
 * <pre>{@code
 * tally.add("cases", Records.columns().text("case_id", ids).text("division_code", codes) ...);
 * }</pre>
 */
public final class Columns extends Records {
  private static final byte TEXT = 0;
  private static final byte WHOLE = 1;
  private static final byte BOOL = 2;
  private static final byte DAY = 3;

  private final List<String> names = new ArrayList<>();
  private final Utf8 kinds = new Utf8(16);
  /** Of each column: which values are there, offsets, values; in the layout of Arrow. */
  private final List<byte[]> buffers = new ArrayList<>();

  private int rows = -1;

  /** No column yet. */
  Columns() {}

  /**
   * A column of texts.
   *
   * @param name the field or its label
   * @param values a text or null for every record
   * @return this
   * @throws IllegalArgumentException where the number of values is not that of the other columns,
   *     or half a surrogate pair stands alone in one
   */
  public Columns text(String name, String... values) {
    int[] offsets = new int[values.length + 1];
    Utf8 texts = new Utf8(values.length * 8);
    for (int row = 0; row < values.length; row++) {
      if (values[row] != null && !texts.add(values[row])) {
        throw Utf8.halfPair(name + "[" + row + "]", Utf8.lonely(values[row]));
      }
      offsets[row + 1] = texts.length();
    }
    return column(
        name, TEXT, values.length, row -> values[row] == null, bytes(offsets), texts.bytes());
  }

  /**
   * A column of texts that are in UTF-8 already.
   *
   * @param name the field or its label
   * @param values the UTF-8 of a text, or null, for every record
   * @return this
   * @throws IllegalArgumentException where the number of values is not that of the other columns
   */
  public Columns bytes(String name, byte[]... values) {
    int[] offsets = new int[values.length + 1];
    Utf8 texts = new Utf8(values.length * 8);
    for (int row = 0; row < values.length; row++) {
      if (values[row] != null) {
        texts.add(values[row]);
      }
      offsets[row + 1] = texts.length();
    }
    return column(
        name, TEXT, values.length, row -> values[row] == null, bytes(offsets), texts.bytes());
  }

  /**
   * A column of whole numbers without a gap.
   *
   * @param name the field or its label
   * @param values a number for every record
   * @return this
   * @throws IllegalArgumentException where the number of values is not that of the other columns
   */
  public Columns longs(String name, long... values) {
    ByteBuffer numbers = buffer(values.length, Long.BYTES);
    numbers.asLongBuffer().put(values);
    return column(name, WHOLE, values.length, row -> false, null, numbers.array());
  }

  /**
   * A column of whole numbers.
   *
   * @param name the field or its label
   * @param values a number or null for every record
   * @return this
   * @throws IllegalArgumentException where the number of values is not that of the other columns
   */
  public Columns longs(String name, Long[] values) {
    ByteBuffer numbers = buffer(values.length, Long.BYTES);
    for (Long value : values) {
      numbers.putLong(value == null ? 0 : value);
    }
    return column(name, WHOLE, values.length, row -> values[row] == null, null, numbers.array());
  }

  /**
   * A column of yes and no.
   *
   * @param name the field or its label
   * @param values true, false or null for every record
   * @return this
   * @throws IllegalArgumentException where the number of values is not that of the other columns
   */
  public Columns bools(String name, Boolean... values) {
    byte[] bits = bits(values.length, row -> Boolean.TRUE.equals(values[row]));
    return column(name, BOOL, values.length, row -> values[row] == null, null, bits);
  }

  /**
   * A column of days.
   *
   * @param name the field or its label
   * @param values a day or null for every record
   * @return this
   * @throws IllegalArgumentException where the number of values is not that of the other columns
   * @throws ArithmeticException for a day millions of years away
   */
  public Columns days(String name, LocalDate... values) {
    ByteBuffer days = buffer(values.length, Integer.BYTES);
    for (LocalDate value : values) {
      days.putInt(value == null ? 0 : Math.toIntExact(value.toEpochDay()));
    }
    return column(name, DAY, values.length, row -> values[row] == null, null, days.array());
  }

  @Override
  byte[] handOver(long tally, boolean isWithdrawal, byte[] dataset, int threads, Watch watch) {
    return Native.tallyColumns(
        tally,
        isWithdrawal,
        dataset,
        Packed.pack("columns", names.toArray(new String[0])),
        kinds.bytes(),
        buffers.toArray(new byte[0][]),
        Math.max(rows, 0),
        threads,
        watch);
  }

  private Columns column(
      String name, byte kind, int count, IntPredicate isNull, byte[] offsets, byte[] values) {
    if (rows >= 0 && rows != count) {
      throw new IllegalArgumentException(
          "column `" + name + "` has " + count + " values, but those before it have " + rows);
    }
    boolean hasNull = false;
    for (int row = 0; row < count && !hasNull; row++) {
      hasNull = isNull.test(row);
    }
    rows = count;
    names.add(java.util.Objects.requireNonNull(name, "name"));
    kinds.add(new byte[] {kind});
    buffers.add(hasNull ? bits(count, row -> !isNull.test(row)) : null);
    buffers.add(offsets);
    buffers.add(values);
    return this;
  }

  private static byte[] bits(int count, IntPredicate isSet) {
    byte[] bits = new byte[count / 8 + 1];
    for (int row = 0; row < count; row++) {
      if (isSet.test(row)) {
        bits[row >> 3] |= (byte) (1 << (row & 7));
      }
    }
    return bits;
  }

  private static byte[] bytes(int[] numbers) {
    ByteBuffer buffer = buffer(numbers.length, Integer.BYTES);
    buffer.asIntBuffer().put(numbers);
    return buffer.array();
  }

  private static ByteBuffer buffer(int count, int width) {
    if (count > Integer.MAX_VALUE / width) {
      throw new IllegalArgumentException(
          "a column may have 2 GiB at most: hand the records over in parts");
    }
    return ByteBuffer.allocate(count * width).order(ByteOrder.nativeOrder());
  }
}
