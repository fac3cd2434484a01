package io.huimin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same records, however they come in, are the same bytes; what cannot be read says where. */
class RecordsTest {
  private static Plan plan;

  @BeforeAll
  static void open() {
    plan = Yuxi.plan();
  }

  @AfterAll
  static void close() {
    plan.close();
  }

  private static byte[] bytes(String dataset, Records records) {
    try (Tally tally = Tally.of(plan)) {
      tally.add(dataset, records);
      // Not the tally's own bytes: its receipt keeps how the columns were called.
      try (Assessment assessment = tally.assess("2019-11-30")) {
        String all =
            assessment.tableJson("indicators", Language.ENGLISH)
                + assessment.tableJson("findings", Language.ENGLISH);
        return all.getBytes(UTF_8);
      }
    }
  }

  private static HuiminException refused(String dataset, Records records) {
    try (Tally tally = Yuxi.filled(plan)) {
      byte[] before = tally.toBytes();
      HuiminException refused =
          assertThrows(HuiminException.class, () -> tally.add(dataset, records));
      assertArrayEquals(before, tally.toBytes(), "the tally stays as it was");
      return refused;
    }
  }

  @Test
  void everyWayInGivesTheSameBytes(@TempDir Path folder) throws Exception {
    byte[] expected = bytes("disputes", Yuxi.csv(Yuxi.DISPUTES));
    String json =
        """
        {"dispute_id":"D1","division_code":"530402001201","party":"poor_household","registered_on":"2019-03-01","mediated_on":"2019-03-09","outcome":"settled"}
        {"dispute_id":"D2","division_code":"530402001201","party":"poor_household","registered_on":"2019-03-02","mediated_on":"2019-03-10","outcome":"failed"}
        {"dispute_id":"D3","division_code":"530402001202","party":"other","registered_on":"2019-03-02","mediated_on":"2019-03-10","outcome":"failed"}
        """;
    assertArrayEquals(expected, bytes("disputes", Records.jsonLines(json.getBytes(UTF_8))));
    LocalDate first = LocalDate.of(2019, 3, 1);
    Columns columns =
        Records.columns()
            .text("dispute_id", "D1", "D2", "D3")
            .bytes("区划代码", utf8("530402001201"), utf8("530402001201"), utf8("530402001202"))
            .text("party", "poor_household", "poor_household", "other")
            .days("registered_on", first, first.plusDays(1), first.plusDays(1))
            .days("mediated_on", first.plusDays(8), first.plusDays(9), first.plusDays(9))
            .text("outcome", "settled", "failed", "failed");
    assertArrayEquals(expected, bytes("disputes", columns));
    String chinese =
        Yuxi.DISPUTES.replace("dispute_id,division_code", "纠纷编号,区划代码").replace(',', ';');
    Records gbk = Records.csv(chinese.getBytes(Charset.forName("GB18030")), "gb18030", ';');
    assertArrayEquals(expected, bytes("disputes", gbk));
    Files.writeString(folder.resolve("disputes.csv"), Yuxi.DISPUTES);
    assertArrayEquals(expected, bytes("disputes", Records.file(folder.resolve("disputes.csv"))));
    Files.writeString(folder.resolve("disputes.jsonl"), json);
    assertArrayEquals(expected, bytes("disputes", Records.file(folder.resolve("disputes.jsonl"))));
    assertThrows(
        IllegalArgumentException.class, () -> Records.file(folder.resolve("disputes.txt")));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  /** Columns of every kind with gaps, made by chance, are what the same values are as CSV. */
  @Test
  void columnsAreWhatTheSameTextIs() {
    Random random = new Random(7);
    for (int count : List.of(0, 1, 7, 8, 9, 63, 64, 65, 1_000)) {
      String[] ids = new String[count];
      Long[] persons = new Long[count];
      LocalDate[] days = new LocalDate[count];
      StringBuilder csv = new StringBuilder("consultation_id,division_code,held_on,channel,persons\n");
      for (int row = 0; row < count; row++) {
        ids[row] = random.nextInt(9) == 0 ? null : (random.nextBoolean() ? "𠮷" : "é") + row;
        persons[row] = random.nextInt(5) == 0 ? null : (Long) (long) (random.nextInt(900) - 100);
        days[row] =
            random.nextInt(5) == 0 ? null : LocalDate.of(2018, 12, 1).plusDays(random.nextInt(400));
        csv.append(ids[row] == null ? "" : ids[row]).append(",530402001201,")
            .append(days[row] == null ? "" : days[row]).append(",hotline,")
            .append(persons[row] == null ? "" : persons[row]).append('\n');
      }
      Columns columns =
          Records.columns()
              .text("consultation_id", ids)
              .text("division_code", Yuxi.same("530402001201", count))
              .days("held_on", days)
              .text("channel", Yuxi.same("hotline", count))
              .longs("persons", persons);
      assertArrayEquals(
          bytes("consultations", Yuxi.csv(csv.toString())), bytes("consultations", columns),
          count + " rows");
    }
  }

  @Test
  void booleansAndWholeNumbersComeAsTheyAre() {
    Boolean[] yes = {true, null, false};
    Columns columns =
        Records.columns()
            .text("division_code", "530402001", "530402001201", "530402001202");
    String csv = "division_code";
    for (String field :
        List.of(
            "name_unified", "signboard_unified", "logo_unified", "items_unified", "carrier_unified",
            "workflow_unified", "does_handling", "does_publicity", "does_guidance",
            "does_consultation", "does_demand_analysis")) {
      columns.bools(field, yes);
      csv += "," + field;
    }
    csv +=
        "\n530402001" + ",true".repeat(11) + "\n530402001201" + ",".repeat(11) + "\n530402001202"
            + ",false".repeat(11) + "\n";
    assertArrayEquals(bytes("platforms", Yuxi.csv(csv)), bytes("platforms", columns));
    Columns whole =
        Records.columns().text("event_id", "E1").text("division_code", "530402")
            .text("held_on", "2019-03-01").longs("attendance", 30L);
    assertArrayEquals(
        bytes("publicity_events", Yuxi.csv("event_id,division_code,held_on,attendance\nE1,530402,2019-03-01,30\n")),
        bytes("publicity_events", whole));
  }

  @Test
  void manyRowsOnSeveralThreadsAreTheSame() {
    try (Tally one = Tally.of(plan);
        Tally two = Tally.of(plan)) {
      one.add("disputes", Yuxi.many(200_000));
      two.add("disputes", Yuxi.many(200_000), new AddOptions().threads(4));
      assertArrayEquals(one.toBytes(), two.toBytes());
    }
  }

  @Test
  void whatCannotBeReadSaysWhere() {
    HuiminException row =
        refused("consultations", Records.columns()
            .text("consultation_id", "A", "B").text("division_code", "530402", "530402")
            .text("held_on", "2019-03-01", "2019-03-01").text("channel", "hotline", "hotline")
            .bytes("persons", utf8("1"), new byte[] {'1', (byte) 0xff}));
    assertEquals(HuiminException.Kind.INPUT, row.kind());
    assertEquals(3, row.code());
    assertEquals("consultations", row.dataset().orElseThrow());
    assertEquals(2, row.row().orElseThrow());
    assertEquals("persons", row.column().orElseThrow());
    assertTrue(row.getMessage().contains("not UTF-8"), row.getMessage());
    assertTrue(row.message(Language.CHINESE).contains("不是 UTF-8"));

    HuiminException missing = refused("disputes", Yuxi.csv("dispute_id\nD1\n"));
    assertEquals(HuiminException.Kind.INPUT, missing.kind());
    HuiminException torn = refused("disputes", Yuxi.csv(Yuxi.DISPUTES.substring(0, 100) + "\n\"x"));
    assertEquals(HuiminException.Kind.INPUT, torn.kind());
    HuiminException notText =
        refused("disputes", Records.csv(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1}));
    assertEquals(HuiminException.Kind.INPUT, notText.kind());
    assertEquals(
        HuiminException.Kind.INPUT,
        refused("disputes", Records.jsonLines(utf8("{\"dispute_id\": "))).kind());
    assertEquals(
        HuiminException.Kind.ARGUMENT, refused("no_such", Yuxi.csv(Yuxi.DISPUTES)).kind());
    assertEquals(
        HuiminException.Kind.CALL,
        refused("disputes", Records.csv(utf8("a"), "utf-7", ',')).kind());
    assertEquals(HuiminException.Kind.CALL, refused("disputes", Records.columns()).kind());
    assertEquals(HuiminException.Kind.CALL, refused("disputes", Records.arrow(0)).kind());
    assertThrows(
        IllegalArgumentException.class,
        () -> Records.columns().text("a", "1", "2").longs("b", 1L));
    assertThrows(NullPointerException.class, () -> Records.csv(null));
  }
}
