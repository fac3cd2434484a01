package io.huimin;

/** How records are added, and tallies assessed. */
public final class AddOptions {
  int threads = 1;
  Progress progress;

  /** One thread, and nobody hears of progress. */
  public AddOptions() {}

  /**
   * Threads that work at once. The result has the same bytes with any number.
   *
   * @param threads how many, at least 1
   * @return this
   */
  public AddOptions threads(int threads) {
    this.threads = threads;
    return this;
  }

  /**
   * What hears how far the call has come, and may stop it.
   *
   * @param progress the callback, or null for none
   * @return this
   */
  public AddOptions progress(Progress progress) {
    this.progress = progress;
    return this;
  }
}
