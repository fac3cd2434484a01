package io.huimin;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** A table of an assessment: columns with names, and rows. */
public final class Table implements Iterable<Table.Row> {
  private final String name;
  private final List<String> columns;
  private final Map<String, Integer> places = new HashMap<>();
  private final List<Row> rows;

  /** From the names of the columns and the rows, both as JSON. */
  Table(String name, String columns, String rows) {
    List<String> names = new ArrayList<>();
    for (Object column : (List<?>) Json.read(columns)) {
      places.put((String) column, names.size());
      names.add((String) column);
    }
    List<Row> all = new ArrayList<>();
    for (Object[] cells : Json.readRows(rows, names)) {
      all.add(new Row(cells));
    }
    this.name = name;
    this.columns = Collections.unmodifiableList(names);
    this.rows = Collections.unmodifiableList(all);
  }

  /**
   * The table's name.
   *
   * @return one of {@link Assessment#tableNames}
   */
  public String name() {
    return name;
  }

  /**
   * The names of the columns.
   *
   * @return the names, in order
   */
  public List<String> columns() {
    return columns;
  }

  /**
   * All rows.
   *
   * @return the rows, in the table's order
   */
  public List<Row> rows() {
    return rows;
  }

  @Override
  public Iterator<Row> iterator() {
    return rows.iterator();
  }

  @Override
  public String toString() {
    return name + columns + ", " + rows.size() + " rows";
  }

  /** A row. An empty cell is null, whatever its type. */
  public final class Row {
    private final Object[] cells;

    private Row(Object[] cells) {
      this.cells = cells;
    }

    /**
     * A cell of any type as text, as it stands in the library's JSON.
     *
     * @param column the column's name
     * @return the text, or null where the cell is empty
     * @throws IllegalArgumentException for a column that the table does not have
     */
    public String text(String column) {
      Object cell = cell(column);
      if (cell instanceof BigDecimal) {
        return ((BigDecimal) cell).toPlainString();
      }
      return cell == null ? null : cell.toString();
    }

    /**
     * A number, exact to its last digit.
     *
     * @param column the column's name
     * @return the number, or null where the cell is empty
     * @throws IllegalArgumentException for a column that the table does not have
     * @throws IllegalStateException where the cell holds no decimal number
     */
    public BigDecimal number(String column) {
      Object cell = cell(column);
      if (cell == null || cell instanceof BigDecimal) {
        return (BigDecimal) cell;
      }
      if (cell instanceof Long) {
        return BigDecimal.valueOf((Long) cell);
      }
      try {
        return new BigDecimal((String) cell);
      } catch (NumberFormatException | ClassCastException none) {
        throw other(column, "decimal number", cell);
      }
    }

    /**
     * A whole number.
     *
     * @param column the column's name
     * @return the number, or null where the cell is empty
     * @throws IllegalArgumentException for a column that the table does not have
     * @throws IllegalStateException where the cell holds no whole number of 64 bits
     */
    public Long whole(String column) {
      BigDecimal number = number(column);
      try {
        return number == null ? null : (Long) number.longValueExact();
      } catch (ArithmeticException none) {
        throw other(column, "whole number of 64 bits", number);
      }
    }

    /**
     * Yes or no.
     *
     * @param column the column's name
     * @return the answer, or null where the cell is empty
     * @throws IllegalArgumentException for a column that the table does not have
     * @throws IllegalStateException where the cell holds something else
     */
    public Boolean bool(String column) {
      Object cell = cell(column);
      if (cell == null || cell instanceof Boolean) {
        return (Boolean) cell;
      }
      throw other(column, "boolean", cell);
    }

    /**
     * A day.
     *
     * @param column the column's name
     * @return the day, or null where the cell is empty
     * @throws IllegalArgumentException for a column that the table does not have
     * @throws IllegalStateException where the cell holds no day
     */
    public LocalDate day(String column) {
      Object cell = cell(column);
      try {
        return cell == null ? null : LocalDate.parse(cell.toString());
      } catch (java.time.format.DateTimeParseException none) {
        throw other(column, "day", cell);
      }
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      for (int place = 0; place < cells.length; place++) {
        text.append(place == 0 ? "" : ", ").append(columns.get(place)).append('=');
        text.append(cells[place]);
      }
      return text.toString();
    }

    private Object cell(String column) {
      Integer place = places.get(column);
      if (place == null) {
        throw new IllegalArgumentException(
            "the table " + name + " has no column `" + column + "`, it has " + columns);
      }
      return cells[place];
    }

    private IllegalStateException other(String column, String wanted, Object found) {
      return new IllegalStateException(
          "expected a " + wanted + " in column `" + column + "`, but found `" + found + "`");
    }
  }
}
