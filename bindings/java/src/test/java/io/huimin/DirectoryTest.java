package io.huimin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Directories as they are handed over: what is found, what is read, what is refused. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a deadlock fails, and hangs nothing
class DirectoryTest {
  private static final String ROWS = Yuxi.DISPUTES.substring(Yuxi.DISPUTES.indexOf('\n') + 1);
  private static final String HEADER = Yuxi.DISPUTES.substring(0, Yuxi.DISPUTES.indexOf('\n') + 1);

  @TempDir Path root;

  private Path write(String name, String text) throws IOException {
    Path path = root.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.write(path, text.getBytes(UTF_8));
  }

  private Directory open(DirectoryOptions options) {
    try (Programme programme = Programme.builtin("yuxi-2019")) {
      return Directory.open(programme, root, options);
    }
  }

  private static Plan planOf(Directory directory) {
    try (Programme programme = Programme.builtin("yuxi-2019");
        Programme alone = programme.withoutAllocations();
        Network network = directory.network().orElseThrow()) {
      return Plan.of(alone, network);
    }
  }

  @Test
  void whatLiesThereIsFoundReadAndListed() throws Exception {
    write("区划.csv", Yuxi.REGISTER);
    Files.write(
        root.resolve("矛盾纠纷.csv"), ("玉溪市 2019 年\n\n" + HEADER + ROWS).getBytes(Charset.forName("GB18030")));
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(root.resolve("县.zip")))) {
      zip.putNextEntry(new ZipEntry("disputes.csv"));
      zip.write((HEADER.replace(',', ';') + "D9;530402001202;other;2019-05-02;2019-05-10;settled\n").getBytes(UTF_8));
      zip.closeEntry();
    }
    write("~$纠纷.xlsx", "x");
    write("notes.pdf", "x");

    try (Directory directory = open(new DirectoryOptions().ignore("*.pdf"))) {
      assertEquals("区划.csv", directory.register().orElseThrow().file());
      assertTrue(directory.register().orElseThrow().dataset().isEmpty());
      List<Directory.Part> parts = directory.parts();
      assertEquals(2, parts.size(), directory.json());
      Directory.Part plain = part(parts, "矛盾纠纷.csv");
      assertEquals("disputes", plain.dataset().orElseThrow());
      assertEquals("csv", plain.format());
      assertEquals("gb18030", plain.encoding().orElseThrow());
      assertEquals(",", plain.delimiter().orElseThrow());
      assertEquals(OptionalLong.of(3), plain.headerLine());
      assertEquals(List.of("玉溪市 2019 年"), plain.titleRows());
      assertEquals("outcome", plain.columnsRead().get("outcome"));
      assertEquals(64, plain.sha256().orElseThrow().length());
      assertTrue(plain.sheet().isEmpty() && plain.sameContentAs().isEmpty());
      assertTrue(plain.columnsNotRead().isEmpty());
      Directory.Part packed = part(parts, "县.zip/disputes.csv");
      assertEquals(";", packed.delimiter().orElseThrow());
      assertEquals(2, directory.passedOver().size(), directory.json());
      for (Directory.PassedOver passed : directory.passedOver()) {
        assertEquals(passed.file().equals("notes.pdf") ? "ignored" : "lock_file", passed.reason());
        assertNotEquals(passed.words(Language.CHINESE), passed.words(Language.ENGLISH));
        assertTrue(passed.sheet().isEmpty() && passed.fits().isEmpty());
      }

      try (Plan plan = planOf(directory);
          Tally tally = Tally.of(plan);
          Tally threads = Tally.of(plan)) {
        assertEquals(List.of(), tally.received());
        tally.receive(directory);
        long[] seen = {0};
        threads.receive(
            directory,
            new AddOptions()
                .threads(2)
                .progress(
                    (records, bytes) -> {
                      seen[0] = bytes;
                      return true;
                    }));
        assertArrayEquals(tally.toBytes(), threads.toBytes());
        assertEquals(List.of("disputes"), tally.received());
        assertEquals(4, tally.records("disputes"));
        try (Assessment assessment = tally.assess("2019-11-30")) {
          Table received = assessment.table("received", Language.ENGLISH).orElseThrow();
          List<String> files = received.rows().stream().map(row -> row.text("file")).toList();
          assertTrue(files.containsAll(List.of("区划.csv", "矛盾纠纷.csv", "县.zip/disputes.csv", "~$纠纷.xlsx")), files::toString);
          assertEquals("50.00%", assessment.value("mediation_success_rate", "530402").display());
        }
      }
    }
  }

  private static Directory.Part part(List<Directory.Part> parts, String file) {
    return parts.stream().filter(part -> part.file().equals(file)).findFirst().orElseThrow();
  }

  @Test
  void findingsNameFileAndLine() throws Exception {
    write("divisions.csv", Yuxi.REGISTER);
    write("disputes.csv", "标题\n" + HEADER + "D1,530402001201,poor_household,2019-03-01,2019-03-09,lost\n");
    try (Directory directory = open(new DirectoryOptions());
        Plan plan = planOf(directory);
        Tally tally = Tally.of(plan)) {
      tally.receive(directory);
      try (Assessment assessment = tally.assess("2019-11-30")) {
        boolean isFound = false;
        for (Table.Row row : assessment.findings(Language.ENGLISH)) {
          if ("disputes.csv".equals(row.text("file")) && row.text("line") != null) {
            assertEquals("3", row.text("line"));
            assertNull(row.text("sheet"));
            isFound = true;
          }
        }
        assertTrue(isFound, assessment.tableJson("findings", Language.ENGLISH));
      }
    }
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() throws Exception {
    write("disputes.csv", Yuxi.DISPUTES);
    write("who knows.csv", "a,b\n1,2\n");
    write("disputes-2.csv", "dispute_id,party\nD1,other\n");
    HuiminException thrown = assertThrows(HuiminException.class, () -> open(new DirectoryOptions()));
    assertEquals(HuiminException.Kind.INPUT, thrown.kind());
    assertTrue(thrown.file().isEmpty() && thrown.sheet().isEmpty() && thrown.line().isEmpty());
    assertEquals(2, thrown.causes().size(), thrown.json());
    List<String> files = thrown.causes().stream().map(cause -> cause.file().orElseThrow()).sorted().toList();
    assertEquals(List.of("disputes-2.csv", "who knows.csv"), files);
    for (HuiminException cause : thrown.causes()) {
      assertTrue(cause.causes().isEmpty());
      assertTrue(cause.getMessage().contains(cause.file().orElseThrow()), cause.getMessage());
      assertTrue(thrown.getMessage().contains(cause.getMessage()));
      assertTrue(thrown.json().contains(cause.json()), cause.json());
      assertNotEquals(cause.message(Language.CHINESE), cause.message(Language.ENGLISH));
    }
    Files.delete(root.resolve("who knows.csv"));
    HuiminException single = assertThrows(HuiminException.class, () -> open(new DirectoryOptions()));
    assertEquals("disputes-2.csv", single.file().orElseThrow());
    assertTrue(single.causes().isEmpty());
  }

  @Test
  void aDeliveryIsReceivedWholeOrNotAtAll() throws Exception {
    write("divisions.csv", Yuxi.REGISTER);
    write("disputes.csv", Yuxi.DISPUTES);
    Path second = write("disputes-2.csv", HEADER + ROWS.replace("D", "E"));
    Path third = write("disputes-3.csv", HEADER + ROWS.replace("D", "F"));
    try (Directory directory = open(new DirectoryOptions().digests(false));
        Plan plan = planOf(directory);
        Tally tally = Tally.of(plan)) {
      assertTrue(directory.parts().get(0).sha256().isEmpty());
      Files.delete(second);
      Files.delete(third);
      HuiminException thrown = assertThrows(HuiminException.class, () -> tally.receive(directory));
      assertEquals(2, thrown.causes().size(), thrown.json());
      assertEquals(0, tally.records("disputes"));
      assertEquals(List.of(), tally.received());
    }
  }

  @Test
  void receivingStopsAndClosesAsAddingDoes() throws Exception {
    write("divisions.csv", Yuxi.REGISTER);
    StringBuilder many = new StringBuilder(HEADER);
    for (int row = 0; row < 60_000; row++) {
      many.append("M").append(row).append(",530402001202,poor_household,2019-03-01,2019-03-09,settled\n");
    }
    write("disputes.csv", many.toString());
    Directory directory = open(new DirectoryOptions().digests(false));
    try (Plan plan = planOf(directory);
        Tally tally = Tally.of(plan)) {
      AddOptions never = new AddOptions().progress((records, bytes) -> false);
      HuiminException stopped = assertThrows(HuiminException.class, () -> tally.receive(directory, never));
      assertEquals(HuiminException.Kind.CANCELLED, stopped.kind());
      AddOptions throwing =
          new AddOptions()
              .progress(
                  (records, bytes) -> {
                    throw new ArithmeticException("thrown by the callback");
                  });
      assertThrows(ArithmeticException.class, () -> tally.receive(directory, throwing));
      // It would wait for itself.
      AddOptions closing =
          new AddOptions()
              .progress(
                  (records, bytes) -> {
                    directory.close();
                    return true;
                  });
      assertThrows(IllegalStateException.class, () -> tally.receive(directory, closing));
      assertFalse(directory.isClosed());
      assertEquals(0, tally.records("disputes"));
      tally.receive(directory);
      assertEquals(60_000, tally.records("disputes"));
      directory.close();
      assertThrows(IllegalStateException.class, () -> tally.receive(directory));
      assertThrows(IllegalStateException.class, directory::parts);
      assertEquals(60_000, tally.records("disputes"));
    }
  }

  @Test
  void callsThatMakeNoSense() throws Exception {
    Path file = write("disputes.csv", Yuxi.DISPUTES);
    try (Programme programme = Programme.builtin("yuxi-2019")) {
      try (Directory directory = Directory.open(programme, file)) {
        assertEquals("disputes.csv", directory.parts().get(0).file());
        assertTrue(directory.network().isEmpty());
        assertTrue(directory.register().isEmpty());
      }
      Path nowhere = root.resolve("no such place");
      assertEquals(
          HuiminException.Kind.INPUT,
          assertThrows(HuiminException.class, () -> Directory.open(programme, nowhere)).kind());
      for (DirectoryOptions bad :
          List.of(
              new DirectoryOptions().encoding("disputes", "latin-1"),
              new DirectoryOptions().encoding("dispute", "utf-8"))) {
        assertEquals(
            HuiminException.Kind.ARGUMENT,
            assertThrows(HuiminException.class, () -> Directory.open(programme, root, bad)).kind());
      }
      DirectoryOptions half = new DirectoryOptions().sheet("\ud842");
      assertThrows(IllegalArgumentException.class, () -> Directory.open(programme, root, half));
      assertThrows(NullPointerException.class, () -> Directory.open(programme, null));
      assertThrows(NullPointerException.class, () -> Directory.open(programme, root, null));
      assertThrows(NullPointerException.class, () -> new DirectoryOptions().encoding(null, "utf-8"));
      // All sheets again, and merged cells refused, as by default.
      DirectoryOptions same = new DirectoryOptions().sheet("x").sheet(null).fillMerged(true).fillMerged(false);
      Directory.open(programme, root, same).close();
    }
  }
}
