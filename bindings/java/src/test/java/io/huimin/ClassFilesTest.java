package io.huimin;

import static org.junit.jupiter.api.Assertions.*;

import java.io.DataInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is shipped: class files of Java 8 that need nothing but Java. */
class ClassFilesTest {
  private static final int JAVA_8 = 52;

  @Test
  void theyAreOfJava8AndNeedNothingElse() throws Exception {
    Path classes = Path.of(System.getProperty("huimin.classes"), "io", "huimin");
    List<Path> files;
    try (Stream<Path> all = Files.list(classes)) {
      files = all.filter(file -> file.toString().endsWith(".class")).toList();
    }
    assertTrue(files.size() > 20, "the classes were found: " + files.size());
    Pattern elsewhere = Pattern.compile("L?((?:org|com|javax|sun|jdk)/[\\w/]+)");
    for (Path file : files) {
      try (DataInputStream bytes = new DataInputStream(Files.newInputStream(file))) {
        assertEquals(0xcafebabe, bytes.readInt());
        bytes.readUnsignedShort();
        assertEquals(JAVA_8, bytes.readUnsignedShort(), file.toString());
      }
      String content = Files.readString(file, StandardCharsets.ISO_8859_1);
      Matcher found = elsewhere.matcher(content);
      assertFalse(found.find(), () -> file + " names " + found.group(1));
    }
  }

  @Test
  void theVersionIsThatOfThePackage() throws Exception {
    String pom = Files.readString(Path.of("pom.xml"));
    assertTrue(pom.contains("<version>" + Loader.VERSION + "</version>"));
    assertTrue(
        Files.readString(Path.of("native/Cargo.toml"))
            .contains("version = \"" + Loader.VERSION + "\""));
  }
}
