package io.huimin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A network: a register of divisions. Any number of threads may use it at once. */
public final class Network extends Resource {
  Network(long handle) {
    super(handle, Native::networkFree);
  }

  /**
   * The names of the built-in registers.
   *
   * @return the names
   */
  public static List<String> builtinNames() {
    Native.ready();
    return Packed.list(Native.networkNames());
  }

  /**
   * A built-in register.
   *
   * @param name one of {@link #builtinNames}, such as {@code yuxi-2019}
   * @return the network
   * @throws HuiminException of kind {@code ARGUMENT} for another name
   */
  public static Network builtin(String name) {
    Native.ready();
    return new Network(Native.networkBuiltin(Utf8.of("name", name)));
  }

  /**
   * A register from comma-separated text in UTF-8.
   *
   * @param register the bytes of the file
   * @return the network
   * @throws HuiminException of kind {@code NETWORK} or {@code INPUT} with all that is wrong
   */
  public static Network fromCsv(byte[] register) {
    Native.ready();
    return new Network(Native.networkFromCsv(Objects.requireNonNull(register, "register")));
  }

  /**
   * A register from a file of comma-separated text in UTF-8.
   *
   * @param path where the file is
   * @return the network
   * @throws IOException where it cannot be read
   * @throws HuiminException as {@link #fromCsv}
   */
  public static Network fromFile(Path path) throws IOException {
    return fromCsv(Files.readAllBytes(path));
  }

  /**
   * What the reader warned of.
   *
   * @return an array in JSON, as {@link HuiminException#diagnostics}
   */
  public String warnings() {
    return text(Native::networkWarnings);
  }

  /**
   * How many divisions it has, former ones not counted.
   *
   * @return the number
   */
  public long size() {
    return number(Native::networkSize);
  }
}
