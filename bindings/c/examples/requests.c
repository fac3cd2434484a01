/* Allocation, draw and score: requests and answers are JSON. */
#include "example.h"

int main(void) {
  huimin_error error = {0};
  huimin_network network = {0};
  huimin_bytes answer = {0};

  must(huimin_apportion(HUIMIN_TEXT("{\"total\": 10, \"recipients\":"
                                    " [{\"weight\": 6}, {\"weight\": 6}, {\"weight\": 2}]}"),
                        &answer, &error),
       &error);
  print("shares: ", answer);
  huimin_bytes_free(&answer);

  must(huimin_network_builtin(HUIMIN_TEXT("yuxi-2019"), &network, &error), &error);
  must(huimin_allocate(network,
                       HUIMIN_TEXT("{\"root\": \"530400\", \"target\": 7, \"to\": \"county\","
                                   " \"weights\": {\"530402\": 2, \"530403\": 1, \"530423\": 1,"
                                   " \"530424\": 1, \"530425\": 1, \"530426\": 1, \"530427\": 1,"
                                   " \"530428\": 1, \"530422\": 1}}"),
                       &answer, &error),
       &error);
  printf("allocation: %.*s…\n", 120, (const char *)answer.data);
  huimin_bytes_free(&answer);

  must(huimin_draw(HUIMIN_TEXT("{\"seed\": \"2019-12-10\", \"sizes\": {\"530402\": 1}, \"units\":"
                               " [{\"stratum\": \"530402\", \"key\": \"A\"},"
                               " {\"stratum\": \"530402\", \"key\": \"B\"}]}"),
                   &answer, &error),
       &error);
  print("drawn: ", answer);
  huimin_bytes_free(&answer);

  must(huimin_score(HUIMIN_TEXT("{\"scheme\": {\"items\": [{\"id\": \"cases\", \"points\": 10,"
                                " \"floor\": 0, \"cap\": 1}]}, \"candidates\":"
                                " [{\"division\": \"530402\", \"attainments\": {\"cases\": \"0.5\"}}]}"),
                    &answer, &error),
       &error);
  print("scores: ", answer);
  huimin_bytes_free(&answer);

  huimin_network_free(network);
  return 0;
}
