package io.huimin;

/** Hears how far a long call has come, and may stop it. */
@FunctionalInterface
public interface Progress {
  /**
   * Called now and then, possibly by a thread of the library's own, but never by two at once. What
   * it throws stops the call and is thrown by it. The tally cannot be used
   * meanwhile.
   *
   * @param records records read so far
   * @param bytes bytes of the input read so far, 0 where that is not known
   * @return false to stop: the tally stays as it was, and the call throws {@link HuiminException} of kind
   *     {@code CANCELLED}
   */
  boolean report(long records, long bytes);
}
