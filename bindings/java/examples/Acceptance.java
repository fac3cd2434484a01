import io.huimin.*;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.LocalDate;

/**
 * From record files to the acceptance tables.
 *
 * <p>{@code java -cp huimin.jar Acceptance.java DIRECTORY AS_OF OUT}: a directory as it was handed
 * over, with workbooks and files named after their datasets, such as {@code cases.csv}.
 */
public class Acceptance {
  public static void main(String[] arguments) throws Exception {
    Path path = Paths.get(arguments[0]);
    LocalDate asOf = LocalDate.parse(arguments[1]);
    Path out = Files.createDirectories(Paths.get(arguments[2]));

    try (Programme programme = Programme.builtin("yuxi-2019");
        Directory directory = Directory.open(programme, path);
        Network network = directory.network().orElseGet(() -> Network.builtin("yuxi-2019"));
        Plan plan = Plan.of(programme, network);
        Tally tally = Tally.of(plan)) {
      tally.receive(directory, new AddOptions().threads(2));
      for (String dataset : tally.received()) {
        System.out.println(dataset + ": " + tally.records(dataset) + " records");
      }
      for (Directory.PassedOver passed : directory.passedOver()) {
        System.out.println(passed.file() + ": " + passed.words(Language.ENGLISH));
      }
      try (Assessment assessment = tally.assess(asOf)) {
        for (Table.Row row : assessment.progress()) {
          if (row.text("division_code").equals("530400000000")
              && row.day("period_end").equals(asOf)
              && !row.text("status").equals("not_applicable")) {
            System.out.println(
                row.text("indicator") + ": " + row.text("actual")
                    + " of " + row.text("target") + ", " + row.text("status"));
          }
        }
        System.out.println("findings: " + assessment.findings(Language.ENGLISH).rows().size());
        System.out.println("verdict: " + assessment.judgement().id());
        System.out.println("not received: " + assessment.notReceived());
        Files.write(out.resolve("acceptance.xlsx"), assessment.workbook(Language.CHINESE));
        Files.write(out.resolve("acceptance.html"), assessment.page(Language.CHINESE).getBytes("UTF-8"));
      }
    }
  }
}
