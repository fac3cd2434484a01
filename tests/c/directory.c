/* Directories of record files: opened, read, misused, broken and stopped. */
#define _GNU_SOURCE
#include "harness.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER "visit_id,division_code,visited_on\n"

static char root[64];

static void make_root(void) {
  strcpy(root, "/tmp/huimin-directory-XXXXXX");
  CHECK(mkdtemp(root) != NULL);
}

static int remove_entry(const char *path, const struct stat *data, int kind, struct FTW *place) {
  (void)data;
  (void)kind;
  (void)place;
  return remove(path);
}

static void remove_root(void) { CHECK(nftw(root, remove_entry, 8, FTW_DEPTH | FTW_PHYS) == 0); }

static void make(const char *name, const char *content) {
  char path[256];
  FILE *file;
  snprintf(path, sizeof path, "%s/%s", root, name);
  file = fopen(path, "wb");
  CHECK(file != NULL && fwrite(content, 1, strlen(content), file) == strlen(content));
  CHECK(fclose(file) == 0);
}

static void take_away(const char *name) {
  char path[256];
  snprintf(path, sizeof path, "%s/%s", root, name);
  CHECK(remove(path) == 0);
}

static huimin_directory opened(const char *options) {
  huimin_programme programme = small_programme();
  huimin_directory directory = {0};
  huimin_error error = {0};
  huimin_bytes message = {0};
  OK(huimin_directory_open(programme, huimin_text_of(root),
                           (huimin_text){options, options == NULL ? 0 : strlen(options)},
                           &directory, &error));
  if (error.id != 0) {
    OK(huimin_error_message(error, HUIMIN_ENGLISH, &message));
    CHECK(is(message, "no error"));
    OK(huimin_error_free(error));
  }
  OK(huimin_programme_free(programme));
  return directory;
}

static huimin_tally tally_of(huimin_network network) {
  huimin_programme programme = small_programme();
  huimin_plan plan = {0};
  huimin_tally tally = {0};
  OK(huimin_plan_new(programme, network, &plan, NULL));
  OK(huimin_tally_new(plan, &tally, NULL));
  OK(huimin_plan_free(plan));
  OK(huimin_programme_free(programme));
  return tally;
}

/* A register, records in two files under a title row and in Chinese labels, and a lock file. */
static void a_directory_is_read(void) {
  huimin_directory directory;
  huimin_network network = {0};
  huimin_tally tally;
  huimin_assessment assessment = {0};
  huimin_bytes bytes = {0};
  huimin_work_options options = {0};
  uint64_t number = 0;
  char path[256];
  make_root();
  make("divisions.csv",
       "code,name,level\n530400,Yuxi,city\n530402,Hongta,county\n530402001,One,township\n");
  make("visits.csv", "Visits of 2019\n\n" HEADER "V1,530402001,2019-03-01\nV2,999999,2019-03-01\n");
  snprintf(path, sizeof path, "%s/county", root);
  CHECK(mkdir(path, 0700) == 0);
  make("county/走访_红塔区.csv", "编号;区划;日期\nV3;530402001;2019-04-01\n");
  make("~$visits.xlsx", "x");
  directory = opened(NULL);

  OK(huimin_directory_json(directory, &bytes, NULL));
  CHECK(begins(bytes, "{\"register\":{\"file\":\"divisions.csv\","));
  OK(huimin_directory_json(directory, &bytes, NULL));
  CHECK(holds(bytes, "\"parts\":[{\"file\":\"county/走访_红塔区.csv\",\"sheet\":null,\"dataset\":"
                     "\"visits\",\"format\":\"csv\",\"encoding\":\"utf-8\",\"delimiter\":\";\""));
  OK(huimin_directory_json(directory, &bytes, NULL));
  CHECK(holds(bytes, "\"header_line\":3,\"title_rows\":[{\"line\":1,\"text\":\"Visits of 2019\"}]"));
  OK(huimin_directory_json(directory, &bytes, NULL));
  CHECK(holds(bytes, "\"passed_over\":[{\"file\":\"~$visits.xlsx\",\"sheet\":null,\"reason\":"
                     "\"lock_file\""));
  OK(huimin_directory_network(directory, &network, NULL));
  OK(huimin_network_size(network, &number, NULL));
  CHECK(number == 3);
  tally = tally_of(network);
  OK(huimin_network_free(network));
  OK(huimin_tally_received(tally, &bytes, NULL));
  CHECK(is(bytes, "[]"));
  options.struct_size = sizeof options;
  options.threads = 2;
  OK(huimin_tally_receive(tally, directory, &options, NULL));
  /* What was received does not need it any more. */
  OK(huimin_directory_free(directory));
  OK(huimin_tally_received(tally, &bytes, NULL));
  CHECK(is(bytes, "[\"visits\"]"));
  OK(huimin_tally_records(tally, HUIMIN_TEXT("visits"), &number, NULL));
  CHECK(number == 3);
  OK(huimin_tally_assess(tally, HUIMIN_TEXT("2019-11-30"), 1, &assessment, NULL));
  OK(huimin_assessment_table_json(assessment, HUIMIN_TEXT("received"), HUIMIN_ENGLISH, &bytes, NULL));
  CHECK(holds(bytes, "\"file\":\"~$visits.xlsx\""));
  OK(huimin_assessment_table_csv(assessment, HUIMIN_TEXT("findings"), HUIMIN_ENGLISH, &bytes, NULL));
  CHECK(holds(bytes, "visits.csv"));
  OK(huimin_assessment_value(assessment, HUIMIN_TEXT("visits"), HUIMIN_TEXT("530402"), &bytes, NULL));
  CHECK(begins(bytes, "{\"numerator\":\"2\",\"denominator\":null,\"value\":\"2\""));
  OK(huimin_assessment_free(assessment));
  OK(huimin_tally_free(tally));
  remove_root();
}

/* No register: no network, and none that nobody asked for. What options leave out is not there. */
static void options_are_kept(void) {
  huimin_directory directory;
  huimin_network network = {77};
  huimin_bytes bytes = {0};
  make_root();
  make("visits.csv", HEADER);
  make("notes.pdf", "%PDF-");
  directory = opened("{\"ignore\":[\"*.pdf\"],\"digests\":false,\"encodings\":{\"visits\":\"utf-8\"}}");
  OK(huimin_directory_network(directory, &network, NULL));
  CHECK(network.id == 0);
  OK(huimin_directory_json(directory, &bytes, NULL));
  CHECK(holds(bytes, "\"sha256\":null"));
  OK(huimin_directory_json(directory, &bytes, NULL));
  CHECK(holds(bytes, "\"reason\":\"ignored\""));
  OK(huimin_directory_free(directory));
  remove_root();
}

static void misuse(void) {
  static const char *const BAD[] = {"{", "[]", "{\"ignored\":[]}", "{\"merged\":\"keep\"}",
                                    "{\"encodings\":{\"visits\":\"latin-1\"}}",
                                    "{\"encodings\":{\"visit\":\"utf-8\"}}"};
  huimin_programme programme = small_programme();
  huimin_network network = small_network();
  huimin_tally tally = tally_of(network);
  huimin_directory directory = {0}, freed;
  huimin_bytes bytes = {0};
  size_t place;
  make_root();
  make("visits.csv", HEADER);
  for (place = 0; place < sizeof BAD / sizeof BAD[0]; place++) {
    FAILS(HUIMIN_ERROR_ARGUMENT,
          huimin_directory_open(programme, huimin_text_of(root), huimin_text_of(BAD[place]),
                                &directory, &error));
  }
  FAILS(HUIMIN_ERROR_BAD_CALL, huimin_directory_open(programme, huimin_text_of(root),
                                                     HUIMIN_TEXT("\xff"), &directory, &error));
  FAILS(HUIMIN_ERROR_BAD_CALL, huimin_directory_open(programme, (huimin_text){NULL, 3},
                                                     HUIMIN_TEXT(""), &directory, &error));
  FAILS(HUIMIN_ERROR_BAD_CALL,
        huimin_directory_open(programme, HUIMIN_TEXT("\xff"), HUIMIN_TEXT(""), &directory, &error));
  FAILS(HUIMIN_ERROR_BAD_CALL, huimin_directory_open(programme, huimin_text_of(root),
                                                     (huimin_text){NULL, 9}, &directory, &error));
  FAILS(HUIMIN_ERROR_BAD_CALL,
        huimin_directory_open(programme, huimin_text_of(root), HUIMIN_TEXT(""), NULL, &error));
  FAILS(HUIMIN_ERROR_BAD_HANDLE,
        huimin_directory_open((huimin_programme){tally.id}, huimin_text_of(root), HUIMIN_TEXT(""),
                              &directory, &error));
  FAILS(HUIMIN_ERROR_INPUT,
        huimin_directory_open(programme, HUIMIN_TEXT("/tmp/huimin/no such place"), HUIMIN_TEXT(""),
                              &directory, &error));
  FAILS(HUIMIN_ERROR_INPUT, huimin_directory_open(programme, HUIMIN_TEXT("/tmp/a\0b"),
                                                  HUIMIN_TEXT(""), &directory, &error));
  CHECK(directory.id == 0);

  OK(huimin_directory_open(programme, huimin_text_of(root), HUIMIN_TEXT(""), &directory, NULL));
  FAILS(HUIMIN_ERROR_BAD_CALL, huimin_directory_json(directory, NULL, &error));
  FAILS(HUIMIN_ERROR_BAD_CALL, huimin_directory_network(directory, NULL, &error));
  FAILS(HUIMIN_ERROR_BAD_HANDLE, huimin_tally_receive((huimin_tally){directory.id},
                                                      (huimin_directory){tally.id}, NULL, &error));
  FAILS(HUIMIN_ERROR_BAD_HANDLE, huimin_tally_receive(tally, (huimin_directory){0}, NULL, &error));
  CHECK_STATUS(HUIMIN_ERROR_BAD_HANDLE, huimin_directory_free((huimin_directory){tally.id}));
  CHECK_STATUS(HUIMIN_ERROR_BAD_HANDLE, huimin_tally_free((huimin_tally){directory.id}));
  OK(huimin_tally_receive(tally, directory, NULL, NULL));
  freed = directory;
  OK(huimin_directory_free(directory));
  CHECK_STATUS(HUIMIN_ERROR_BAD_HANDLE, huimin_directory_free(freed));
  FAILS(HUIMIN_ERROR_BAD_HANDLE, huimin_directory_json(freed, &bytes, &error));
  FAILS(HUIMIN_ERROR_BAD_HANDLE, huimin_directory_network(freed, &network, &error));
  FAILS(HUIMIN_ERROR_BAD_HANDLE, huimin_tally_receive(tally, freed, NULL, &error));
  OK(huimin_directory_free((huimin_directory){0}));
  CHECK_STATUS(HUIMIN_ERROR_BAD_HANDLE,
               huimin_error_file((huimin_error){freed.id}, NULL, NULL, NULL));
  CHECK(bytes.data == NULL);
  OK(huimin_tally_free(tally));
  OK(huimin_network_free(network));
  OK(huimin_programme_free(programme));
  remove_root();
}

/* Two files that nobody can read are both told, each with its name. */
static void everything_that_is_wrong_is_told(void) {
  huimin_programme programme = small_programme();
  huimin_directory directory = {0};
  huimin_error error = {0};
  huimin_bytes json = {0}, file = {0}, sheet = {0};
  uint64_t line = 9;
  make_root();
  make("visits.csv", HEADER);
  make("who knows.csv", "a,b\n1,2\n");
  make("visits-2.csv", "visit_id,visited_on\nV9,2019-03-01\n");
  CHECK_STATUS(HUIMIN_ERROR_INPUT, huimin_directory_open(programme, huimin_text_of(root),
                                                         HUIMIN_TEXT(""), &directory, &error));
  CHECK(directory.id == 0);
  OK(huimin_error_json(error, &json));
  CHECK(holds(json, "\"file\":null,\"sheet\":null"));
  OK(huimin_error_json(error, &json));
  CHECK(holds(json, "\"diagnostics\":[],\"causes\":[{\"code\":3,\"kind\":\"input\""));
  OK(huimin_error_json(error, &json));
  CHECK(holds(json, "\"file\":\"who knows.csv\""));
  OK(huimin_error_json(error, &json));
  CHECK(holds(json, "\"file\":\"visits-2.csv\""));
  OK(huimin_error_file(error, &file, &sheet, &line));
  CHECK(is(file, "") && is(sheet, "") && line == 0);
  OK(huimin_error_free(error));
  /* One alone is the error itself. */
  take_away("who knows.csv");
  CHECK_STATUS(HUIMIN_ERROR_INPUT, huimin_directory_open(programme, huimin_text_of(root),
                                                         HUIMIN_TEXT(""), &directory, &error));
  OK(huimin_error_file(error, &file, NULL, NULL));
  CHECK(is(file, "visits-2.csv"));
  OK(huimin_error_json(error, &json));
  CHECK(holds(json, "\"causes\":[]}"));
  OK(huimin_error_free(error));
  OK(huimin_programme_free(programme));
  remove_root();
}

/* Files that went away meanwhile: all of them are told, and the tally is as it was. */
static void a_delivery_is_received_whole_or_not_at_all(void) {
  huimin_plan plan = small_plan();
  huimin_tally tally = small_tally(plan, 4);
  huimin_directory directory;
  huimin_error error = {0};
  huimin_bytes json = {0}, datasets = {0};
  uint64_t number = 0;
  make_root();
  make("visits-1.csv", HEADER "A1,530402001,2019-03-01\n");
  make("visits-2.csv", HEADER "A2,530402001,2019-03-01\n");
  make("visits-3.csv", HEADER "A3,530402001,2019-03-01\n");
  directory = opened(NULL);
  take_away("visits-2.csv");
  take_away("visits-3.csv");
  CHECK_STATUS(HUIMIN_ERROR_INPUT, huimin_tally_receive(tally, directory, NULL, &error));
  OK(huimin_error_json(error, &json));
  CHECK(holds(json, "\"file\":\"visits-2.csv\""));
  OK(huimin_error_json(error, &json));
  CHECK(holds(json, "\"file\":\"visits-3.csv\""));
  OK(huimin_error_free(error));
  OK(huimin_tally_records(tally, HUIMIN_TEXT("visits"), &number, NULL));
  CHECK(number == 4);
  make("visits-2.csv", HEADER "A2,530402001,2019-03-01\n");
  make("visits-3.csv", HEADER "A3,530402001,2019-03-01\n");
  OK(huimin_tally_receive(tally, directory, NULL, NULL));
  OK(huimin_tally_records(tally, HUIMIN_TEXT("visits"), &number, NULL));
  CHECK(number == 7);
  OK(huimin_tally_received(tally, &datasets, NULL));
  CHECK(is(datasets, "[\"visits\"]"));
  OK(huimin_directory_free(directory));
  OK(huimin_tally_free(tally));
  OK(huimin_plan_free(plan));
  remove_root();
}

struct stopper {
  huimin_directory directory;
  int calls;
  int32_t goes_on;
  uint64_t records;
};

static int32_t stop(void *user_data, uint64_t records, uint64_t bytes) {
  struct stopper *stopper = user_data;
  (void)bytes;
  stopper->calls++;
  stopper->records = records;
  /* The call goes on with what it has. */
  huimin_directory_free(stopper->directory);
  return stopper->goes_on;
}

static void receiving_can_be_stopped(void) {
  enum { RECORDS = 60000 };
  huimin_plan plan = small_plan();
  huimin_work_options options = {0};
  char *content = malloc((size_t)RECORDS * 40 + 64);
  size_t length;
  int record, round;
  make_root();
  length = (size_t)sprintf(content, HEADER);
  for (record = 0; record < RECORDS; record++) {
    length += (size_t)sprintf(content + length, "M%d,530402001,2019-03-02\n", record);
  }
  make("visits.csv", content);
  make("visits-2.csv", HEADER "N1,530402001,2019-03-02\n");
  free(content);
  options.struct_size = sizeof options;
  options.progress = stop;
  for (round = 0; round < 2; round++) {
    struct stopper stopper = {0};
    huimin_tally tally = small_tally(plan, 1);
    uint64_t number = 0;
    stopper.directory = opened("{\"digests\":false}");
    stopper.goes_on = round;
    options.user_data = &stopper;
    options.threads = 1 + (uint32_t)round;
    if (round == 0) {
      FAILS(HUIMIN_ERROR_CANCELLED, huimin_tally_receive(tally, stopper.directory, &options, &error));
    } else {
      OK(huimin_tally_receive(tally, stopper.directory, &options, NULL));
    }
    CHECK(stopper.calls > 0);
    CHECK_STATUS(HUIMIN_ERROR_BAD_HANDLE, huimin_directory_free(stopper.directory));
    OK(huimin_tally_records(tally, HUIMIN_TEXT("visits"), &number, NULL));
    CHECK(number == (round == 0 ? 1 : RECORDS + 2));
    OK(huimin_tally_free(tally));
  }
  OK(huimin_plan_free(plan));
  remove_root();
}

void test_directory(void) {
  CHECK(strstr(huimin_features(), "door") != NULL);
  a_directory_is_read();
  options_are_kept();
  misuse();
  everything_that_is_wrong_is_told();
  a_delivery_is_received_whole_or_not_at_all();
  receiving_can_be_stopped();
}
