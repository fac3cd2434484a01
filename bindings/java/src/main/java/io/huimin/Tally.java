package io.huimin;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

/**
 * A tally: what is kept of the records. It belongs to one thread at a time: a call that finds
 * another thread's call at work throws {@link HuiminException} of kind {@code STATE} and changes
 * nothing.
 */
public final class Tally extends Resource {
  private Tally(long handle) {
    super(handle, Native::tallyFree);
  }

  /**
   * An empty tally.
   *
   * @param plan what is to be computed
   * @return the tally
   */
  public static Tally of(Plan plan) {
    return new Tally(plan.number(Native::tallyNew));
  }

  /**
   * A tally from its bytes.
   *
   * @param plan the plan of the tally that was stored, or one of equal fingerprint
   * @param bytes what {@link #toBytes} gave
   * @return the tally
   * @throws HuiminException of kind {@code BYTES} where they are damaged or of another version
   */
  public static Tally fromBytes(Plan plan, byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes");
    return new Tally(plan.number(handle -> Native.tallyFromBytes(handle, bytes)));
  }

  /**
   * Adds records to a dataset: all of them, or none.
   *
   * @param dataset the dataset
   * @param records the records
   * @return how many were read
   * @throws HuiminException of kind {@code INPUT} with row and column where they cannot be read;
   *     the tally stays as it was
   */
  public Added add(String dataset, Records records) {
    return add(dataset, records, new AddOptions());
  }

  /**
   * As {@link #add(String, Records)}, on several threads or with a callback.
   *
   * @param dataset the dataset
   * @param records the records
   * @param options how
   * @return how many were read
   * @throws HuiminException of kind {@code CANCELLED} where the callback asked to stop
   */
  public Added add(String dataset, Records records, AddOptions options) {
    byte[] name = Utf8.of("dataset", dataset);
    Watch watch = options.progress == null ? null : new Watch(options.progress, this);
    try {
      return new Added(
          use(tally -> records.handOver(tally, false, name, options.threads, watch)));
    } finally {
      if (watch != null) {
        watch.rethrow();
      }
    }
  }

  /**
   * Adds the records of all files of a directory: all of them, or none. What was read, and what
   * was not, stands in the table {@code received} of every later assessment, and findings name the
   * file, the sheet and the line.
   *
   * @param directory the directory, of the programme that the tally's plan was made of
   * @throws HuiminException of kind {@code INPUT} where files cannot be read to their ends, with
   *     all of them as its {@link HuiminException#causes}; the tally stays as it was
   */
  public void receive(Directory directory) {
    receive(directory, new AddOptions());
  }

  /**
   * As {@link #receive(Directory)}, on several threads or with a callback, which hears of the
   * records and bytes of all files together.
   *
   * @param directory the directory
   * @param options how
   * @throws HuiminException of kind {@code CANCELLED} where the callback asked to stop
   */
  public void receive(Directory directory, AddOptions options) {
    Watch watch = options.progress == null ? null : new Watch(options.progress, this, directory);
    try {
      use(
          tally ->
              directory.use(
                  files -> {
                    Native.tallyReceive(tally, files, options.threads, watch);
                    return null;
                  }));
    } finally {
      if (watch != null) {
        watch.rethrow();
      }
    }
  }

  /**
   * Withdraws records: afterwards the tally is as if they had never been added.
   *
   * @param dataset the dataset
   * @param records the records, with the values with which they were added
   * @return how many were withdrawn
   * @throws HuiminException of kind {@code STATE} where one of them was never added
   */
  public Added retract(String dataset, Records records) {
    byte[] name = Utf8.of("dataset", dataset);
    return new Added(use(tally -> records.handOver(tally, true, name, 1, null)));
  }

  /**
   * The datasets handed over so far. One of which an input without records was added is received,
   * and empty; figures that need one that is not received have no value.
   *
   * @return their names, in the definition's order
   */
  public List<String> received() {
    return Packed.list(use(Native::tallyReceived));
  }

  /**
   * The number of records of a dataset handed over so far.
   *
   * @param dataset the dataset
   * @return how many, rejected ones included
   */
  public long records(String dataset) {
    byte[] name = Utf8.of("dataset", dataset);
    return number(tally -> Native.tallyRecords(tally, name));
  }

  /**
   * Adds everything that another tally holds.
   *
   * @param other a tally of a plan of equal fingerprint, which stays as it is
   * @throws HuiminException of kind {@code STATE} for a tally of another plan, {@code ARGUMENT} for
   *     this very tally
   */
  public void merge(Tally other) {
    use(
        tally ->
            other.use(
                more -> {
                  Native.tallyMerge(tally, more);
                  return null;
                }));
  }

  /**
   * A tally of its own with the same records.
   *
   * @return another tally, to be closed by itself
   */
  public Tally copy() {
    return new Tally(number(Native::tallyCopy));
  }

  /**
   * The tally as bytes, the same however the records came.
   *
   * @return bytes for {@link #fromBytes}
   */
  public byte[] toBytes() {
    return use(Native::tallyToBytes);
  }

  /**
   * What the tally says as of a day.
   *
   * @param asOf a day of the period
   * @return the assessment, which later additions do not change
   * @throws HuiminException of kind {@code ARGUMENT} for a day outside the period
   */
  public Assessment assess(LocalDate asOf) {
    return assess(asOf.toString(), 1);
  }

  /**
   * As {@link #assess(LocalDate)}.
   *
   * @param asOf a day of the period, such as {@code 2019-11-30}
   * @return the assessment
   * @throws HuiminException of kind {@code ARGUMENT} for a day outside the period
   */
  public Assessment assess(String asOf) {
    return assess(asOf, 1);
  }

  /**
   * As {@link #assess(LocalDate)}, on several threads.
   *
   * @param asOf a day of the period, such as {@code 2019-11-30}
   * @param threads how many work at once, at least 1
   * @return the assessment
   * @throws HuiminException of kind {@code ARGUMENT} for a day outside the period
   */
  public Assessment assess(String asOf, int threads) {
    return assess(asOf, new AddOptions().threads(threads));
  }

  /**
   * As {@link #assess(LocalDate)}, with a callback that may stop it.
   *
   * @param asOf a day of the period, such as {@code 2019-11-30}
   * @param options the threads, and the callback, which is told of 0 records and 0 bytes
   * @return the assessment
   * @throws HuiminException of kind {@code ARGUMENT} for a day outside the period, {@code
   *     CANCELLED} where the callback asked to stop
   */
  public Assessment assess(String asOf, AddOptions options) {
    byte[] day = Utf8.of("asOf", asOf);
    Watch watch = options.progress == null ? null : new Watch(options.progress, this);
    try {
      return new Assessment(
          number(tally -> Native.tallyAssess(tally, day, options.threads, watch)));
    } finally {
      if (watch != null) {
        watch.rethrow();
      }
    }
  }

  /** Of builds for tests: a call that panics while it has the tally. */
  void testPanic() {
    use(
        tally -> {
          Native.testPanic(tally);
          return null;
        });
  }
}
