package io.huimin;

import static org.junit.jupiter.api.Assertions.*;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the native library is found, each way in a Java of its own, and what is said where it is not. */
class LoaderTest {
  private static final Path CLASSES = Path.of(System.getProperty("huimin.classes"));

  /** What the loader's Java does: prints the version. Its own class, started from the test classes. */
  public static final class Main {
    public static void main(String[] arguments) {
      try {
        System.out.println("version " + Huimin.version());
        System.out.println(Programme.builtinNames());
      } catch (UnsatisfiedLinkError error) {
        System.out.println("error " + error.getMessage());
        // Once more: the same words, whatever class is first.
        try {
          Programme.builtin("yuxi-2019");
        } catch (UnsatisfiedLinkError again) {
          System.out.println(
              again.getMessage().equals(error.getMessage()) ? "the same again" : again.getMessage());
        }
      }
    }
  }

  private static String run(Path classes, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Duser.language=en");
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(classes + System.getProperty("path.separator") + testClasses());
    command.add(Main.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  private static String testClasses() throws Exception {
    return Path.of(LoaderTest.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .toString();
  }

  private static void assertSays(String said, String... parts) {
    for (String part : parts) {
      assertTrue(said.contains(part), said);
    }
  }

  /** The native library as it was built. */
  private static Path library() throws Exception {
    String platform =
        Loader.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    Path folder = CLASSES.resolve("io/huimin/native/" + platform);
    return folder.resolve(System.mapLibraryName("huimin_jni"));
  }

  private static Path copyOfClasses(Path target) throws Exception {
    try (Stream<Path> all = Files.walk(CLASSES)) {
      for (Path path : all.toList()) {
        Path copy = target.resolve(CLASSES.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    return target;
  }

  @Test
  void everyWayIsTaken(@TempDir Path folder) throws Exception {
    assertSays(run(CLASSES, "-Djava.io.tmpdir=" + folder), "version 0.1.0", "yuxi-2019");
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(0, left.filter(path -> path.toString().contains("huimin-")).count(), "nothing is left behind");
    }
    Path library = library();
    assertSays(run(CLASSES, "-Dhuimin.native.path=" + library), "version 0.1.0");
    assertSays(run(CLASSES, "-Dhuimin.native.path=" + library.getParent()), "version 0.1.0");
    // Where both fail, the one that comes first is seen to come first.
    Path empty = Files.createDirectory(folder.resolve("empty"));
    String nowhere = "-Djava.io.tmpdir=" + folder.resolve("nowhere");
    assertSays(run(CLASSES, "-Djava.library.path=" + library.getParent(), nowhere), "version 0.1.0");
    assertSays(
        run(CLASSES, "-Dhuimin.native.path=" + empty, "-Djava.library.path=" + library.getParent()),
        "error there is no file", "huimin.native.path", "the same again");
    assertSays(
        run(CLASSES, "-Djava.library.path=" + empty, nowhere),
        "error the native library cannot be written to the temporary directory");
  }

  @Test
  void whatIsWrongIsSaid(@TempDir Path folder) throws Exception {
    assertSays(
        run(CLASSES, "-Dos.arch=sparc"), "error unknown platform", "architecture sparc", "the same again");
    assertSays(
        run(CLASSES, "-Dos.arch=aarch64", "-Dos.name=Windows 11"),
        "error this jar has no native library for windows-aarch64");
    Path noLibrary = folder.resolve("text.so");
    Files.writeString(noLibrary, "no library");
    assertSays(
        run(CLASSES, "-Dhuimin.native.path=" + noLibrary), "error the native library", "cannot be loaded");
    Path damaged = copyOfClasses(folder.resolve("damaged"));
    Path library = damaged.resolve(CLASSES.relativize(library()).toString());
    byte[] bytes = Files.readAllBytes(library);
    bytes[bytes.length / 2] ^= 1;
    Files.write(library, bytes);
    assertSays(run(damaged), "error the native library taken from the jar has another checksum");
    Files.delete(library);
    assertSays(run(damaged), "error this jar has no native library for");
    String chinese = run(damaged, "-Duser.language=zh");
    assertFalse(chinese.contains("this jar has no native library"), chinese);
  }

  @Test
  void whatTheSystemSaysIsExplained() {
    String old = "/tmp/x/libhuimin_jni.so: /lib64/libc.so.6: version `GLIBC_2.34' not found (required by /tmp/x/libhuimin_jni.so)";
    assertSays(Loader.failed("f", old, true).getMessage(), "needs glibc 2.34 or newer");
    String musl = "Error loading shared library ld-linux-x86-64.so.2: No such file or directory";
    assertSays(Loader.failed("f", musl, true).getMessage(), "another C library");
    String noexec = "/tmp/x.so: /tmp/x.so: failed to map segment from shared object";
    assertSays(Loader.failed("f", noexec, true).getMessage(), "noexec", "java.io.tmpdir");
    assertSays(Loader.failed("f", noexec, false).getMessage(), "noexec", "huimin.native.path");
    assertEquals("linux-x86_64", Loader.platform("Linux", "amd64"));
    assertEquals("macos-aarch64", Loader.platform("Mac OS X", "aarch64"));
    assertThrows(UnsatisfiedLinkError.class, () -> Loader.platform("Linux", "riscv64"));
    assertThrows(UnsatisfiedLinkError.class, () -> Loader.platform("AIX", "amd64"));
  }

  @Test
  void aTemporaryDirectoryThatDoesNotExecuteIsNamed(@TempDir Path folder) throws Exception {
    Path mounted = Files.createDirectory(folder.resolve("noexec"));
    Assumptions.assumeTrue(
        command("mount", "-t", "tmpfs", "-o", "noexec,size=1g", "tmpfs", mounted.toString()) == 0,
        "a file system without execution cannot be mounted here: root has to run this test");
    try {
      assertSays(
          run(CLASSES, "-Djava.io.tmpdir=" + mounted), "error the directory of " + mounted, "noexec", "java.io.tmpdir");
    } finally {
      command("umount", mounted.toString());
    }
  }

  private static int command(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  @Test
  void classLoadersEachTakeTheirOwn() throws Exception {
    URL[] classes = {CLASSES.toUri().toURL()};
    ClassLoader parent = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader one = new URLClassLoader(classes, parent);
        URLClassLoader two = new URLClassLoader(classes, parent)) {
      assertEquals("0.1.0", version(one));
      assertEquals("0.1.0", version(two));
      assertNotSame(one.loadClass("io.huimin.Huimin"), two.loadClass("io.huimin.Huimin"));
    }
  }

  @Test
  void classLoadersCannotShareAFile() throws Exception {
    URL[] classes = {CLASSES.toUri().toURL()};
    ClassLoader parent = ClassLoader.getPlatformClassLoader();
    String property = Loader.PATH_PROPERTY;
    System.setProperty(property, library().toString());
    try (URLClassLoader one = new URLClassLoader(classes, parent);
        URLClassLoader two = new URLClassLoader(classes, parent)) {
      assertEquals("0.1.0", version(one));
      var thrown = assertThrows(java.lang.reflect.InvocationTargetException.class, () -> version(two));
      assertInstanceOf(UnsatisfiedLinkError.class, thrown.getCause());
      assertSays(thrown.getCause().getMessage(), "another class loader", "parent");
    } finally {
      System.clearProperty(property);
    }
  }

  private static String version(ClassLoader loader) throws Exception {
    return (String) loader.loadClass("io.huimin.Huimin").getMethod("version").invoke(null);
  }
}
