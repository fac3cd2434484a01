package io.huimin;

import java.util.List;

/** What an addition did. */
public final class Added {
  private final long records;
  private final List<String> ignoredColumns;

  Added(byte[] packed) {
    List<String> parts = Packed.list(packed);
    records = Long.parseLong(parts.get(0));
    ignoredColumns = parts.subList(1, parts.size());
  }

  /**
   * Records read.
   *
   * @return how many
   */
  public long records() {
    return records;
  }

  /**
   * Columns of the input that are no field of the dataset, and were not read.
   *
   * @return their names
   */
  public List<String> ignoredColumns() {
    return ignoredColumns;
  }

  @Override
  public String toString() {
    return records + " records, ignored columns " + ignoredColumns;
  }
}
