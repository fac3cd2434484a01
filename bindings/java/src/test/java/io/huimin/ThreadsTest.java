package io.huimin;

import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads on one programme, one network, one plan: each finds the same. */
class ThreadsTest {
  private static final int THREADS = 8;
  private static final int ROUNDS = 25;

  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void everyThreadFindsTheSame() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Programme programme = Programme.builtin("yuxi-2019");
        Programme alone = programme.withoutAllocations();
        Network network =
            Network.fromCsv(Yuxi.REGISTER.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Plan plan = Plan.of(alone, network);
        RecordChecker checker = plan.checker("disputes")) {
      List<Future<List<String>>> all = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        all.add(threads.submit(() -> {
          List<String> answers = new ArrayList<>();
          for (int round = 0; round < ROUNDS; round++) {
            // A plan of its own now and then, of the shared programme and network.
            try (Plan own = round % 5 == 0 ? Plan.of(alone, network) : null;
                Tally tally = Yuxi.filled(own == null ? plan : own);
                Assessment assessment = tally.assess("2019-11-30")) {
              answers.add(assessment.tableJson("indicators", Language.CHINESE));
              answers.add(checker.check("D1", "5304", "", "", "", "").toString());
            }
          }
          return answers;
        }));
      }
      List<String> first = all.get(0).get();
      assertEquals(2 * ROUNDS, first.size());
      assertEquals(1, first.stream().filter(answer -> answer.startsWith("[{")).distinct().count());
      for (Future<List<String>> answers : all) {
        assertEquals(first, answers.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
