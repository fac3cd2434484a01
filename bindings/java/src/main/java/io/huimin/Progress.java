package io.huimin;

/** Hears how far an addition has come, and may stop it. */
@FunctionalInterface
public interface Progress {
  /**
   * Called now and then, possibly by a thread of the library's own, but never by two at once. What
   * it throws stops the addition and is thrown by the call that adds. The tally cannot be used
   * meanwhile.
   *
   * @param records records read so far
   * @param bytes bytes of the input read so far, 0 where that is not known
   * @return false to stop: nothing is added, and the call throws {@link HuiminException} of kind
   *     {@code CANCELLED}
   */
  boolean report(long records, long bytes);
}
