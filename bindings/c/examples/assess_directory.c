/* Assesses a directory of CSV files, each named after its dataset:
 * assess_directory DIRECTORY AS_OF */
#include "example.h"

#include <dirent.h>

static int by_name(const struct dirent **one, const struct dirent **two) {
  return strcmp((*one)->d_name, (*two)->d_name);
}

static int is_csv(const struct dirent *entry) {
  const char *end = strrchr(entry->d_name, '.');
  return end != NULL && strcmp(end, ".csv") == 0;
}

static void add(huimin_tally tally, const char *directory, const char *name) {
  char path[4096];
  size_t length = 0;
  uint64_t records = 0;
  huimin_text dataset = {name, strlen(name) - strlen(".csv")};
  huimin_add_options options = {0};
  huimin_error error = {0};
  uint8_t *file;
  snprintf(path, sizeof path, "%s/%s", directory, name);
  file = read_file(path, &length);
  options.struct_size = sizeof options;
  options.records = &records;
  must(huimin_tally_add_csv(tally, dataset, huimin_buffer_of(file, length), &options, &error),
       &error);
  printf("%s: %llu records\n", name, (unsigned long long)records);
  free(file);
}

int main(int count, char **arguments) {
  struct dirent **entries = NULL;
  int found, place;
  huimin_error error = {0};
  huimin_plan plan;
  huimin_tally tally = {0};
  huimin_assessment assessment = {0};
  huimin_bytes table = {0}, judgement = {0}, missing = {0};
  if (count != 3) {
    fprintf(stderr, "usage: assess_directory DIRECTORY AS_OF\n");
    return 2;
  }
  plan = yuxi();
  must(huimin_tally_new(plan, &tally, &error), &error);
  found = scandir(arguments[1], &entries, is_csv, by_name);
  for (place = 0; place < found; place++) {
    add(tally, arguments[1], entries[place]->d_name);
    free(entries[place]);
  }
  free(entries);

  must(huimin_tally_assess(tally, huimin_text_of(arguments[2]), 2, &assessment, &error), &error);
  must(huimin_assessment_table_csv(assessment, HUIMIN_TEXT("progress"), HUIMIN_ENGLISH, &table,
                                   &error),
       &error);
  printf("%.*s…\n", 200, (const char *)table.data);
  must(huimin_assessment_judgement(assessment, &judgement, &error), &error);
  printf("verdict: %.*s\n", (int)judgement.length, (const char *)judgement.data);
  must(huimin_assessment_not_received(assessment, &missing, &error), &error);
  printf("not received: %.*s\n", (int)missing.length, (const char *)missing.data);

  huimin_bytes_free(&missing);
  huimin_bytes_free(&judgement);
  huimin_bytes_free(&table);
  huimin_assessment_free(assessment);
  huimin_tally_free(tally);
  huimin_plan_free(plan);
  return 0;
}
