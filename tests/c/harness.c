#include "harness.h"

void check_error(huimin_error error, int32_t expected, int line) {
  huimin_bytes message = {0}, json = {0};
  char begin[32];
  CHECK(error.id != 0);
  CHECK(huimin_error_code(error) == expected);
  OK(huimin_error_message(error, HUIMIN_ENGLISH, &message));
  CHECK(message.length > 0);
  OK(huimin_error_json(error, &json));
  snprintf(begin, sizeof begin, "{\"code\":%d,", expected);
  if (!begins(json, begin)) {
    failures++;
    fprintf(stderr, "line %d: %.*s\n", line, (int)message.length, (const char *)message.data);
  }
  OK(huimin_bytes_free(&message));
  OK(huimin_error_free(error));
}

int holds(huimin_bytes bytes, const char *text) {
  size_t length = strlen(text), place;
  int found = 0;
  for (place = 0; !found && place + length <= bytes.length; place++) {
    found = memcmp(bytes.data + place, text, length) == 0;
  }
  if (!found) fprintf(stderr, "  in: %.*s\n", (int)bytes.length, (const char *)bytes.data);
  huimin_bytes_free(&bytes);
  return found;
}

int begins(huimin_bytes bytes, const char *text) {
  size_t length = strlen(text);
  int found = bytes.length >= length && (length == 0 || memcmp(bytes.data, text, length) == 0);
  if (!found) fprintf(stderr, "  is: %.*s\n", (int)bytes.length, (const char *)bytes.data);
  huimin_bytes_free(&bytes);
  return found;
}

int is(huimin_bytes bytes, const char *text) {
  return bytes.length == strlen(text) ? begins(bytes, text) : (begins(bytes, text), 0);
}

huimin_plan plan_of_yuxi(void) {
  huimin_programme programme = {0};
  huimin_network network = {0};
  huimin_plan plan = {0};
  OK(huimin_programme_builtin(HUIMIN_TEXT("yuxi-2019"), &programme, NULL));
  OK(huimin_network_builtin(HUIMIN_TEXT("yuxi-2019"), &network, NULL));
  OK(huimin_plan_new(programme, network, &plan, NULL));
  OK(huimin_programme_free(programme));
  OK(huimin_network_free(network));
  return plan;
}

static const char DEFINITION[] =
    "[programme]\n"
    "id = \"small\"\n"
    "version = \"1\"\n"
    "label = { zh = \"小\", en = \"small\" }\n"
    "period = { start = 2019-01-01, end = 2019-12-31 }\n"
    "root = \"530400\"\n"
    "[[dataset]]\n"
    "id = \"visits\"\n"
    "label = { zh = \"走访\", en = \"visits\" }\n"
    "key = [\"visit_id\"]\n"
    "division = \"division_code\"\n"
    "date = \"visited_on\"\n"
    "field = [\n"
    "  { name = \"visit_id\", label = { zh = \"编号\", en = \"number\" }, type = \"text\", required = true },\n"
    "  { name = \"division_code\", label = { zh = \"区划\", en = \"division\" }, type = \"division\", required = true },\n"
    "  { name = \"visited_on\", label = { zh = \"日期\", en = \"visited on\" }, type = \"date\", required = true },\n"
    "]\n"
    "[[measure]]\n"
    "id = \"visits\"\n"
    "label = { zh = \"走访\", en = \"visits\" }\n"
    "dataset = \"visits\"\n"
    "value = \"count(*)\"\n"
    "on = \"visited_on\"\n"
    "[[indicator]]\n"
    "id = \"visits\"\n"
    "label = { zh = \"走访\", en = \"visits\" }\n"
    "value = \"visits\"\n"
    "target = { at_least = 5 }\n";

static const char REGISTER[] =
    "code,name,level\n"
    "530400,Yuxi,city\n"
    "530402,Hongta,county\n"
    "530403,Jiangchuan,county\n"
    "530423,Tonghai,county\n"
    "530402001,One,township\n"
    "530402002,Two,township\n"
    "530403001,Three,township\n"
    "530423001,Four,township\n";

char *definition_with(const char *formula) {
  static const char VALUE[] = "value = \"visits\"\n";
  const char *place = strstr(DEFINITION, VALUE);
  size_t room = sizeof DEFINITION + strlen(formula) + 16;
  char *definition = malloc(room);
  snprintf(definition, room, "%.*svalue = \"%s\"\n%s", (int)(place - DEFINITION), DEFINITION, formula,
           place + sizeof VALUE - 1);
  return definition;
}

huimin_programme small_programme(void) {
  huimin_programme programme = {0};
  huimin_error error = {0};
  huimin_bytes message = {0};
  OK(huimin_programme_from_toml(HUIMIN_TEXT("small.toml"), huimin_text_of(DEFINITION), &programme,
                                &error));
  if (error.id != 0) {
    OK(huimin_error_message(error, HUIMIN_ENGLISH, &message));
    fprintf(stderr, "%.*s\n", (int)message.length, (const char *)message.data);
    exit(1);
  }
  return programme;
}

huimin_network small_network(void) {
  huimin_network network = {0};
  OK(huimin_network_from_csv(FILE_OF(REGISTER), &network, NULL));
  return network;
}

huimin_plan small_plan(void) {
  huimin_programme programme = small_programme();
  huimin_network network = small_network();
  huimin_plan plan = {0};
  OK(huimin_plan_new(programme, network, &plan, NULL));
  OK(huimin_programme_free(programme));
  OK(huimin_network_free(network));
  return plan;
}

huimin_tally small_tally(huimin_plan plan, uint64_t visits) {
  static const char *const PLACES[] = {"530402001", "530402002", "530403001", "530423001"};
  huimin_tally tally = {0};
  huimin_add_options options = {0};
  uint64_t visit, records = 0;
  size_t room = 64 + (size_t)visits * 48, length;
  char *file = malloc(room);
  length = (size_t)snprintf(file, room, "visit_id,division_code,visited_on\n");
  for (visit = 0; visit < visits; visit++) {
    length += (size_t)snprintf(file + length, room - length, "V%llu,%s,2019-%02d-15\n",
                               (unsigned long long)visit, PLACES[visit % 4], (int)(visit % 12) + 1);
  }
  options.struct_size = sizeof options;
  options.records = &records;
  OK(huimin_tally_new(plan, &tally, NULL));
  OK(huimin_tally_add_csv(tally, HUIMIN_TEXT("visits"), huimin_buffer_of(file, length), &options,
                          NULL));
  CHECK(records == visits);
  free(file);
  return tally;
}
