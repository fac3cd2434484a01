package io.huimin;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;

/**
 * What stands on the native side and is named by a handle. Any number of calls run at once;
 * closing waits until none does, and lets no further one begin.
 */
abstract class Resource implements AutoCloseable {
  /** Added to the number of running calls once closing has begun. */
  private static final int CLOSED = Integer.MIN_VALUE;

  private final AtomicInteger calls = new AtomicInteger();
  private final Object gate = new Object();
  private final long handle;
  private final LongConsumer free;
  private boolean isFreed;

  Resource(long handle, LongConsumer free) {
    this.handle = handle;
    this.free = free;
  }

  /**
   * Frees what is held on the native side. Waits for the calls that are running; calls that come
   * later throw {@link IllegalStateException}. Closing once more does nothing.
   *
   * @throws IllegalStateException where a callback calls it, and a call on this very object waits
   *     for that callback: it would wait for itself
   */
  @Override
  public void close() {
    if (Watch.isReporting(this)) {
      throw new IllegalStateException(name() + " cannot be closed by a callback of its own call");
    }
    boolean wasInterrupted = false;
    synchronized (gate) {
      calls.accumulateAndGet(CLOSED, (running, closed) -> running | closed);
      while (calls.get() != CLOSED) {
        try {
          gate.wait();
        } catch (InterruptedException interrupted) {
          wasInterrupted = true;
        }
      }
      if (!isFreed) {
        isFreed = true;
        free.accept(handle);
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whether it was closed, or is being closed.
   *
   * @return true from the moment when {@link #close} is called
   */
  public boolean isClosed() {
    return calls.get() < 0;
  }

  /** Does a call with the handle, which stays valid until the call ends. */
  final <T> T use(LongFunction<T> call) {
    begin();
    try {
      return call.apply(handle);
    } finally {
      end();
    }
  }

  /** As {@link #use}, for a number. */
  final long number(LongUnaryOperator call) {
    begin();
    try {
      return call.applyAsLong(handle);
    } finally {
      end();
    }
  }

  /** As {@link #use}, for text. */
  final String text(LongFunction<byte[]> call) {
    return Native.text(use(call));
  }

  private void begin() {
    int running = calls.get();
    while (running >= 0) {
      if (calls.compareAndSet(running, running + 1)) {
        return;
      }
      running = calls.get();
    }
    throw new IllegalStateException(name() + " is closed");
  }

  private void end() {
    if (calls.decrementAndGet() == CLOSED) {
      synchronized (gate) {
        gate.notifyAll();
      }
    }
  }

  private String name() {
    return "this " + getClass().getSimpleName();
  }
}
