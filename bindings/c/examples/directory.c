/* From a directory as it was handed over to the receipt and the verdict:
 * directory DIRECTORY AS_OF */
#include "example.h"

/* Everything that is wrong with the files stands in one error. */
static void read_all(const char *path, huimin_programme programme, huimin_tally *tally) {
  huimin_error error = {0};
  huimin_directory directory = {0};
  huimin_network network = {0};
  huimin_plan plan = {0};
  must(huimin_directory_open(programme, huimin_text_of(path),
                             HUIMIN_TEXT("{\"ignore\":[\"*.pdf\"]}"), &directory, &error),
       &error);
  must(huimin_directory_network(directory, &network, &error), &error);
  if (network.id == 0) {
    printf("no register lies there: the built-in one is taken\n");
    must(huimin_network_builtin(HUIMIN_TEXT("yuxi-2019"), &network, &error), &error);
  }
  must(huimin_plan_new(programme, network, &plan, &error), &error);
  must(huimin_tally_new(plan, tally, &error), &error);
  must(huimin_tally_receive(*tally, directory, NULL, &error), &error);
  huimin_plan_free(plan);
  huimin_network_free(network);
  huimin_directory_free(directory);
}

int main(int count, char **arguments) {
  huimin_error error = {0};
  huimin_programme programme = {0};
  huimin_tally tally = {0};
  huimin_assessment assessment = {0};
  huimin_bytes bytes = {0};
  if (count != 3) {
    fprintf(stderr, "usage: directory DIRECTORY AS_OF\n");
    return 2;
  }
  must(huimin_programme_builtin(HUIMIN_TEXT("yuxi-2019"), &programme, &error), &error);
  read_all(arguments[1], programme, &tally);
  must(huimin_tally_received(tally, &bytes, &error), &error);
  print("received: ", bytes);
  huimin_bytes_free(&bytes);

  must(huimin_tally_assess(tally, huimin_text_of(arguments[2]), 2, &assessment, &error), &error);
  must(huimin_assessment_table_csv(assessment, HUIMIN_TEXT("received"), HUIMIN_ENGLISH, &bytes,
                                   &error),
       &error);
  print("", bytes);
  huimin_bytes_free(&bytes);
  /* A dataset that nobody handed over is not empty: what needs it has no value. */
  must(huimin_assessment_not_received(assessment, &bytes, &error), &error);
  print("not received: ", bytes);
  huimin_bytes_free(&bytes);
  must(huimin_assessment_judgement(assessment, &bytes, &error), &error);
  print("judgement: ", bytes);
  huimin_bytes_free(&bytes);

  huimin_assessment_free(assessment);
  huimin_tally_free(tally);
  huimin_programme_free(programme);
  return 0;
}
