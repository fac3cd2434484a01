/* Many threads over one programme and one register: every result is the same, byte for byte.
 * stress THREADS ASSESSMENTS */
#include <huimin.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static huimin_programme programme;
static huimin_network network;
static huimin_bytes expected;
static int turns, wrong;

static const char DEFINITION[] =
    "[programme]\nid = \"stress\"\nversion = \"1\"\nlabel = { zh = \"压\", en = \"stress\" }\n"
    "period = { start = 2019-01-01, end = 2019-12-31 }\nroot = \"530400\"\n"
    "[[dataset]]\nid = \"visits\"\nlabel = { zh = \"走访\", en = \"visits\" }\n"
    "key = [\"visit_id\"]\ndivision = \"division_code\"\ndate = \"visited_on\"\nfield = [\n"
    "  { name = \"visit_id\", label = { zh = \"号\", en = \"number\" }, type = \"text\", required = true },\n"
    "  { name = \"division_code\", label = { zh = \"区划\", en = \"division\" }, type = \"division\", required = true },\n"
    "  { name = \"visited_on\", label = { zh = \"日\", en = \"day\" }, type = \"date\", required = true },\n]\n"
    "[[measure]]\nid = \"visits\"\nlabel = { zh = \"走访\", en = \"visits\" }\ndataset = \"visits\"\n"
    "value = \"count(*)\"\non = \"visited_on\"\n"
    "[[indicator]]\nid = \"visits\"\nlabel = { zh = \"走访\", en = \"visits\" }\nvalue = \"visits\"\n"
    "target = { at_least = 5 }\n";
static const char REGISTER[] =
    "code,name,level\n530400,Yuxi,city\n530402,Hongta,county\n530402001,One,township\n";
static const char VISITS[] =
    "visit_id,division_code,visited_on\n"
    "V1,530402001,2019-01-02\nV1,530402001,2019-01-02\nV2,530402,2019-05-03\nV3,11,2019-05-03\n";

/* One whole run: from the shared handles to a table. */
static int32_t assess(huimin_bytes *table) {
  huimin_plan plan = {0};
  huimin_tally tally = {0};
  huimin_assessment assessment = {0};
  int32_t status = huimin_plan_new(programme, network, &plan, NULL);
  if (status == 0) status = huimin_tally_new(plan, &tally, NULL);
  if (status == 0) {
    status = huimin_tally_add_csv(tally, HUIMIN_TEXT("visits"),
                                  huimin_buffer_of(VISITS, sizeof VISITS - 1), NULL, NULL);
  }
  if (status == 0) {
    status = huimin_tally_assess(tally, HUIMIN_TEXT("2019-11-30"), 1, &assessment, NULL);
  }
  if (status == 0) {
    status = huimin_assessment_table_csv(assessment, HUIMIN_TEXT("indicators"), HUIMIN_ENGLISH,
                                         table, NULL);
  }
  huimin_assessment_free(assessment);
  huimin_tally_free(tally);
  huimin_plan_free(plan);
  return status;
}

static void *work(void *argument) {
  int turn, own_wrong = 0;
  (void)argument;
  for (turn = 0; turn < turns; turn++) {
    huimin_bytes table = {0};
    own_wrong += assess(&table) != 0 || table.length != expected.length ||
                 memcmp(table.data, expected.data, table.length) != 0;
    huimin_bytes_free(&table);
  }
  __atomic_fetch_add(&wrong, own_wrong, __ATOMIC_SEQ_CST);
  return NULL;
}

int main(int count, char **arguments) {
  int threads = count > 1 ? atoi(arguments[1]) : 64, place;
  pthread_t *workers = calloc((size_t)threads, sizeof(pthread_t));
  turns = count > 2 ? atoi(arguments[2]) : 1000;
  if (huimin_programme_from_toml(HUIMIN_TEXT("stress.toml"), huimin_text_of(DEFINITION), &programme,
                                 NULL) != 0 ||
      huimin_network_from_csv(huimin_buffer_of(REGISTER, sizeof REGISTER - 1), &network, NULL) !=
          0 ||
      assess(&expected) != 0) {
    return 2;
  }
  for (place = 0; place < threads; place++) pthread_create(&workers[place], NULL, work, NULL);
  for (place = 0; place < threads; place++) pthread_join(workers[place], NULL);
  printf("%d threads, %d assessments each, %d wrong\n", threads, turns, wrong);
  free(workers);
  huimin_bytes_free(&expected);
  huimin_network_free(network);
  huimin_programme_free(programme);
  return wrong == 0 ? 0 : 1;
}
