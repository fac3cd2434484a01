package io.huimin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Figures of the built-in programme over few records, worked out by hand. */
class FiguresTest {
  @Test
  void oneOfTwoDisputesIsSettled() {
    try (Plan plan = Yuxi.plan();
        Tally tally = Yuxi.filled(plan);
        Assessment assessment = tally.assess("2019-11-30")) {
      Figure figure = assessment.value("mediation_success_rate", "530402");
      assertEquals(Optional.of("1"), figure.numerator());
      assertEquals(Optional.of("2"), figure.denominator());
      assertEquals(Optional.of("0.5"), figure.value());
      assertEquals("50.00%", figure.display());
      assertEquals(Optional.of(false), figure.met());
      assertEquals(Optional.of(false), assessment.verdict());
      assertEquals(LocalDate.of(2019, 11, 30), assessment.asOf());
      assertEquals(11, assessment.dates().size());
      String words =
          assessment.explain("mediation_success_rate", "530402", Language.ENGLISH, 5);
      assertTrue(words.contains("50.00%"), words);
      assertTrue(
          assessment.explainJson("mediation_success_rate", "530402", true).contains("\"D2\""));
      assertFalse(
          assessment.explainJson("mediation_success_rate", "530402", false).contains("\"D2\""));
      assertEquals(Judgement.NOT_MET, assessment.judgement());
    }
  }

  @Test
  void whatNobodyHandedOverIsNotEmpty() {
    try (Plan plan = Yuxi.plan();
        Tally tally = Yuxi.filled(plan)) {
      assertEquals(List.of("disputes"), tally.received());
      try (Assessment assessment = tally.assess("2019-11-30")) {
        Figure missing = assessment.value("need_response_rate", "530402");
        assertEquals(Optional.empty(), missing.met());
        assertEquals(Optional.of("not_received"), missing.reason());
        assertTrue(assessment.notReceived().contains("needs"));
      }
      tally.add(
          "needs",
          Yuxi.csv("need_id,division_code,service,raised_on,responded_on,beneficiary\n"));
      assertEquals(List.of("needs", "disputes"), tally.received());
      try (Assessment assessment = tally.assess("2019-11-30")) {
        Figure empty = assessment.value("need_response_rate", "530402");
        assertEquals(Optional.of(true), empty.met());
        assertEquals(Optional.of("empty_denominator"), empty.reason());
        assertTrue(empty.value().isEmpty());
      }
    }
    try (Plan plan = Yuxi.plan();
        Tally tally = Tally.of(plan);
        Assessment assessment = tally.assess("2019-11-30")) {
      assertEquals(Judgement.CANNOT_BE_JUDGED, assessment.judgement());
      assertEquals(Optional.empty(), assessment.verdict());
    }
  }

  @Test
  void tablesHaveTypedRows() {
    try (Plan plan = Yuxi.plan();
        Tally tally = Yuxi.filled(plan);
        Assessment assessment = tally.assess(LocalDate.of(2019, 11, 30))) {
      Table indicators = assessment.indicators();
      Table.Row row = only(indicators, "mediation_success_rate", "530402001201", "2019-11-30");
      assertEquals("𠮷村", row.text("division_name"), "a name beyond the basic plane");
      assertEquals(new BigDecimal("1"), row.number("numerator").stripTrailingZeros());
      assertEquals(Long.valueOf(2), row.whole("denominator"));
      assertEquals(false, row.bool("met"));
      assertEquals(LocalDate.of(2019, 11, 30), row.day("period_end"));
      assertNull(only(indicators, "cases_handled", "530402", "2019-11-30").number("denominator"));
      assertThrows(IllegalArgumentException.class, () -> row.text("no_such_column"));
      assertThrows(IllegalStateException.class, () -> row.number("division_name"));
      assertThrows(IllegalStateException.class, () -> row.bool("display"));
      assertThrows(IllegalStateException.class, () -> row.day("display"));
      for (String name : Assessment.tableNames()) {
        Optional<Table> table = assessment.table(name, Language.ENGLISH);
        String json = assessment.tableJson(name, Language.ENGLISH);
        byte[] csv = assessment.tableCsv(name, Language.ENGLISH);
        assertEquals(table.isPresent(), csv.length > 0, name);
        assertEquals(table.isEmpty(), json.equals("null"), name);
        if (table.isPresent()) {
          List<?> rows = (List<?>) Json.read(json);
          assertEquals(rows.size(), table.get().rows().size(), name);
          String header = new String(csv, UTF_8).lines().findFirst().orElseThrow();
          assertEquals(header, String.join(",", table.get().columns()), name);
          for (int at = 0; at < rows.size(); at++) {
            for (Map.Entry<?, ?> cell : ((Map<?, ?>) rows.get(at)).entrySet()) {
              String text = table.get().rows().get(at).text((String) cell.getKey());
              assertEquals(
                  cell.getValue() == null ? null : Json.write(cell.getValue()).replace("\"", ""),
                  text == null ? null : Json.write(text).replace("\"", ""));
            }
          }
        }
      }
      HuiminException unknown =
          assertThrows(
              HuiminException.class, () -> assessment.table("indicator", Language.ENGLISH));
      assertEquals(HuiminException.Kind.ARGUMENT, unknown.kind());
    }
  }

  private static Table.Row only(Table table, String indicator, String division, String day) {
    List<Table.Row> rows =
        table.rows().stream()
            .filter(row -> row.text("indicator").equals(indicator))
            .filter(row -> row.text("division_code").startsWith(division))
            .filter(row -> row.text("division_code").equals(
                (division + "000000000000").substring(0, 12)))
            .filter(row -> row.text("period_end").equals(day))
            .toList();
    assertEquals(1, rows.size());
    return rows.get(0);
  }

  @Test
  void findingsAreToldInBothLanguages() {
    String twice = Yuxi.DISPUTES + "D1,530402001202,other,2019-03-02,2019-03-10,failed\n";
    try (Plan plan = Yuxi.plan();
        Tally tally = Tally.of(plan)) {
      assertEquals(4, tally.add("disputes", Yuxi.csv(twice)).records());
      try (Assessment assessment = tally.assess("2019-11-30")) {
        Table english = assessment.findings(Language.ENGLISH);
        Table chinese = assessment.findings(Language.CHINESE);
        Table.Row first = english.rows().stream()
            .filter(row -> "D1".equals(row.text("key"))).findFirst().orElseThrow();
        assertEquals("reject", first.text("severity"));
        assertEquals(Long.valueOf(1), first.whole("row"));
        assertEquals(english.rows().size(), chinese.rows().size());
        assertNotEquals(english.rows().get(0).text("message"), chinese.rows().get(0).text("message"));
      }
    }
  }

  @Test
  void talliesAreMergedCopiedStoredAndWithdrawnFrom() {
    try (Plan plan = Yuxi.plan();
        Tally one = Yuxi.filled(plan);
        Tally two = Tally.of(plan);
        Tally copied = one.copy()) {
      byte[] bytes = one.toBytes();
      try (Tally stored = Tally.fromBytes(plan, bytes)) {
        two.merge(stored);
      }
      assertArrayEquals(bytes, two.toBytes());
      assertEquals(3, copied.retract("disputes", Yuxi.csv(Yuxi.DISPUTES)).records());
      assertEquals(0, copied.records("disputes"));
      assertEquals(3, one.records("disputes"));
      assertEquals(
          HuiminException.Kind.STATE,
          assertThrows(
                  HuiminException.class,
                  () -> copied.retract("disputes", Yuxi.csv(Yuxi.DISPUTES)))
              .kind());
      assertEquals(
          HuiminException.Kind.ARGUMENT,
          assertThrows(HuiminException.class, () -> one.merge(one)).kind());
      byte[] torn = java.util.Arrays.copyOf(bytes, 40);
      assertEquals(
          HuiminException.Kind.BYTES,
          assertThrows(HuiminException.class, () -> Tally.fromBytes(plan, torn)).kind());
    }
  }

  @Test
  void singleRecordsAreChecked() {
    try (Plan plan = Yuxi.plan();
        RecordChecker checker = plan.checker("disputes")) {
      assertEquals(
          List.of("dispute_id", "division_code", "party", "registered_on", "mediated_on", "outcome"),
          checker.fields());
      assertEquals(
          List.of(),
          checker.check(
              "D1", "530402001201", "poor_household", "2019-03-01", "2019-03-09", "settled"));
      List<Finding> found =
          checker.check("D1", "530402001201", "poor_household", "2019-03-01", null, "settled");
      assertEquals(1, found.size());
      assertEquals("reject", found.get(0).severity());
      assertNotEquals(
          found.get(0).message(Language.CHINESE), found.get(0).message(Language.ENGLISH));
      Map<String, Object> record =
          Map.of(
              "dispute_id", "D1", "区划代码", "530402001201", "party", "other",
              "registered_on", LocalDate.of(2019, 3, 1), "outcome", "pending");
      assertEquals(List.of(), plan.checkRecord("disputes", record));
      assertEquals(
          "persons_below_one",
          plan.checkRecord(
                  "consultations",
                  Map.of(
                      "consultation_id", "A1", "division_code", "530402", "held_on", "2019-05-06",
                      "channel", "hotline", "persons", 0))
              .get(0)
              .rule());
      assertEquals(
          HuiminException.Kind.ARGUMENT,
          assertThrows(HuiminException.class, () -> checker.check("D1")).kind());
      assertThrows(HuiminException.class, () -> plan.checker("no_such_dataset"));
    }
  }

  @Test
  void theWholeYearIsFiled() {
    try (Programme programme = Programme.builtin("yuxi-2019");
        Network network = Network.builtin("yuxi-2019");
        Plan plan = Plan.of(programme, network);
        Tally tally = withCases(plan, 200);
        Assessment assessment = tally.assess("2019-11-30", 2)) {
      assertEquals("yuxi-2019", programme.id());
      assertEquals("1.0.0", programme.version());
      assertEquals("[]", programme.warnings());
      assertEquals(794, network.size());
      assertTrue(plan.datasets().contains("disputes"));
      assertTrue(plan.indicators().contains("cases_handled"));
      assertTrue(plan.fingerprint().matches("[0-9a-f]{16}"));
      byte[] workbook = assessment.workbook(Language.CHINESE);
      assertEquals("PK", new String(workbook, 0, 2, UTF_8));
      assertTrue(assessment.page(Language.CHINESE).startsWith("<!DOCTYPE html>"));
      assertTrue(assessment.reconcile("{}", Language.ENGLISH).startsWith("{\"comparison\":["));
      String drawn = assessment.inspection("cases", null);
      assertTrue(drawn.startsWith("{\"inspections\":[{"), drawn);
      assertEquals(drawn, assessment.inspection("cases", "yuxi-2019 cases"));
      assertNotEquals(drawn, assessment.inspection("cases", "drawn in public"));
      assertThrows(HuiminException.class, () -> assessment.inspection("no_such", null));
    }
  }

  private static Tally withCases(Plan plan, int count) {
    Tally tally = Yuxi.filled(plan);
    String[] keys = java.util.stream.IntStream.range(0, count).mapToObj(n -> "C" + n).toArray(String[]::new);
    tally.add(
        "cases",
        Records.columns()
            .text("case_id", keys)
            .text("division_code", Yuxi.same("530402", count))
            .text("service", Yuxi.same("lawyer", count))
            .text("accepted_on", Yuxi.same("2019-03-01", count))
            .text("closed_on", Yuxi.same("2019-03-09", count))
            .text("beneficiary", Yuxi.same("ordinary", count))
            .text("outcome", Yuxi.same("done", count)));
    return tally;
  }

  @Test
  void whatIsAskedLessOften() {
    try (Programme programme = Programme.builtin("yuxi-2019");
        Network network = Network.builtin("yuxi-2019");
        Plan plan = Plan.of(programme, network);
        Tally tally = Yuxi.filled(plan);
        Assessment assessment = tally.assess("2019-11-30")) {
      assertTrue(Programme.builtinNames().contains("yuxi-2019"));
      assertTrue(Network.builtinNames().contains("yuxi-2019"));
      assertEquals("[]", network.warnings());
      assertEquals("[]", plan.warnings());
      assertEquals("[]", programme.check(network));
      try (Network other = Network.fromCsv(Yuxi.REGISTER.getBytes(UTF_8))) {
        assertInstanceOf(List.class, Json.read(programme.withoutAllocations().check(other)));
      }
      Table monthly = assessment.monthly();
      assertFalse(monthly.rows().isEmpty());
      assertTrue(monthly.columns().contains("indicator"), monthly.columns().toString());
      // A build without Parquet says so; one with it finds none here.
      HuiminException noParquet =
          assertThrows(
              HuiminException.class,
              () -> tally.add("disputes", Records.parquet("PAR1".getBytes(UTF_8))));
      assertTrue(List.of(3, 6).contains(noParquet.code()), noParquet.getMessage());
      assertEquals(3, tally.records("disputes"));
    }
  }

  @Test
  void requestsAreAnswered() {
    assertEquals("0.1.0", Huimin.version());
    assertEquals(
        "[4,4,2]",
        Huimin.apportion(
            "{\"total\":10,\"recipients\":[{\"weight\":6},{\"weight\":6},{\"weight\":2}]}"));
    String request = "{\"root\":\"530400\",\"target\":10,\"to\":\"county\",\"weights\":{\"530402\":1}}";
    try (Network network = Network.fromCsv(Yuxi.REGISTER.getBytes(UTF_8))) {
      List<?> shares = (List<?>) Json.read(Huimin.allocate(network, request));
      assertEquals(10L, ((Map<?, ?>) shares.get(1)).get("target"));
    }
    for (var bad :
        List.<java.util.function.UnaryOperator<String>>of(
            Huimin::apportion, Huimin::sampleSize, Huimin::samplingPlan, Huimin::characteristic,
            Huimin::interval, Huimin::draw, Huimin::evaluate, Huimin::score)) {
      assertEquals(6, assertThrows(HuiminException.class, () -> bad.apply("{")).code());
    }
    assertThrows(NullPointerException.class, () -> Huimin.score(null));
  }
}
