package io.huimin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A programme: a definition that could be read. Any number of threads may use it at once. */
public final class Programme extends Resource {
  private Programme(long handle) {
    super(handle, Native::programmeFree);
  }

  /**
   * The names of the built-in programmes.
   *
   * @return the names
   */
  public static List<String> builtinNames() {
    Native.ready();
    return Packed.list(Native.programmeNames());
  }

  /**
   * A built-in programme.
   *
   * @param name one of {@link #builtinNames}, such as {@code yuxi-2019}
   * @return the programme
   * @throws HuiminException of kind {@code ARGUMENT} for another name
   */
  public static Programme builtin(String name) {
    Native.ready();
    return new Programme(Native.programmeBuiltin(Utf8.of("name", name)));
  }

  /**
   * A programme from the text of a definition.
   *
   * @param sourceName the name of its file in messages
   * @param text the definition
   * @return the programme
   * @throws HuiminException of kind {@code DEFINITION} with all that is wrong
   */
  public static Programme fromToml(String sourceName, String text) {
    Native.ready();
    return new Programme(
        Native.programmeFromToml(Utf8.of("sourceName", sourceName), Utf8.of("text", text)));
  }

  /**
   * A programme from the file of a definition, in UTF-8.
   *
   * @param path where the file is
   * @return the programme
   * @throws IOException where it cannot be read
   * @throws HuiminException of kind {@code DEFINITION} with all that is wrong
   */
  public static Programme fromFile(Path path) throws IOException {
    Native.ready();
    byte[] name = Utf8.of("path", path.getFileName().toString());
    return new Programme(Native.programmeFromToml(name, Files.readAllBytes(path)));
  }

  /**
   * The same programme with its count targets at the root alone.
   *
   * @return another programme, to be closed by itself
   */
  public Programme withoutAllocations() {
    return new Programme(number(Native::programmeWithoutAllocations));
  }

  /**
   * The name of the definition.
   *
   * @return its {@code id}
   */
  public String id() {
    return text(Native::programmeId);
  }

  /**
   * The version of the definition.
   *
   * @return its {@code version}
   */
  public String version() {
    return text(Native::programmeVersion);
  }

  /**
   * What the reader warned of.
   *
   * @return an array in JSON, as {@link HuiminException#diagnostics}
   */
  public String warnings() {
    return text(Native::programmeWarnings);
  }

  /**
   * Checks the definition with a network and its own examples.
   *
   * @param network the register
   * @return the warnings, an array in JSON
   * @throws HuiminException of kind {@code DEFINITION} with all that is wrong
   */
  public String check(Network network) {
    return text(
        programme -> network.use(register -> Native.programmeCheck(programme, register)));
  }
}
