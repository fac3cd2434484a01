import io.huimin.*;

public class FirstFigure {
  public static void main(String[] arguments) {
    try (Programme programme = Programme.builtin("yuxi-2019");
        Network network = Network.builtin("yuxi-2019");
        Plan plan = Plan.of(programme, network);
        Tally tally = Tally.of(plan)) {
      tally.add("disputes", Records.columns()
          .text("dispute_id", "D1", "D2")
          .text("division_code", "530402001001", "530402001001")
          .text("party", "poor_household", "poor_household")
          .text("registered_on", "2019-03-01", "2019-03-02")
          .text("mediated_on", "2019-03-09", "2019-03-10")
          .text("outcome", "settled", "failed"));
      try (Assessment assessment = tally.assess("2019-11-30")) {
        Figure figure = assessment.value("mediation_success_rate", "530402");
        System.out.println(figure.display() + ", met: " + figure.met().get());
      }
    }
  }
}
