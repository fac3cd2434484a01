package io.huimin;

import java.util.Arrays;

/** What the native side calls to report progress: throws nothing, and keeps what was thrown. */
final class Watch {
  /** The innermost callback that this thread runs. */
  private static final ThreadLocal<Watch> REPORTING = new ThreadLocal<>();

  private final Resource[] resources;
  /** The callback that made the call, if one did: its own call waits for this one. */
  private final Watch outer = REPORTING.get();
  private final Progress progress;
  private Throwable thrown;

  /** {@code resources}: those whose call waits for the callback. */
  Watch(Progress progress, Resource... resources) {
    this.progress = progress;
    this.resources = resources;
  }

  /** Whether a call on the resource waits for a callback that this thread runs. */
  static boolean isReporting(Resource resource) {
    Watch watch = REPORTING.get();
    while (watch != null && !Arrays.asList(watch.resources).contains(resource)) {
      watch = watch.outer;
    }
    return watch != null;
  }

  /** Called by the native half, on any thread. */
  @SuppressWarnings("unused")
  synchronized boolean report(long records, long bytes) {
    Watch before = REPORTING.get();
    REPORTING.set(this);
    try {
      return thrown == null && progress.report(records, bytes);
    } catch (Throwable thrown) {
      this.thrown = thrown;
      return false;
    } finally {
      if (before == null) {
        REPORTING.remove();
      } else {
        REPORTING.set(before);
      }
    }
  }

  /** Throws what the callback threw, if it did. */
  synchronized void rethrow() {
    if (thrown != null) {
      Watch.<RuntimeException>throwAsIs(thrown);
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void throwAsIs(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
