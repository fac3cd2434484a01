package io.huimin;

import java.util.Collections;
import java.util.List;

/**
 * The rules of one dataset, ready for one record after another. Any number of threads may use it at
 * once.
 */
public final class RecordChecker extends Resource {
  RecordChecker(long handle) {
    super(handle, Native::checkerFree);
  }

  /**
   * The names of the fields.
   *
   * @return the names, in the order in which values are given
   */
  public List<String> fields() {
    return Packed.list(use(Native::checkerFields));
  }

  /**
   * Checks one record.
   *
   * @param values of every field in the order of {@link #fields}, written as in a text file; null
   *     and empty texts both mean that there is no value
   * @return what is wrong; empty where nothing is
   * @throws HuiminException of kind {@code ARGUMENT} where the number of values is another
   */
  public List<Finding> check(String... values) {
    byte[] packed = Packed.pack("values", values);
    byte[] found = use(checker -> Native.checkerCheck(checker, packed));
    return found == null ? Collections.emptyList() : Finding.list(found);
  }
}
