package io.huimin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The cases of all languages, as the example {@code export_cases} lays them out: the same bytes. */
class CasesTest {
  private static final Path CASES = Path.of(System.getProperty("huimin.cases"));

  @TestFactory
  Stream<DynamicTest> everyCase() throws Exception {
    Assumptions.assumeTrue(
        Files.isDirectory(CASES), "no cases in " + CASES + ": export them by `make java`");
    List<Path> all;
    try (Stream<Path> found = Files.list(CASES)) {
      all = found.sorted().toList();
    }
    assertFalse(all.isEmpty());
    return all.stream()
        .map(place -> DynamicTest.dynamicTest(place.getFileName().toString(), () -> run(place)));
  }

  private static void run(Path place) throws Exception {
    Path error = place.resolve("expected/error.json");
    if (Files.exists(error)) {
      HuiminException found = assertThrows(HuiminException.class, () -> compare(place));
      assertEquals(Files.readString(error), found.json());
      return;
    }
    int compared = compare(place);
    try (Stream<Path> expected = Files.list(place.resolve("expected"))) {
      assertEquals(expected.count(), compared, "every answer was compared");
    }
  }

  private static int compare(Path place) throws Exception {
    int compared = 0;
    try (Programme whole = programme(place);
        Programme without =
            Files.exists(place.resolve("without_allocations")) ? whole.withoutAllocations() : null;
        Tally tally = tally(place, without == null ? whole : without)) {
      try (Assessment assessment = tally.assess(Files.readString(place.resolve("as_of")))) {
        for (String name : Assessment.tableNames()) {
          Path expected = place.resolve("expected/" + name + ".json");
          assertEquals(
              Files.readString(expected), assessment.tableJson(name, Language.ENGLISH), name);
          compared++;
        }
        String verdict = Json.write(assessment.verdict().orElse(null));
        assertEquals(Files.readString(place.resolve("expected/verdict.json")), verdict);
        compared++;
        String judgement = Json.write(assessment.judgement().id());
        assertEquals(Files.readString(place.resolve("expected/judgement.json")), judgement);
        compared++;
      }
    }
    return compared;
  }

  private static Programme programme(Path place) throws Exception {
    Path definition = place.resolve("definition.toml");
    return Files.exists(definition)
        ? Programme.fromFile(definition)
        : Programme.builtin(Files.readString(place.resolve("programme")));
  }

  private static Tally tally(Path place, Programme programme) throws Exception {
    Path delivery = place.resolve("delivery");
    if (Files.isDirectory(delivery)) {
      try (Directory directory = Directory.open(programme, delivery, options(place));
          Network own = directory.network().orElse(null);
          Network network = own == null ? network(place) : null;
          Plan plan = Plan.of(programme, own == null ? network : own)) {
        return filled(Tally.of(plan), tally -> tally.receive(directory));
      }
    }
    try (Network network = network(place);
        Plan plan = Plan.of(programme, network)) {
      return filled(Tally.of(plan), tally -> hand(place, tally));
    }
  }

  private interface Filling {
    void of(Tally tally) throws Exception;
  }

  /** A tally with what it is given, closed if that fails. */
  private static Tally filled(Tally tally, Filling filling) throws Exception {
    try {
      filling.of(tally);
      return tally;
    } catch (Exception error) {
      tally.close();
      throw error;
    }
  }

  private static DirectoryOptions options(Path place) throws Exception {
    Map<?, ?> survey = (Map<?, ?>) Json.read(Files.readString(place.resolve("survey.json")));
    DirectoryOptions options = new DirectoryOptions();
    for (Object pattern : (List<?>) survey.get("ignore")) {
      options.ignore((String) pattern);
    }
    ((Map<?, ?>) survey.get("encodings"))
        .forEach((dataset, encoding) -> options.encoding((String) dataset, (String) encoding));
    return options
        .sheet((String) survey.get("sheet"))
        .fillMerged("fill".equals(survey.get("merged")));
  }

  private static Network network(Path place) throws Exception {
    Path register = place.resolve("register.csv");
    return Files.exists(register)
        ? Network.fromFile(register)
        : Network.builtin(Files.readString(place.resolve("register")));
  }

  private static void hand(Path place, Tally tally) throws Exception {
    List<Path> inputs;
    try (Stream<Path> found = Files.list(place)) {
      inputs =
          found.filter(file -> file.getFileName().toString().matches("\\d+-.*\\.csv")).sorted().toList();
    }
    for (Path input : inputs) {
      String[] parts = input.getFileName().toString().split("-", 3);
      String dataset = parts[2].substring(0, parts[2].length() - ".csv".length());
      Records records = Records.csv(Files.readString(input).getBytes(UTF_8));
      if (parts[1].equals("retract")) {
        tally.retract(dataset, records);
      } else {
        tally.add(dataset, records);
      }
    }
  }
}
