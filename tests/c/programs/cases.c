/* Runs cases as `examples/export_cases` writes them, and compares every answer byte for byte:
 * cases DIRECTORY */
#include <huimin.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compared = 0, differences = 0;

/* The file `name` of a case; NULL where there is none. */
static char *read(const char *place, const char *name, size_t *length) {
  char path[4096];
  FILE *file;
  long end;
  char *text;
  snprintf(path, sizeof path, "%s/%s", place, name);
  file = fopen(path, "rb");
  if (file == NULL) return NULL;
  fseek(file, 0, SEEK_END);
  end = ftell(file);
  rewind(file);
  text = malloc((size_t)end + 1);
  *length = fread(text, 1, (size_t)end, file);
  text[*length] = 0;
  fclose(file);
  return text;
}

static void compare(const char *place, const char *name, const void *found, size_t length) {
  size_t wanted = 0, from = 0;
  char *expected = read(place, name, &wanted);
  compared++;
  if (expected != NULL && wanted == length && memcmp(expected, found, length) == 0) {
    free(expected);
    return;
  }
  differences++;
  while (expected != NULL && from < wanted && from < length &&
         expected[from] == ((const char *)found)[from]) {
    from++;
  }
  from = from > 40 ? from - 40 : 0;
  fprintf(stderr, "%s/%s differs\n  expected …%.120s\n  found    …%.*s\n", place, name,
          expected == NULL ? "(no file)" : expected + from,
          length - from > 120 ? 120 : (int)(length - from), (const char *)found + from);
  free(expected);
}

static int32_t open_programme(const char *place, huimin_programme *programme, huimin_error *error) {
  size_t length = 0;
  char *text = read(place, "definition.toml", &length);
  int32_t status;
  huimin_programme with = {0};
  if (text != NULL) {
    status = huimin_programme_from_toml(HUIMIN_TEXT("definition.toml"), (huimin_text){text, length},
                                        programme, error);
    free(text);
    return status;
  }
  text = read(place, "programme", &length);
  status = huimin_programme_builtin((huimin_text){text, length}, programme, error);
  free(text);
  text = read(place, "without_allocations", &length);
  if (status == HUIMIN_OK && text != NULL) {
    with = *programme;
    status = huimin_programme_without_allocations(with, programme, error);
    huimin_programme_free(with);
  }
  free(text);
  return status;
}

static int32_t open_network(const char *place, huimin_network *network, huimin_error *error) {
  size_t length = 0;
  char *text = read(place, "register.csv", &length);
  int32_t status;
  if (text != NULL) {
    status = huimin_network_from_csv(huimin_buffer_of(text, length), network, error);
  } else {
    text = read(place, "register", &length);
    status = huimin_network_builtin((huimin_text){text, length}, network, error);
  }
  free(text);
  return status;
}

/* The network of the delivery, or else that of the case; there may be no delivery. */
static int32_t open_delivery(const char *place, huimin_programme programme,
                             huimin_directory *delivery, huimin_network *network,
                             huimin_error *error) {
  char path[4200];
  size_t length = 0;
  char *options = read(place, "survey.json", &length);
  int32_t status = HUIMIN_OK;
  if (options != NULL) {
    snprintf(path, sizeof path, "%s/delivery", place);
    status = huimin_directory_open(programme, huimin_text_of(path), (huimin_text){options, length},
                                   delivery, error);
    free(options);
    if (status == HUIMIN_OK) status = huimin_directory_network(*delivery, network, error);
  }
  if (status == HUIMIN_OK && network->id == 0) status = open_network(place, network, error);
  return status;
}

static int is_input(const struct dirent *entry) {
  return strstr(entry->d_name, "-add-") != NULL || strstr(entry->d_name, "-retract-") != NULL;
}

/* Feeds the inputs in, in the order of their names: 01-add-visits.csv. */
static int32_t feed(const char *place, huimin_tally tally, huimin_error *error) {
  struct dirent **entries = NULL;
  int found = scandir(place, &entries, is_input, alphasort), number;
  int32_t status = HUIMIN_OK;
  for (number = 0; number < found; number++) {
    const char *name = entries[number]->d_name;
    int adds = strstr(name, "-add-") != NULL;
    const char *begin = strchr(strchr(name, '-') + 1, '-') + 1;
    huimin_text dataset = {begin, strlen(begin) - strlen(".csv")};
    size_t length = 0;
    char *text = read(place, name, &length);
    if (status == HUIMIN_OK) {
      status = (adds ? huimin_tally_add_csv : huimin_tally_retract_csv)(
          tally, dataset, huimin_buffer_of(text, length), NULL, error);
    }
    free(text);
    free(entries[number]);
  }
  free(entries);
  return status;
}

/* The tables are named as their files are. */
static int32_t answers(const char *place, huimin_assessment assessment, huimin_error *error) {
  huimin_bytes names = {0}, rows = {0};
  int32_t status = huimin_assessment_table_names(&names, error), met = -1;
  size_t from = 0, to;
  char file[256];
  while (status == HUIMIN_OK) {
    while (from < names.length && names.data[from] != '"') from++;
    if (from >= names.length) break;
    for (to = ++from; names.data[to] != '"';) to++;
    status = huimin_assessment_table_json(assessment,
                                          (huimin_text){(const char *)names.data + from, to - from},
                                          HUIMIN_ENGLISH, &rows, error);
    if (status == HUIMIN_OK) {
      snprintf(file, sizeof file, "expected/%.*s.json", (int)(to - from),
               (const char *)names.data + from);
      compare(place, file, rows.data, rows.length);
      huimin_bytes_free(&rows);
    }
    from = to + 1;
  }
  huimin_bytes_free(&names);
  if (status != HUIMIN_OK) return status;
  status = huimin_assessment_verdict(assessment, &met, error);
  if (status == HUIMIN_OK) {
    const char *verdict = met > 0 ? "true" : met == 0 ? "false" : "null";
    compare(place, "expected/verdict.json", verdict, strlen(verdict));
    status = huimin_assessment_judgement(assessment, &rows, error);
  }
  if (status == HUIMIN_OK) {
    snprintf(file, sizeof file, "\"%.*s\"", (int)rows.length, (const char *)rows.data);
    compare(place, "expected/judgement.json", file, strlen(file));
    huimin_bytes_free(&rows);
  }
  return status;
}

static void run(const char *place) {
  huimin_programme programme = {0};
  huimin_directory delivery = {0};
  huimin_network network = {0};
  huimin_plan plan = {0};
  huimin_tally tally = {0};
  huimin_assessment assessment = {0};
  huimin_error error = {0};
  huimin_bytes json = {0};
  size_t length = 0;
  char *as_of = read(place, "as_of", &length);
  int32_t status = open_programme(place, &programme, &error);
  if (status == HUIMIN_OK) status = open_delivery(place, programme, &delivery, &network, &error);
  if (status == HUIMIN_OK) status = huimin_plan_new(programme, network, &plan, &error);
  if (status == HUIMIN_OK) status = huimin_tally_new(plan, &tally, &error);
  if (status == HUIMIN_OK && delivery.id != 0) {
    status = huimin_tally_receive(tally, delivery, NULL, &error);
  } else if (status == HUIMIN_OK) {
    status = feed(place, tally, &error);
  }
  if (status == HUIMIN_OK) {
    status = huimin_tally_assess(tally, (huimin_text){as_of, length}, 2, &assessment, &error);
  }
  if (status == HUIMIN_OK) status = answers(place, assessment, &error);
  if (status != HUIMIN_OK) {
    huimin_error_json(error, &json);
    compare(place, "expected/error.json", json.data, json.length);
    huimin_bytes_free(&json);
  }
  huimin_error_free(error);
  huimin_assessment_free(assessment);
  huimin_tally_free(tally);
  huimin_plan_free(plan);
  huimin_network_free(network);
  huimin_directory_free(delivery);
  huimin_programme_free(programme);
  free(as_of);
}

static int is_case(const struct dirent *entry) { return entry->d_name[0] != '.'; }

int main(int count, char **arguments) {
  struct dirent **entries = NULL;
  int found, number;
  char place[4096];
  if (count != 2) return 2;
  found = scandir(arguments[1], &entries, is_case, alphasort);
  for (number = 0; number < found; number++) {
    snprintf(place, sizeof place, "%s/%s", arguments[1], entries[number]->d_name);
    run(place);
    free(entries[number]);
  }
  free(entries);
  printf("%d cases, %d answers compared, %d differ\n", found, compared, differences);
  return found > 0 && compared > found && differences == 0 ? 0 : 1;
}
