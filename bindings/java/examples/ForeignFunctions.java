import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The C library called directly, without any binding: JDK 22 or newer.
 *
 * <p>{@code java --enable-native-access=ALL-UNNAMED ForeignFunctions.java path/to/libhuimin.so}
 */
public class ForeignFunctions {
  private static final StructLayout BYTES =
      MemoryLayout.structLayout(
          ADDRESS.withName("data"), JAVA_LONG.withName("length"), JAVA_LONG.withName("owner"));

  /** A text or a file, which C takes as a struct of a pointer and a length. */
  private static final StructLayout TEXT =
      MemoryLayout.structLayout(ADDRESS.withName("data"), JAVA_LONG.withName("length"));

  /** A handle of any kind: a struct of its number. */
  private static final StructLayout HANDLE = MemoryLayout.structLayout(JAVA_LONG.withName("id"));

  private static final String DISPUTES =
      """
      dispute_id,division_code,party,registered_on,mediated_on,outcome
      D1,530402001001,poor_household,2019-03-01,2019-03-09,settled
      D2,530402001001,poor_household,2019-03-02,2019-03-10,failed
      """;

  private final Arena arena;
  private final SymbolLookup library;
  private final Linker linker = Linker.nativeLinker();

  private ForeignFunctions(Arena arena, Path path) {
    this.arena = arena;
    this.library = SymbolLookup.libraryLookup(path, arena);
  }

  public static void main(String[] arguments) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      new ForeignFunctions(arena, Path.of(arguments[0])).firstFigure();
    }
  }

  private void firstFigure() throws Throwable {
    Struct programme = made("huimin_programme_builtin", text("yuxi-2019"));
    Struct network = made("huimin_network_builtin", text("yuxi-2019"));
    Struct plan = made("huimin_plan_new", programme, network);
    Struct tally = made("huimin_tally_new", plan);
    call("huimin_tally_add_csv", tally, text("disputes"), text(DISPUTES), MemorySegment.NULL);
    Struct assessment = made("huimin_tally_assess", tally, text("2019-11-30"), 1);
    MemorySegment figure = arena.allocate(BYTES);
    call(
        "huimin_assessment_value",
        assessment, text("mediation_success_rate"), text("530402"), figure);
    System.out.println(take(figure));
    free("assessment", assessment);
    free("tally", tally);
    free("plan", plan);
    free("network", network);
    free("programme", programme);
  }

  /** A struct, which C takes by value. */
  private record Struct(StructLayout layout, MemorySegment place) {}

  private Struct text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    MemorySegment place = arena.allocate(TEXT);
    place.set(ADDRESS, 0, arena.allocateFrom(JAVA_BYTE, bytes));
    place.set(JAVA_LONG, 8, bytes.length);
    return new Struct(TEXT, place);
  }

  /** Calls a function whose last parameters are where a handle and an error are put. */
  private Struct made(String name, Object... arguments) throws Throwable {
    Struct handle = new Struct(HANDLE, arena.allocate(HANDLE));
    call(name, append(arguments, handle.place()));
    return handle;
  }

  /** Calls a function whose last parameter is where an error is put; throws that error. */
  private void call(String name, Object... arguments) throws Throwable {
    Struct error = new Struct(HANDLE, arena.allocate(HANDLE));
    if (status(name, append(arguments, error.place())) != 0) {
      MemorySegment message = arena.allocate(BYTES);
      status("huimin_error_message", error, 1, message);
      free("error", error);
      throw new IllegalStateException(take(message));
    }
  }

  private int status(String name, Object... arguments) throws Throwable {
    java.util.List<MemoryLayout> layouts = new java.util.ArrayList<>();
    java.util.List<Object> values = new java.util.ArrayList<>();
    for (Object argument : arguments) {
      switch (argument) {
        case Struct struct -> {
          layouts.add(struct.layout());
          values.add(struct.place());
          continue;
        }
        case MemorySegment segment -> layouts.add(ADDRESS);
        default -> layouts.add(JAVA_INT);
      }
      values.add(argument);
    }
    FunctionDescriptor descriptor =
        FunctionDescriptor.of(JAVA_INT, layouts.toArray(new MemoryLayout[0]));
    MethodHandle function = linker.downcallHandle(library.find(name).orElseThrow(), descriptor);
    return (int) function.invokeWithArguments(values);
  }

  private void free(String kind, Struct handle) throws Throwable {
    if (status("huimin_" + kind + "_free", handle) != 0) {
      throw new IllegalStateException("the " + kind + " could not be freed");
    }
  }

  /** The text of bytes that the library made, which are freed. */
  private String take(MemorySegment bytes) throws Throwable {
    MemorySegment data = bytes.get(ADDRESS, 0).reinterpret(bytes.get(JAVA_LONG, 8));
    String text = new String(data.toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    status("huimin_bytes_free", bytes);
    return text;
  }

  private static Object[] append(Object[] arguments, Object last) {
    Object[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = last;
    return all;
  }
}
