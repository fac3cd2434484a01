package io.huimin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Closing, threads, callbacks, and a fault of the library. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a deadlock fails, and hangs nothing
class LifecycleTest {
  @TempDir Path folder;

  @Test
  void closedObjectsSaySo() throws Exception {
    Plan plan = Yuxi.plan();
    Tally tally = Yuxi.filled(plan);
    Assessment assessment = tally.assess("2019-11-30");
    RecordChecker checker = plan.checker("disputes");
    Programme programme = Programme.builtin("yuxi-2019");
    Network network = Network.builtin("yuxi-2019");
    Path file = Files.write(folder.resolve("disputes.csv"), Yuxi.DISPUTES.getBytes(UTF_8));
    Directory directory = Directory.open(programme, file);
    int methods = 0;
    for (Resource closed : List.of(plan, tally, assessment, checker, programme, network, directory)) {
      assertFalse(closed.isClosed());
      closed.close();
      closed.close();
      assertTrue(closed.isClosed());
      for (Method method : closed.getClass().getDeclaredMethods()) {
        if (method.getParameterCount() == 0
            && !method.isSynthetic()
            && java.lang.reflect.Modifier.isPublic(method.getModifiers())
            && !java.lang.reflect.Modifier.isStatic(method.getModifiers())) {
          var thrown = assertThrows(
              java.lang.reflect.InvocationTargetException.class, () -> method.invoke(closed), method.toString());
          assertInstanceOf(IllegalStateException.class, thrown.getCause(), method.toString());
          methods++;
        }
      }
    }
    assertTrue(methods >= 15, "calls of each class were tried: " + methods);
    assertThrows(IllegalStateException.class, () -> Tally.of(plan));
    assertThrows(IllegalStateException.class, () -> Plan.of(programme, network));
    assertThrows(IllegalStateException.class, () -> tally.add("disputes", Yuxi.many(1)));
    assertThrows(IllegalStateException.class, () -> assessment.value("cases_handled", "530402"));
  }

  @Test
  void whatWasMadeOutlivesWhatMadeIt() {
    Plan plan = Yuxi.plan();
    Tally tally = Yuxi.filled(plan);
    plan.close();
    Assessment assessment = tally.assess("2019-11-30");
    tally.close();
    assertEquals("50.00%", assessment.value("mediation_success_rate", "530402").display());
    assessment.close();
  }

  @Test
  void closingWaitsForTheCallThatRuns() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Plan plan = Yuxi.plan()) {
      Tally tally = Tally.of(plan);
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      Progress waiting = (records, bytes) -> {
        inside.countDown();
        await(goOn);
        return true;
      };
      Future<Added> adding =
          threads.submit(
              () -> tally.add("disputes", Yuxi.many(1_000), new AddOptions().progress(waiting)));
      await(inside);
      // Another thread finds the tally taken.
      HuiminException taken =
          assertThrows(HuiminException.class, () -> tally.records("disputes"));
      assertEquals(HuiminException.Kind.STATE, taken.kind());
      Future<?> closing = threads.submit(tally::close);
      while (!tally.isClosed()) {
        Thread.onSpinWait();
      }
      Thread.sleep(100);
      assertFalse(closing.isDone(), "it waits");
      assertThrows(IllegalStateException.class, () -> tally.records("disputes"));
      goOn.countDown();
      assertEquals(1_000, adding.get().records());
      closing.get();
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Test
  void closingManyTimesAtOnceFreesOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Plan plan = Yuxi.plan()) {
      for (int round = 0; round < 200; round++) {
        Tally tally = Tally.of(plan);
        AtomicInteger refused = new AtomicInteger();
        List<Future<?>> calls = new ArrayList<>();
        for (int call = 0; call < 8; call++) {
          boolean closes = call % 2 == 1;
          calls.add(threads.submit(() -> {
            try {
              if (closes) {
                tally.close();
              } else {
                tally.records("disputes");
              }
            } catch (IllegalStateException closed) {
              refused.incrementAndGet();
            } catch (HuiminException taken) {
              assertEquals(HuiminException.Kind.STATE, taken.kind());
            }
          }));
        }
        for (Future<?> call : calls) {
          call.get();
        }
        assertTrue(tally.isClosed());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void callbacksMayStop() {
    try (Plan plan = Yuxi.plan();
        Tally tally = Yuxi.filled(plan)) {
      byte[] before = tally.toBytes();
      for (int threads : new int[] {1, 3}) {
        AtomicInteger reports = new AtomicInteger();
        Progress stop = (records, bytes) -> reports.incrementAndGet() < 2;
        HuiminException stopped =
            assertThrows(
                HuiminException.class,
                () -> tally.add("disputes", Yuxi.many(300_000),
                    new AddOptions().threads(threads).progress(stop)));
        assertEquals(HuiminException.Kind.CANCELLED, stopped.kind());
        assertEquals(9, stopped.code());
        assertTrue(reports.get() >= 2);
        assertArrayEquals(before, tally.toBytes(), "nothing was added");
      }
      long[] last = new long[1];
      Progress listens = (records, bytes) -> {
        assertTrue(records >= last[0]);
        last[0] = records;
        return true;
      };
      tally.add("disputes", Yuxi.many(300_000), new AddOptions().progress(listens));
      assertEquals(300_000, last[0]);
    }
  }

  @Test
  void assessmentsCanBeStopped() {
    try (Plan plan = Yuxi.plan();
        Tally tally = Yuxi.filled(plan)) {
      byte[] before = tally.toBytes();
      for (int threads : new int[] {1, 3}) {
        AtomicInteger asked = new AtomicInteger();
        Progress stop = (records, bytes) -> {
          assertEquals(0, records + bytes);
          return asked.incrementAndGet() < 3;
        };
        HuiminException stopped =
            assertThrows(
                HuiminException.class,
                () -> tally.assess("2019-11-30", new AddOptions().threads(threads).progress(stop)));
        assertEquals(HuiminException.Kind.CANCELLED, stopped.kind());
        assertEquals(3, asked.get(), "whoever has said no is not asked again");
        Progress fails = (records, bytes) -> {
          throw new UnsupportedOperationException("by the callback");
        };
        assertThrows(
            UnsupportedOperationException.class,
            () -> tally.assess("2019-11-30", new AddOptions().threads(threads).progress(fails)));
      }
      assertArrayEquals(before, tally.toBytes());
      Progress listens = (records, bytes) -> true;
      try (Assessment listened = tally.assess("2019-11-30", new AddOptions().progress(listens));
          Assessment silent = tally.assess("2019-11-30")) {
        assertEquals(silent.tableJson("indicators", Language.CHINESE), listened.tableJson("indicators", Language.CHINESE));
      }
    }
  }

  @Test
  void whatCallbacksThrowIsThrown() {
    try (Plan plan = Yuxi.plan();
        Tally tally = Yuxi.filled(plan)) {
      for (int threads : new int[] {1, 3}) {
        Progress fails = (records, bytes) -> {
          throw new UnsupportedOperationException("by the callback");
        };
        UnsupportedOperationException thrown =
            assertThrows(
                UnsupportedOperationException.class,
                () -> tally.add("disputes", Yuxi.many(200_000),
                    new AddOptions().threads(threads).progress(fails)));
        assertEquals("by the callback", thrown.getMessage());
        assertEquals(3, tally.records("disputes"));
      }
    }
  }

  @Test
  void callbacksCannotCloseWhatTheyAreCalledBy() {
    try (Plan plan = Yuxi.plan();
        Tally tally = Tally.of(plan)) {
      AtomicBoolean asked = new AtomicBoolean();
      Progress closes = (records, bytes) -> {
        asked.set(true);
        tally.close();
        return true;
      };
      assertThrows(
          IllegalStateException.class,
          () -> tally.add("disputes", Yuxi.many(10), new AddOptions().progress(closes)));
      assertTrue(asked.get());
      assertFalse(tally.isClosed());
      assertEquals(0, tally.records("disputes"));
      // What others hold may be closed, and be used, by a callback.
      Tally other = Yuxi.filled(plan);
      Progress closesOther = (records, bytes) -> {
        other.close();
        return true;
      };
      assertEquals(
          10, tally.add("disputes", Yuxi.many(10), new AddOptions().progress(closesOther)).records());
      assertTrue(other.isClosed());
    }
  }

  /** A callback of a call that a callback made: the outer call waits for both. */
  @Test
  void innerCallbacksCannotCloseWhatTheOuterCallUses() {
    for (int threads : new int[] {1, 3}) {
      AddOptions options = new AddOptions().threads(threads);
      try (Plan plan = Yuxi.plan();
          Tally outer = Tally.of(plan);
          Tally inner = Tally.of(plan)) {
        AtomicInteger refused = new AtomicInteger();
        Progress closesOuter = (records, bytes) -> {
          assertThrows(IllegalStateException.class, outer::close);
          refused.incrementAndGet();
          return true;
        };
        Progress addsToInner = (records, bytes) -> {
          inner.add("disputes", Yuxi.many(10), new AddOptions().threads(threads).progress(closesOuter));
          // This thread's own callback is known again.
          assertThrows(IllegalStateException.class, outer::close);
          inner.retract("disputes", Yuxi.many(10));
          return true;
        };
        outer.add("disputes", Yuxi.many(10), options.progress(addsToInner));
        assertTrue(refused.get() > 0);
        assertEquals(10, outer.records("disputes"));
        assertEquals(0, inner.records("disputes"));
        assertFalse(outer.isClosed());
      }
    }
  }

  @Test
  void aPanicIsAnExceptionAndSpoilsItsTallyAlone() {
    try (Plan plan = Yuxi.plan();
        Tally spoilt = Yuxi.filled(plan);
        Tally other = Yuxi.filled(plan)) {
      try {
        spoilt.testPanic();
        fail("it panics");
      } catch (UnsatisfiedLinkError notForTests) {
        Assumptions.abort("this native library is not built with the feature test-panic");
      } catch (HuiminException panic) {
        assertEquals(HuiminException.Kind.INTERNAL, panic.kind());
        assertEquals(100, panic.code());
        assertTrue(panic.getMessage().contains("a panic that was asked for"));
      }
      assertEquals(
          100, assertThrows(HuiminException.class, () -> spoilt.records("disputes")).code());
      assertEquals(100, assertThrows(HuiminException.class, () -> other.merge(spoilt)).code());
      assertEquals(3, other.records("disputes"));
      try (Assessment assessment = other.assess("2019-11-30")) {
        assertEquals("50.00%", assessment.value("mediation_success_rate", "530402").display());
      }
    }
  }

  /** Every native method is there, and bears to be called with nothing, with empty arrays, with garbage. */
  @Test
  void everyNativeMethodBearsNonsense() throws Exception {
    Native.ready();
    int called = 0;
    for (Method method : Native.class.getDeclaredMethods()) {
      if (!java.lang.reflect.Modifier.isNative(method.getModifiers()) || method.getName().equals("testPanic")) {
        continue;
      }
      method.setAccessible(true);
      boolean needsNothing = method.getParameterCount() == 0;
      for (long handle : new long[] {0, 1, -1, 1L << 62}) {
        for (byte[] bytes : new byte[][] {null, {}, {-1}, {4, 0, 0, 0, 'n', 'a', 'm', 'e'}}) {
          String what = method.getName() + " " + handle + " " + java.util.Arrays.toString(bytes);
          try {
            method.invoke(null, nonsense(method, handle, bytes));
            assertTrue(needsNothing || method.getName().endsWith("Free") && handle == 0, what);
          } catch (java.lang.reflect.InvocationTargetException thrown) {
            assertInstanceOf(HuiminException.class, thrown.getCause(), what);
            assertNotEquals(100, ((HuiminException) thrown.getCause()).code(), what);
          }
          called++;
        }
      }
    }
    assertTrue(called > 50 * 16, "all methods were found: " + called);
  }

  private static Object[] nonsense(Method method, long handle, byte[] bytes) {
    List<Object> given = new ArrayList<>();
    for (Class<?> type : method.getParameterTypes()) {
      boolean isFirst = given.isEmpty();
      given.add(
          // What is no handle is an address, where any other number ends the process.
          type == long.class ? (Object) (isFirst ? handle : 0L)
              : type == int.class ? (Object) (int) handle
              : type == boolean.class ? (Object) (handle == 1)
              : type == byte[].class ? bytes
              : type == byte[][].class && bytes != null ? new byte[][] {bytes} : null);
    }
    return given.toArray();
  }

  @Test
  void garbageHandlesAreExceptions() {
    Native.ready();
    for (long handle : new long[] {0, -1, 1, Long.MIN_VALUE, 0x1234_5678_9abc_def0L}) {
      HuiminException bad =
          assertThrows(HuiminException.class, () -> Native.planWarnings(handle));
      assertEquals(HuiminException.Kind.HANDLE, bad.kind());
      assertEquals(101, bad.code());
    }
    assertThrows(HuiminException.class, () -> Native.programmeBuiltin(null));
    assertEquals(
        HuiminException.Kind.CALL,
        assertThrows(HuiminException.class, () -> Native.programmeBuiltin(new byte[] {-1})).kind());
  }
}
