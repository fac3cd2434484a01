package io.huimin;

/** What the native side calls to report progress: throws nothing, and keeps what was thrown. */
final class Watch {
  private static final ThreadLocal<Resource> REPORTING = new ThreadLocal<>();

  private final Resource resource;
  private final Progress progress;
  private Throwable thrown;

  Watch(Resource resource, Progress progress) {
    this.resource = resource;
    this.progress = progress;
  }

  /** Whether this thread runs a callback of a call on the resource. */
  static boolean isReporting(Resource resource) {
    return REPORTING.get() == resource;
  }

  /** Called by the native half, on any thread. */
  @SuppressWarnings("unused")
  synchronized boolean report(long records, long bytes) {
    Resource before = REPORTING.get();
    REPORTING.set(resource);
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
