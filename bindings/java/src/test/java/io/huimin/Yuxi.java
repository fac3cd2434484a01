package io.huimin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.stream.IntStream;

/** The built-in programme over a small register, for tests. */
final class Yuxi {
  /** A character beyond the basic plane, which JNI's own encoding writes as six bytes. */
  static final String RARE = "𠮷";

  static final String REGISTER =
      """
      code,name,level,parent_code,poor_village
      530400,玉溪市,city,,
      530402,红塔区,county,530400,
      530402001,玉兴街道,township,530402,
      530402001201,𠮷村,village,530402001,true
      530402001202,乙村,village,530402001,false
      """;

  static final String DISPUTES =
      """
      dispute_id,division_code,party,registered_on,mediated_on,outcome
      D1,530402001201,poor_household,2019-03-01,2019-03-09,settled
      D2,530402001201,poor_household,2019-03-02,2019-03-10,failed
      D3,530402001202,other,2019-03-02,2019-03-10,failed
      """;

  private Yuxi() {}

  static Plan plan() {
    try (Programme programme = Programme.builtin("yuxi-2019");
        Programme alone = programme.withoutAllocations();
        Network network = Network.fromCsv(REGISTER.getBytes(UTF_8))) {
      return Plan.of(alone, network);
    }
  }

  static Records csv(String text) {
    return Records.csv(text.getBytes(UTF_8));
  }

  static Tally filled(Plan plan) {
    Tally tally = Tally.of(plan);
    tally.add("disputes", csv(DISPUTES));
    return tally;
  }

  /** Many disputes, all settled: enough for several reports of progress. */
  static Records many(int count) {
    String[] keys = IntStream.range(0, count).mapToObj(n -> "M" + n).toArray(String[]::new);
    return Records.columns()
        .text("dispute_id", keys)
        .text("division_code", same("530402001202", count))
        .text("party", same("poor_household", count))
        .text("registered_on", same("2019-03-01", count))
        .text("mediated_on", same("2019-03-09", count))
        .text("outcome", same("settled", count));
  }

  static String[] same(String text, int count) {
    String[] texts = new String[count];
    java.util.Arrays.fill(texts, text);
    return texts;
  }
}
