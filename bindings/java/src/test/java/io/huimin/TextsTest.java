package io.huimin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Texts cross the boundary as they are: rare characters, NULs, and nothing altered on its way. */
class TextsTest {
  @Test
  void rareNamesAndKeysComeBack() {
    String key = Yuxi.RARE + "-1";
    String csv =
        "dispute_id,division_code,party,registered_on,mediated_on,outcome\n"
            + key + ",530402001201,poor_household,2019-03-01,2019-02-09,settled\n";
    try (Plan plan = Yuxi.plan();
        Tally tally = Tally.of(plan)) {
      tally.add("disputes", Yuxi.csv(csv));
      try (Assessment assessment = tally.assess("2019-11-30")) {
        // Others are about datasets that were not handed over.
        Table.Row found =
            assessment.findings(Language.CHINESE).rows().stream()
                .filter(row -> !row.text("key").isEmpty())
                .findFirst()
                .orElseThrow();
        assertEquals(key, found.text("key"));
        assertTrue(
            assessment.tableJson("findings", Language.CHINESE).contains("\"" + key + "\""));
        assertTrue(
            assessment.explain("dispute_handling_rate", "530402001201", Language.CHINESE, 9)
                .contains("𠮷村"));
      }
      // In what is asked for, too: the message repeats it.
      HuiminException unknown =
          assertThrows(
              HuiminException.class, () -> tally.add(key + "\0", Yuxi.csv(Yuxi.DISPUTES)));
      assertTrue(unknown.getMessage().contains(key), unknown.getMessage());
      List<Finding> findings =
          plan.checkRecord("disputes", Map.of("dispute_id", key, "party", Yuxi.RARE));
      assertTrue(findings.stream().anyMatch(finding -> finding.toString().contains(Yuxi.RARE)));
    }
    HuiminException definition =
        assertThrows(
            HuiminException.class,
            () -> Programme.fromToml("𠮷.toml", "[programme]\nid = \"𠮷\"\nnonsense = 1\n"));
    assertEquals(HuiminException.Kind.DEFINITION, definition.kind());
    assertTrue(definition.getMessage().contains("𠮷.toml"), definition.getMessage());
    List<?> diagnostics = (List<?>) Json.read(definition.diagnostics());
    assertTrue(diagnostics.size() > 1, "all of them at once");
    assertNotNull(((Map<?, ?>) diagnostics.get(0)).get("line"));
  }

  @Test
  void halfASurrogatePairIsNoText() {
    String half = "a" + Yuxi.RARE.charAt(0);
    try (Plan plan = Yuxi.plan();
        Tally tally = Tally.of(plan);
        RecordChecker checker = plan.checker("disputes")) {
      assertThrows(IllegalArgumentException.class, () -> tally.records(half));
      assertThrows(IllegalArgumentException.class, () -> checker.check(half, "", "", "", "", ""));
      IllegalArgumentException place =
          assertThrows(
              IllegalArgumentException.class,
              () -> Records.columns().text("dispute_id", "D1", half + "b"));
      assertEquals(
          "`dispute_id[1]` has half a surrogate pair at index 1", place.getMessage());
      assertThrows(
          IllegalArgumentException.class,
          () -> Records.columns().text("dispute_id", "" + Yuxi.RARE.charAt(1)));
    }
  }

  /** The encoder against that of Java, for texts made by chance. */
  @Test
  void theEncoderIsThatOfJava() {
    Random random = new Random(1);
    for (int round = 0; round < 5_000; round++) {
      char[] units = new char[random.nextInt(12)];
      for (int at = 0; at < units.length; at++) {
        units[at] = (char) (random.nextInt(4) == 0 ? 0xd700 + random.nextInt(0xb00)
            : random.nextInt(random.nextBoolean() ? 0x90 : 0x10000));
      }
      String text = new String(units);
      boolean isWhole = UTF_8.newEncoder().canEncode(text);
      Utf8 encoded = new Utf8(0);
      assertEquals(isWhole, encoded.add(text));
      assertEquals(isWhole, Utf8.lonely(text) < 0);
      if (isWhole) {
        assertArrayEquals(text.getBytes(UTF_8), encoded.bytes());
        assertArrayEquals(text.getBytes(UTF_8), Utf8.of("text", text));
        assertArrayEquals(
            new String[] {text, null, ""}, Packed.unpack(Packed.pack("texts", text, null, "")));
      }
    }
  }

  @Test
  void messagesSpeakTheLocalesLanguage() {
    HuiminException unknown =
        assertThrows(HuiminException.class, () -> Programme.builtin("yuxi-2018"));
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.CHINA);
      assertTrue(unknown.toString().contains("内置"), unknown.toString());
      Locale.setDefault(Locale.GERMANY);
      assertEquals(unknown.getMessage(), unknown.getLocalizedMessage());
    } finally {
      Locale.setDefault(before);
    }
    assertTrue(unknown.getMessage().contains("yuxi-2019"), "what is meant");
  }
}
