package io.huimin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What is nested deeper than a stack is refused: an overflow on the native side would end the process. */
class DeepTest {
  private static final int STACK = 1 << 20;
  private static final int TIMES = 20_000;

  private static final String DEFINITION =
      """
      [programme]
      id = "small"
      version = "1"
      label = { zh = "小", en = "small" }
      period = { start = 2019-01-01, end = 2019-12-31 }
      root = "530400"
      [[dataset]]
      id = "visits"
      label = { zh = "走访", en = "visits" }
      key = ["visit_id"]
      division = "division_code"
      date = "visited_on"
      field = [
        { name = "visit_id", label = { zh = "编号", en = "number" }, type = "text", required = true },
        { name = "division_code", label = { zh = "区划", en = "division" }, type = "division", required = true },
        { name = "visited_on", label = { zh = "日期", en = "visited on" }, type = "date", required = true },
      ]
      [[measure]]
      id = "visits"
      label = { zh = "走访", en = "visits" }
      dataset = "visits"
      value = "count(*) FILTER (WHERE CONDITION)"
      on = "visited_on"
      [[indicator]]
      id = "visits"
      label = { zh = "走访", en = "visits" }
      value = "VALUE"
      """;

  private static Plan plan(String condition, String value) {
    String text = DEFINITION.replace("CONDITION", condition).replace("VALUE", value);
    try (Programme programme = Programme.fromToml("small.toml", text);
        Network network = Network.fromCsv(Yuxi.REGISTER.getBytes(UTF_8))) {
      return Plan.of(programme, network);
    }
  }

  /** What is thrown on a stack of a mebibyte, or null. */
  private static Throwable thrownOnSmallStack(Runnable work) throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                work.run();
              } catch (Throwable caught) {
                thrown.set(caught);
              }
            },
            "small",
            STACK);
    thread.start();
    thread.join();
    return thrown.get();
  }

  private static void isRefused(HuiminException.Kind kind, Runnable work) throws Exception {
    Throwable thrown = thrownOnSmallStack(work);
    HuiminException refused = assertInstanceOf(HuiminException.class, thrown);
    assertEquals(kind, refused.kind(), refused.getMessage());
  }

  @Test
  void formulas() throws Exception {
    String condition = "visit_id IS NOT NULL";
    assertNull(thrownOnSmallStack(() -> plan(condition, "visits").close()), "the plain one is fine");
    String and = (condition + " AND ").repeat(TIMES) + condition;
    isRefused(HuiminException.Kind.DEFINITION, () -> plan(and, "visits"));
    String parentheses = "(".repeat(TIMES) + condition + ")".repeat(TIMES);
    isRefused(HuiminException.Kind.DEFINITION, () -> plan(parentheses, "visits"));
    String not = "NOT ".repeat(TIMES) + condition;
    isRefused(HuiminException.Kind.DEFINITION, () -> plan(not, "visits"));
    String sum = "visits + ".repeat(TIMES) + "visits";
    isRefused(HuiminException.Kind.DEFINITION, () -> plan(condition, sum));
    String all = "visits > 0 AND ".repeat(TIMES) + "visits > 0";
    isRefused(HuiminException.Kind.DEFINITION, () -> plan(condition, all));
    String inner = "(".repeat(TIMES) + "visits" + ")".repeat(TIMES);
    isRefused(HuiminException.Kind.DEFINITION, () -> plan(condition, inner));
    // As long and as deep as formulas may be, they are worked out on that stack too.
    String longest = "visits + ".repeat(60) + "visits";
    String deepest = "(".repeat(30) + "visits" + ")".repeat(30);
    for (String value : new String[] {longest, deepest}) {
      assertNull(thrownOnSmallStack(() -> assessOnce(value)), value.substring(0, 20));
    }
  }

  private static void assessOnce(String value) {
    try (Plan plan = plan("visit_id IS NOT NULL", value);
        Tally tally = Tally.of(plan)) {
      tally.add(
          "visits",
          Yuxi.csv("visit_id,division_code,visited_on\nV1,530402001201,2019-03-01\n"));
      try (Assessment assessment = tally.assess("2019-11-30")) {
        assertTrue(assessment.value("visits", "530402").value().isPresent());
        assertFalse(assessment.explain("visits", "530402", Language.CHINESE, 5).isEmpty());
      }
    }
  }

  @Test
  void definitionsAndJson() throws Exception {
    String brackets = "[".repeat(TIMES);
    isRefused(
        HuiminException.Kind.DEFINITION, () -> Programme.fromToml("deep.toml", "a = " + brackets));
    isRefused(HuiminException.Kind.ARGUMENT, () -> Huimin.draw("{\"seed\":" + brackets));
    try (Plan plan = plan("visit_id IS NOT NULL", "visits");
        Tally tally = Tally.of(plan)) {
      isRefused(
          HuiminException.Kind.INPUT,
          () ->
              tally.add(
                  "visits", Records.jsonLines(("{\"visit_id\":" + brackets + "\n").getBytes(UTF_8))));
      assertEquals(0, tally.records("visits"));
      assertFalse(plan.checkRecord("visits", Map.of("visit_id", brackets)).isEmpty());
    }
  }
}
