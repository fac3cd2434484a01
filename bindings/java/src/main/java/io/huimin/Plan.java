package io.huimin;

import java.util.List;
import java.util.Map;

/** A plan: a programme bound to a network. Any number of threads may use it at once. */
public final class Plan extends Resource {
  private Plan(long handle) {
    super(handle, Native::planFree);
  }

  /**
   * Binds a programme to a network. The plan keeps what it needs of both.
   *
   * @param programme the definition
   * @param network the register
   * @return the plan
   * @throws HuiminException of kind {@code DEFINITION} with all that is wrong
   */
  public static Plan of(Programme programme, Network network) {
    return new Plan(
        programme.number(first -> network.number(second -> Native.planNew(first, second))));
  }

  /**
   * What the compiler warned of.
   *
   * @return an array in JSON, as {@link HuiminException#diagnostics}
   */
  public String warnings() {
    return text(Native::planWarnings);
  }

  /**
   * The names of the datasets.
   *
   * @return the names, in the definition's order
   */
  public List<String> datasets() {
    return Packed.list(use(Native::planDatasets));
  }

  /**
   * The names of the indicators.
   *
   * @return the names, in the definition's order
   */
  public List<String> indicators() {
    return Packed.list(use(Native::planIndicators));
  }

  /**
   * The fingerprint of definition and network: tallies of equal ones can be merged.
   *
   * @return 16 hexadecimal digits
   */
  public String fingerprint() {
    return String.format("%016x", number(Native::planFingerprint));
  }

  /**
   * Checks one record before it is stored. For one record after another, {@link #checker} is
   * quicker.
   *
   * @param dataset the dataset
   * @param record values by fields or their labels: texts, whole numbers, {@link
   *     java.math.BigDecimal}, {@link Boolean}, days, or null
   * @return what is wrong; empty where nothing is
   * @throws HuiminException of kind {@code ARGUMENT} for a dataset or field that does not exist
   */
  public List<Finding> checkRecord(String dataset, Map<String, ?> record) {
    byte[] name = Utf8.of("dataset", dataset);
    byte[] values = Utf8.of("record", Json.write(record));
    return Finding.list(use(plan -> Native.planCheckRecord(plan, name, values)));
  }

  /**
   * The rules of one dataset, ready for one record after another.
   *
   * @param dataset the dataset
   * @return the checker, to be closed by itself
   * @throws HuiminException of kind {@code ARGUMENT} for a dataset that does not exist
   */
  public RecordChecker checker(String dataset) {
    byte[] name = Utf8.of("dataset", dataset);
    return new RecordChecker(number(plan -> Native.checkerNew(plan, name)));
  }
}
