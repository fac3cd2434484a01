import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.huimin.*;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;

/**
 * The Java binding against the same work in Rust, in turns: {@code Bench.java LIBRARY RECORDS.csv
 * ROUNDS}. LIBRARY is {@code benches/c}, which does the work in Rust and lends its Arrow batches.
 */
public class Bench {
  private static final long CHECKS = 1_000_000;
  private static final long STREAM_BYTES = 40;

  private final Arena arena = Arena.global();
  private final SymbolLookup rust;
  private final byte[] file;
  private final String[][] columns;
  private final String[] names;
  private final long wanted;
  private final Plan plan;
  private byte[] expected;

  Bench(Path library, Path records) throws Throwable {
    rust = SymbolLookup.libraryLookup(library, arena);
    file = Files.readAllBytes(records);
    String[] lines = new String(file, StandardCharsets.UTF_8).split("\r?\n");
    names = lines[0].split(",");
    columns = new String[names.length][lines.length - 1];
    for (int row = 1; row < lines.length; row++) {
      String[] cells = lines[row].split(",", -1);
      for (int column = 0; column < names.length; column++) {
        columns[column][row - 1] = cells[column].isEmpty() ? null : cells[column];
      }
    }
    MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, file);
    wanted =
        (long) function("bench_open", JAVA_LONG, ADDRESS, JAVA_LONG)
            .invoke(bytes, (long) file.length);
    MemorySegment length = arena.allocate(JAVA_LONG);
    MemorySegment text =
        (MemorySegment) function("bench_definition", ADDRESS, ADDRESS).invoke(length);
    byte[] definition = text.reinterpret(length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
    Programme programme =
        Programme.fromToml("workload.toml", new String(definition, StandardCharsets.UTF_8));
    plan = Plan.of(programme, Network.builtin("yunnan-2019"));
  }

  private MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
    return Linker.nativeLinker()
        .downcallHandle(
            rust.find(name).orElseThrow(), FunctionDescriptor.of(result, parameters));
  }

  public static void main(String[] arguments) throws Throwable {
    Bench bench = new Bench(Path.of(arguments[0]), Path.of(arguments[1]));
    bench.run(Integer.parseInt(arguments[2]));
  }

  private void run(int rounds) {
    System.out.println(wanted + " records, best of " + rounds + " rounds");
    for (int threads = 1; threads <= 2; threads++) {
      int some = threads;
      DoubleSupplier arrow = () -> rust("bench_arrow", some);
      String with = threads == 1 ? ", 1 thread" : ", 2 threads";
      compare("Arrow address" + with, rounds, arrow, () -> add(stream(), some));
      compare("CSV" + with, rounds, () -> rust("bench_csv", some), () -> add(Records.csv(file), some));
      compare("column arrays" + with, rounds, arrow, () -> addColumns(some));
    }
    System.out.println("columns are compared with Arrow in Rust, which finds its texts ready");
    double best = Double.MAX_VALUE;
    double bestOfRust = Double.MAX_VALUE;
    for (int round = 0; round < rounds; round++) {
      best = Math.min(best, check());
      bestOfRust = Math.min(bestOfRust, rust("bench_check", CHECKS));
    }
    System.out.printf(
        "%-26s Rust %7.0f ns   Java %7.0f ns%n", "a record checked", bestOfRust / CHECKS * 1e9,
        best / CHECKS * 1e9);
  }

  private static void compare(String what, int rounds, DoubleSupplier rust, DoubleSupplier java) {
    double bestOfRust = Double.MAX_VALUE;
    double best = Double.MAX_VALUE;
    for (int round = 0; round < rounds; round++) {
      bestOfRust = Math.min(bestOfRust, rust.getAsDouble());
      best = Math.min(best, java.getAsDouble());
    }
    System.out.printf(
        "%-26s Rust %7.1f ms   Java %7.1f ms   ratio %.3f%n", what, bestOfRust * 1e3, best * 1e3,
        best / bestOfRust);
  }

  /** What the other side measures of itself. */
  private double rust(String name, long argument) {
    try {
      return (double) function(name, JAVA_DOUBLE, JAVA_LONG).invoke(argument);
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  /** The batches of the other side, as a stream. */
  private Records stream() {
    try {
      MemorySegment stream = arena.allocate(STREAM_BYTES, 8);
      Linker.nativeLinker()
          .downcallHandle(
              rust.find("bench_stream").orElseThrow(), FunctionDescriptor.ofVoid(ADDRESS))
          .invoke(stream);
      return Records.arrow(stream.address());
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  private double add(Records records, int threads) {
    long start = System.nanoTime();
    Tally tally = Tally.of(plan);
    Added added = tally.add("records", records, new AddOptions().threads(threads));
    long elapsed = System.nanoTime() - start;
    return (elapsed + freed(tally, added)) / 1e9;
  }

  /** From arrays of strings: laying them out counts. */
  private double addColumns(int threads) {
    long start = System.nanoTime();
    Columns records = Records.columns();
    for (int column = 0; column < names.length; column++) {
      records.text(names[column], columns[column]);
    }
    Tally tally = Tally.of(plan);
    Added added = tally.add("records", records, new AddOptions().threads(threads));
    long elapsed = System.nanoTime() - start;
    return (elapsed + freed(tally, added)) / 1e9;
  }

  /** Nanoseconds to free the tally, which was looked at before. */
  private long freed(Tally tally, Added added) {
    byte[] digest = digest(tally);
    expected = expected == null ? digest : expected;
    if (added.records() != wanted || !java.util.Arrays.equals(expected, digest)) {
      throw new IllegalStateException("not the same: " + added);
    }
    long start = System.nanoTime();
    tally.close();
    return System.nanoTime() - start;
  }

  private static byte[] digest(Tally tally) {
    try {
      return java.security.MessageDigest.getInstance("SHA-256").digest(tally.toBytes());
    } catch (java.security.NoSuchAlgorithmException none) {
      throw new IllegalStateException(none);
    }
  }

  private double check() {
    String[] record = {
      "R1", "530402001001", "mediation", "2019-03-01", "2019-03-09", "ordinary", "settled",
      "physical", "2"
    };
    try (RecordChecker checker = plan.checker("records")) {
      long start = System.nanoTime();
      for (long turn = 0; turn < CHECKS; turn++) {
        if (!checker.check(record).isEmpty()) {
          throw new IllegalStateException("nothing is wrong with it");
        }
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
