package io.huimin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads the native library: from the path that the property {@code huimin.native.path} names, else
 * from {@code java.library.path}, else from this jar by way of a temporary file. What fails says
 * which of these it was and what to do, in the default locale's language.
 */
final class Loader {
  /** The version of the native library that this class belongs to. */
  static final String VERSION = "0.1.0";

  static final String PATH_PROPERTY = "huimin.native.path";

  private static final String NAME = "huimin_jni";
  private static final Pattern GLIBC = Pattern.compile("version [`'\"]GLIBC_([0-9.]+)'? not found");

  private static volatile boolean isLoaded;
  private static String failure;

  private Loader() {}

  /** Loads it once. A failure is final, and thrown each time. */
  static void load() {
    if (!isLoaded) {
      loadOnce();
    }
  }

  private static synchronized void loadOnce() {
    if (isLoaded) {
      return;
    }
    if (failure == null) {
      try {
        find();
        checkVersion();
        isLoaded = true;
        return;
      } catch (UnsatisfiedLinkError error) {
        failure = error.getMessage();
      }
    }
    throw new UnsatisfiedLinkError(failure);
  }

  private static void find() {
    String path = System.getProperty(PATH_PROPERTY);
    if (path != null) {
      loadFile(explicit(path), false);
      return;
    }
    try {
      System.loadLibrary(NAME);
    } catch (UnsatisfiedLinkError error) {
      String message = String.valueOf(error.getMessage());
      if (!message.startsWith("no " + NAME)) {
        throw failed("java.library.path", message, false);
      }
      extract();
    }
  }

  /** The file that the property names: itself, or in the folder that it names. */
  private static Path explicit(String path) {
    Path file = Paths.get(path).toAbsolutePath();
    if (Files.isDirectory(file)) {
      file = file.resolve(System.mapLibraryName(NAME));
    }
    if (!Files.isRegularFile(file)) {
      throw error(
          "属性 " + PATH_PROPERTY + " 指定的 " + file + " 不存在",
          "there is no file " + file + ", which the property " + PATH_PROPERTY + " names");
    }
    return file;
  }

  private static void extract() {
    String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    String resource = "native/" + platform + "/" + System.mapLibraryName(NAME);
    byte[] library = resource(resource);
    byte[] checksum = resource(resource + ".sha256");
    if (library == null || checksum == null) {
      throw error(
          "该 jar 不含 " + platform + " 的本地库(" + resource + ");请为该平台构建,并用属性 " + PATH_PROPERTY + " 指定",
          "this jar has no native library for " + platform + " (" + resource
              + "); build it for this platform and name it by the property " + PATH_PROPERTY);
    }
    String expected = new String(checksum, StandardCharsets.US_ASCII).trim();
    Path folder = Paths.get(System.getProperty("java.io.tmpdir"));
    Path inside = null;
    Path file = null;
    try {
      // A folder that nobody else can write to.
      inside = Files.createTempDirectory(folder, "huimin-");
      file = inside.resolve(System.mapLibraryName(NAME));
      Files.write(file, library);
      if (!sha256(Files.readAllBytes(file)).equals(expected)) {
        throw error(
            "从 jar 取出的本地库校验和不符:jar 损坏,或 " + folder + " 空间不足",
            "the native library taken from the jar has another checksum: the jar is damaged, or "
                + folder + " is full");
      }
      loadFile(file, true);
    } catch (IOException io) {
      throw error(
          "不能在临时目录 " + folder + " 写入本地库:" + io + ";请设置 java.io.tmpdir 或 " + PATH_PROPERTY,
          "the native library cannot be written to the temporary directory " + folder + ": " + io
              + "; set java.io.tmpdir or " + PATH_PROPERTY);
    } finally {
      delete(file);
      delete(inside);
    }
  }

  /** Unix keeps what is loaded when its name goes; elsewhere it goes when Java ends. */
  private static void delete(Path path) {
    try {
      if (path != null) {
        Files.deleteIfExists(path);
      }
    } catch (IOException isInUse) {
      path.toFile().deleteOnExit();
    }
  }

  private static void loadFile(Path file, boolean isTemporary) {
    try {
      System.load(file.toString());
    } catch (UnsatisfiedLinkError error) {
      throw failed(file.toString(), String.valueOf(error.getMessage()), isTemporary);
    }
  }

  private static void checkVersion() {
    String found = Native.text(Native.version());
    if (!found.equals(VERSION)) {
      throw error(
          "本地库版本为 " + found + ",而 jar 版本为 " + VERSION,
          "the native library has version " + found + ", but the jar has version " + VERSION);
    }
  }

  /** What the system's message means, and what to do. */
  static UnsatisfiedLinkError failed(String file, String message, boolean isTemporary) {
    Matcher glibc = GLIBC.matcher(message);
    if (glibc.find()) {
      String needed = glibc.group(1);
      return error(
          "本地库 " + file + " 需要 glibc " + needed + " 或更新,本系统的更旧:" + message,
          "the native library " + file + " needs glibc " + needed
              + " or newer, and this system has an older one: " + message);
    }
    if (message.contains("musl") || message.contains("ld-linux")) {
      return error(
          "本地库 " + file + " 需要 glibc,本系统用的是其他 C 库(如 Alpine 的 musl):" + message,
          "the native library " + file + " needs glibc, and this system has another C library"
              + " (such as musl on Alpine): " + message);
    }
    if (message.contains("already loaded in another classloader")) {
      return error(
          file + " 已由另一个类加载器加载;请把 huimin 放到共用的上级类加载器,或不设 " + PATH_PROPERTY
              + " 和 java.library.path,由各类加载器自行取出:" + message,
          file + " is loaded by another class loader already; put huimin into a parent that both"
              + " share, or leave " + PATH_PROPERTY + " and java.library.path unset, so that each"
              + " takes its own from the jar: " + message);
    }
    if (message.contains("failed to map segment") || message.contains("Operation not permitted")) {
      String remedy = isTemporary ? "java.io.tmpdir" : PATH_PROPERTY;
      return error(
          file + " 所在目录不允许执行(noexec);请用 " + remedy + " 指定允许执行的目录:" + message,
          "the directory of " + file + " does not allow execution (noexec); name one that does by "
              + remedy + ": " + message);
    }
    return error(
        "不能加载本地库 " + file + ":" + message,
        "the native library " + file + " cannot be loaded: " + message);
  }

  /** The folder of a platform in the jar. An unknown one is an error: a guess could crash. */
  static String platform(String system, String architecture) {
    String name = system.toLowerCase(Locale.ROOT);
    String os = name.startsWith("linux") ? "linux"
        : name.startsWith("mac") ? "macos"
        : name.startsWith("windows") ? "windows" : null;
    String arch = null;
    switch (architecture.toLowerCase(Locale.ROOT)) {
      case "amd64":
      case "x86_64":
      case "x86-64":
        arch = "x86_64";
        break;
      case "aarch64":
      case "arm64":
        arch = "aarch64";
        break;
      default:
        break;
    }
    if (os == null || arch == null) {
      throw error(
          "不认识的平台:系统 " + system + ",架构 " + architecture + ";请为它构建本地库,并用属性 " + PATH_PROPERTY + " 指定",
          "unknown platform: system " + system + ", architecture " + architecture
              + "; build the native library for it and name it by the property " + PATH_PROPERTY);
    }
    return os + "-" + arch;
  }

  private static byte[] resource(String name) {
    try (InputStream stream = Loader.class.getResourceAsStream(name)) {
      if (stream == null) {
        return null;
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] part = new byte[1 << 16];
      for (int read = stream.read(part); read >= 0; read = stream.read(part)) {
        all.write(part, 0, read);
      }
      return all.toByteArray();
    } catch (IOException io) {
      throw error("jar 中的 " + name + " 不能读取:" + io, name + " in the jar cannot be read: " + io);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      StringBuilder text = new StringBuilder();
      for (byte part : MessageDigest.getInstance("SHA-256").digest(bytes)) {
        text.append(String.format("%02x", part));
      }
      return text.toString();
    } catch (NoSuchAlgorithmException none) {
      // Every Java has SHA-256.
      throw new AssertionError(none);
    }
  }

  private static UnsatisfiedLinkError error(String chinese, String english) {
    boolean isChinese = Locale.getDefault().getLanguage().equals(Locale.CHINESE.getLanguage());
    return new UnsatisfiedLinkError(isChinese ? chinese : english);
  }
}
