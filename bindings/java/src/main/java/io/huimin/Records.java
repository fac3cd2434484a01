package io.huimin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Records to be added to a tally or withdrawn from it. Nothing is copied before that happens, so
 * arrays must not change until then.
 */
public abstract class Records {
  /** Only this package knows kinds of records. */
  Records() {}

  /** Hands them over; answers as the native side does. */
  abstract byte[] handOver(
      long tally, boolean isWithdrawal, byte[] dataset, int threads, Watch watch);

  /**
   * Comma-separated text in UTF-8 with a header line.
   *
   * @param file the bytes of the file
   * @return the records
   */
  public static Records csv(byte[] file) {
    return csv(file, "utf-8", ',');
  }

  /**
   * Comma-separated text with a header line.
   *
   * @param file the bytes of the file
   * @param encoding {@code utf-8}, {@code gb18030}, {@code gbk}, {@code gb2312}, {@code utf-16le}
   *     or {@code utf-16be}
   * @param delimiter what stands between two cells, an ASCII character
   * @return the records
   */
  public static Records csv(byte[] file, String encoding, char delimiter) {
    return new FileRecords(0, file, Utf8.of("encoding", encoding), delimiter);
  }

  /**
   * Objects in JSON in UTF-8, one a line.
   *
   * @param file the bytes of the file
   * @return the records
   */
  public static Records jsonLines(byte[] file) {
    return new FileRecords(1, file, new byte[0], 0);
  }

  /**
   * Parquet, which only builds of the native library with the feature {@code parquet} read.
   *
   * @param file the bytes of the file
   * @return the records
   */
  public static Records parquet(byte[] file) {
    return new FileRecords(2, file, new byte[0], 0);
  }

  /**
   * A file, by the end of its name: {@code .csv} (in UTF-8), {@code .jsonl} or {@code .parquet}.
   *
   * @param path where the file is
   * @return the records
   * @throws IOException where it cannot be read
   * @throws IllegalArgumentException for another kind of file
   */
  public static Records file(Path path) throws IOException {
    String name = path.getFileName().toString();
    if (name.endsWith(".csv")) {
      return csv(Files.readAllBytes(path));
    }
    if (name.endsWith(".jsonl")) {
      return jsonLines(Files.readAllBytes(path));
    }
    if (name.endsWith(".parquet")) {
      return parquet(Files.readAllBytes(path));
    }
    throw new IllegalArgumentException(
        "`" + name + "` ends neither in .csv nor in .jsonl nor in .parquet");
  }

  /**
   * The Arrow stream at an address, such as {@code ArrowArrayStream.memoryAddress()} of the Arrow
   * library. The stream is moved: it can be handed over once, and is released by this call.
   *
   * @param address where an {@code ArrowArrayStream} of the Arrow C stream interface stands. Any
   *     other address ends the process, as everywhere where memory is named by a number.
   * @return the records
   */
  public static Records arrow(long address) {
    return new Records() {
      @Override
      byte[] handOver(long tally, boolean isWithdrawal, byte[] dataset, int threads, Watch watch) {
        return Native.tallyArrow(tally, isWithdrawal, dataset, address, threads, watch);
      }
    };
  }

  /**
   * Columns of values, to be added one by one.
   *
   * @return no column yet
   */
  public static Columns columns() {
    return new Columns();
  }

  private static final class FileRecords extends Records {
    private final int format;
    private final byte[] file;
    private final byte[] encoding;
    private final int delimiter;

    FileRecords(int format, byte[] file, byte[] encoding, int delimiter) {
      this.format = format;
      this.file = Objects.requireNonNull(file, "file");
      this.encoding = encoding;
      this.delimiter = delimiter;
    }

    @Override
    byte[] handOver(long tally, boolean isWithdrawal, byte[] dataset, int threads, Watch watch) {
      return Native.tallyFile(
          tally, isWithdrawal, dataset, format, encoding, delimiter, file, threads, watch);
    }
  }
}
