/* What hosts do besides calling in order: callbacks that free, small stacks, forks, calls when
 * threads and the process end, memory that is not aligned, and gigabytes. */
#define _GNU_SOURCE
#include "harness.h"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static const char MANY[] =
    "visit_id,division_code,visited_on\nM1,530402001,2019-03-02\nM2,530402001,2019-03-02\n";

/* What a callback did, and what came of it. */
struct meddler {
  huimin_plan plan;
  huimin_tally own;
  huimin_tally other;
  int calls;
  int32_t goes_on;
  int32_t freed, freed_again, assessed, added, merged;
};

/* Frees the tally of its own call, and the plan; works with another tally. */
static int32_t meddle(void *user_data, uint64_t records, uint64_t bytes) {
  struct meddler *meddler = user_data;
  huimin_assessment assessment = {0};
  huimin_add_options options = {0};
  (void)records;
  (void)bytes;
  if (meddler->calls++ > 0) return meddler->goes_on;
  options.struct_size = sizeof options;
  options.threads = 2;
  meddler->assessed = huimin_tally_assess(meddler->own, HUIMIN_TEXT("2019-11-30"), 1, &assessment, NULL);
  meddler->merged = huimin_tally_merge(meddler->other, meddler->own, NULL);
  meddler->freed = huimin_tally_free(meddler->own);
  meddler->freed_again = huimin_tally_free(meddler->own);
  huimin_plan_free(meddler->plan);
  meddler->added =
      huimin_tally_add_csv(meddler->other, HUIMIN_TEXT("visits"), FILE_OF(MANY), &options, NULL);
  return meddler->goes_on;
}

static void callbacks_meddle(void) {
  uint32_t threads;
  int32_t goes_on;
  for (threads = 1; threads < 4; threads += 2) {
    for (goes_on = 0; goes_on < 2; goes_on++) {
      struct meddler meddler = {0};
      huimin_add_options options = {0};
      uint64_t records = 0;
      int32_t status;
      meddler.plan = small_plan();
      meddler.own = small_tally(meddler.plan, 4);
      meddler.other = small_tally(meddler.plan, 0);
      meddler.goes_on = goes_on;
      options.struct_size = sizeof options;
      options.threads = threads;
      options.progress = meddle;
      options.user_data = &meddler;
      options.records = &records;
      status =
          huimin_tally_add_csv(meddler.own, HUIMIN_TEXT("visits"), FILE_OF(MANY), &options, NULL);
      /* The call ends as if the tally were still there. */
      CHECK_STATUS(goes_on ? HUIMIN_OK : HUIMIN_ERROR_CANCELLED, status);
      CHECK(records == (goes_on ? 2 : 0));
      CHECK(meddler.calls > 0);
      CHECK_STATUS(HUIMIN_ERROR_STATE, meddler.assessed);
      CHECK_STATUS(HUIMIN_ERROR_STATE, meddler.merged);
      OK(meddler.freed);
      CHECK_STATUS(HUIMIN_ERROR_BAD_HANDLE, meddler.freed_again);
      OK(meddler.added);
      CHECK_STATUS(HUIMIN_ERROR_BAD_HANDLE, huimin_tally_records(meddler.own, HUIMIN_TEXT("visits"),
                                                                 &records, NULL));
      OK(huimin_tally_records(meddler.other, HUIMIN_TEXT("visits"), &records, NULL));
      CHECK(records == 2);
      OK(huimin_tally_free(meddler.other));
    }
  }
}

/* A text that repeats itself, to be freed. */
static char *repeated(const char *opening, const char *core, const char *closing, int times) {
  size_t open = strlen(opening), close = strlen(closing), length = strlen(core);
  char *text = malloc((open + close) * (size_t)times + length + 1), *end = text;
  int turn;
  for (turn = 0; turn < times; turn++, end += open) memcpy(end, opening, open);
  memcpy(end, core, length);
  end += length;
  for (turn = 0; turn < times; turn++, end += close) memcpy(end, closing, close);
  *end = 0;
  return text;
}

/* Formulas, definitions and JSON that are nested deeper than a stack, and none may be read. */
static void *read_what_is_deep(void *argument) {
  static const char *const FORMULAS[][3] = {
      {"(", "visits", ")"},          {"visits + ", "visits", ""}, {"visits > 0 AND ", "visits > 0", ""},
      {"NOT ", "visits > 0", ""},    {"- ", "visits", ""},        {"coalesce(visits, ", "0", ")"},
      {"CASE WHEN visits > 0 THEN ", "1", " ELSE 0 END"},         {"visits IN (", "1", ")"},
      {"abs(", "visits", ")"},       {"visits || ", "visits", ""},
  };
  huimin_plan plan = *(huimin_plan *)argument;
  huimin_tally tally = small_tally(plan, 0);
  huimin_network network = small_network();
  size_t place;
  char *deep;
  huimin_programme programme = {0};
  huimin_bytes answer = {0};
  for (place = 0; place < sizeof FORMULAS / sizeof *FORMULAS; place++) {
    char *formula = repeated(FORMULAS[place][0], FORMULAS[place][1], FORMULAS[place][2], 20000);
    char *definition = definition_with(formula);
    huimin_plan made = {0};
    int32_t status = huimin_programme_from_toml(HUIMIN_TEXT("deep.toml"),
                                                huimin_text_of(definition), &programme, NULL);
    if (status == HUIMIN_OK) status = huimin_plan_new(programme, network, &made, NULL);
    CHECK_STATUS(HUIMIN_ERROR_DEFINITION, status);
    CHECK(made.id == 0);
    OK(huimin_programme_free(programme));
    programme.id = 0;
    free(definition);
    free(formula);
  }
#define IS_REFUSED(opening, core, closing, status, call)      \
  do {                                                        \
    deep = repeated(opening, core, closing, 50000);          \
    FAILS(status, call);                                      \
    free(deep);                                               \
  } while (0)
#define TOML \
  huimin_programme_from_toml(HUIMIN_TEXT("deep.toml"), huimin_text_of(deep), &programme, &error)
  IS_REFUSED("[", "", "]", HUIMIN_ERROR_DEFINITION, TOML);
  IS_REFUSED("a = [", "", "]", HUIMIN_ERROR_DEFINITION, TOML);
  IS_REFUSED("{ a = ", "1", " }", HUIMIN_ERROR_DEFINITION, TOML);
  IS_REFUSED("a.", "a = 1", "", HUIMIN_ERROR_DEFINITION, TOML);
  IS_REFUSED("[", "", "", HUIMIN_ERROR_ARGUMENT,
             huimin_apportion(huimin_text_of(deep), &answer, &error));
  IS_REFUSED("{\"total\":", "1", "}", HUIMIN_ERROR_ARGUMENT,
             huimin_allocate(network, huimin_text_of(deep), &answer, &error));
  IS_REFUSED(
      "{\"visit_id\":", "1", "}", HUIMIN_ERROR_ARGUMENT,
      huimin_check_record(plan, HUIMIN_TEXT("visits"), huimin_text_of(deep), &answer, &error));
  IS_REFUSED("{\"visit_id\":[", "1", "]}", HUIMIN_ERROR_INPUT,
             huimin_tally_add_json(tally, HUIMIN_TEXT("visits"),
                                   huimin_buffer_of(deep, strlen(deep)), NULL, &error));
#undef TOML
#undef IS_REFUSED
  OK(huimin_network_free(network));
  OK(huimin_tally_free(tally));
  /* And what may be read is worked on: tables, workbook, page, requests. */
  test_answers();
  OK(huimin_plan_free(plan_of_yuxi()));
  return NULL;
}

static void stacks_are_small(huimin_plan plan) {
  pthread_attr_t small;
  pthread_t thread;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 512 << 10);
  CHECK(pthread_create(&thread, &small, read_what_is_deep, &plan) == 0);
  pthread_join(thread, NULL);
  pthread_attr_destroy(&small);
}

/* Whether a tally with four visits and what is made of it work here. */
static int works(huimin_plan plan, huimin_tally tally, uint32_t threads) {
  huimin_add_options options = {0};
  huimin_assessment assessment = {0};
  huimin_bytes figure = {0};
  huimin_tally own = {0};
  uint64_t records = 0;
  options.struct_size = sizeof options;
  options.threads = threads;
  if (huimin_tally_records(tally, HUIMIN_TEXT("visits"), &records, NULL) != HUIMIN_OK || records != 4) return 0;
  if (huimin_tally_new(plan, &own, NULL) != HUIMIN_OK ||
      huimin_tally_add_csv(own, HUIMIN_TEXT("visits"), FILE_OF(MANY), &options, NULL) !=
          HUIMIN_OK ||
      huimin_tally_assess(own, HUIMIN_TEXT("2019-11-30"), threads, &assessment, NULL) !=
          HUIMIN_OK ||
      huimin_assessment_value(assessment, HUIMIN_TEXT("visits"), HUIMIN_TEXT("530400"), &figure,
                              NULL) != HUIMIN_OK) {
    return 0;
  }
  huimin_assessment_free(assessment);
  huimin_tally_free(own);
  return holds(figure, "\"display\":\"2\"");
}

/* A process of its own: with what it inherits, and where the system gives no further thread. */
static void forked(huimin_plan plan, huimin_tally tally) {
  int without_threads;
  for (without_threads = 0; without_threads < 2; without_threads++) {
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
      struct rlimit none = {1, 1};
      if (without_threads && (setrlimit(RLIMIT_NPROC, &none) != 0 || (getuid() == 0 && setuid(65534) != 0))) {
        _exit(3);
      }
      _exit(works(plan, tally, without_threads ? 8 : 2) ? 0 : 1);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
}

static huimin_plan late_plan;
static huimin_tally late_tally;

/* Runs when a thread ends, after what is local to it has gone. One that begins others then would
 * leave behind what glibc keeps for threads. */
static void at_the_end_of_a_thread(void *failed) {
  *(int *)failed = !works(late_plan, late_tally, 1);
}

static void *end(void *argument) {
  static pthread_key_t key;
  (void)argument;
  pthread_key_create(&key, at_the_end_of_a_thread);
  pthread_setspecific(key, argument);
  return NULL;
}

/* Runs when the process ends. */
static void at_the_end(void) {
  if (!works(late_plan, late_tally, 2) || huimin_tally_free(late_tally) != HUIMIN_OK ||
      huimin_plan_free(late_plan) != HUIMIN_OK) {
    fprintf(stderr, "what is called at the end of the process fails\n");
    _exit(1);
  }
}

static void late_calls(void) {
  pthread_t thread;
  int failed = -1;
  late_plan = small_plan();
  late_tally = small_tally(late_plan, 4);
  pthread_create(&thread, NULL, end, &failed);
  pthread_join(thread, NULL);
  CHECK(failed == 0);
  CHECK(atexit(at_the_end) == 0);
}

/* What stands at an odd address: every pointer of a call may. */
static void nothing_is_aligned(huimin_plan plan) {
  char room[8][sizeof(struct ArrowArrayStream) + sizeof(huimin_add_options) + 8] = {{0}};
  huimin_add_options options = {0};
  huimin_text values[3] = {{"V1", 2}, {"530402001", 9}, {"2019-01-02", 10}};
  huimin_checker checker = {0};
  huimin_tally tally = {0};
  huimin_assessment assessment = {0};
  huimin_error error = {0};
  huimin_bytes bytes = {0};
  uint64_t records = 0;
  char many[sizeof values + 1];
#define ODD(place, type) ((type *)(void *)(room[place] + 1))
#define TAKE(value, place) memcpy(&(value), room[place] + 1, sizeof(value))
  OK(huimin_tally_new(plan, ODD(0, huimin_tally), ODD(1, huimin_error)));
  TAKE(tally, 0);
  options.struct_size = sizeof options;
  options.threads = 1;
  options.records = ODD(3, uint64_t);
  options.ignored_columns = ODD(4, huimin_bytes);
  memcpy(room[2] + 1, &options, sizeof options);
  OK(huimin_tally_add_csv(tally, HUIMIN_TEXT("visits"), FILE_OF(MANY), ODD(2, huimin_add_options),
                          ODD(1, huimin_error)));
  TAKE(records, 3);
  CHECK(records == 2);
  OK(huimin_bytes_free(ODD(4, huimin_bytes)));
  OK(huimin_tally_assess(tally, HUIMIN_TEXT("2019-11-30"), 1, ODD(0, huimin_assessment), NULL));
  TAKE(assessment, 0);
  OK(huimin_assessment_table(assessment, HUIMIN_TEXT("indicators"), 0, ODD(5, struct ArrowArrayStream),
                             ODD(1, huimin_error)));
  {
    struct ArrowArrayStream stream;
    TAKE(stream, 5);
    CHECK(stream.release != NULL);
    /* Into a tally goes a stream of another dataset's columns: an error, and it is released. */
    CHECK_STATUS(HUIMIN_ERROR_INPUT, huimin_tally_add_arrow(tally, HUIMIN_TEXT("visits"),
                                                            ODD(5, struct ArrowArrayStream), NULL,
                                                            ODD(1, huimin_error)));
    TAKE(stream, 5);
    CHECK(stream.release == NULL);
  }
  TAKE(error, 1);
  CHECK(error.id != 0);
  OK(huimin_error_free(error));
  OK(huimin_checker_new(plan, HUIMIN_TEXT("visits"), &checker, NULL));
  memcpy(many + 1, values, sizeof values);
  OK(huimin_checker_check(checker, (const huimin_text *)(const void *)(many + 1), 3, &bytes, NULL));
  CHECK(is(bytes, "[]"));
  OK(huimin_checker_free(checker));
  OK(huimin_assessment_free(assessment));
  OK(huimin_tally_free(tally));
#undef ODD
#undef TAKE
}

/* Four gigabytes that are there, all of them zeros: too much for anything, and soon seen. */
static void gigabytes(huimin_plan plan) {
  const size_t length = ((size_t)4 << 30) + 4097;
  huimin_tally tally = small_tally(plan, 4), read = {0};
  huimin_programme programme = {0};
  huimin_network network = {0};
  huimin_assessment assessment = {0};
  huimin_bytes bytes = {0};
  uint64_t records = 0;
  const uint8_t *zeros;
  const char *text;
  if (sizeof(size_t) < 8 || getenv("HUIMIN_WITHOUT_GIGABYTES") != NULL) {
    OK(huimin_tally_free(tally));
    return;
  }
  zeros = mmap(NULL, length, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  CHECK(zeros != MAP_FAILED);
  if (zeros == MAP_FAILED) return;
  /* One page of zeros for all of them: quick to be had. */
  (void)madvise((void *)(size_t)zeros, length, MADV_HUGEPAGE);
  text = (const char *)zeros;
  FAILS(HUIMIN_ERROR_LIMIT, huimin_tally_add_csv(tally, HUIMIN_TEXT("visits"),
                                                 huimin_buffer_of(zeros, length), NULL, &error));
  FAILS(HUIMIN_ERROR_LIMIT, huimin_tally_add_json(tally, HUIMIN_TEXT("visits"),
                                                  huimin_buffer_of(zeros, length), NULL, &error));
  FAILS(HUIMIN_ERROR_BYTES,
        huimin_tally_from_bytes(plan, huimin_buffer_of(zeros, length), &read, &error));
  FAILS(HUIMIN_ERROR_LIMIT,
        huimin_network_from_csv(huimin_buffer_of(zeros, length), &network, &error));
  FAILS(HUIMIN_ERROR_DEFINITION,
        huimin_programme_from_toml(HUIMIN_TEXT("x.toml"), (huimin_text){text, length}, &programme,
                                   &error));
  FAILS(HUIMIN_ERROR_LIMIT, huimin_check_record(plan, HUIMIN_TEXT("visits"),
                                                (huimin_text){text, length}, &bytes, &error));
  FAILS(HUIMIN_ERROR_LIMIT, huimin_score((huimin_text){text, length}, &bytes, &error));
  /* Names of that length, which messages must not repeat. */
  FAILS(HUIMIN_ERROR_BAD_CALL,
        huimin_programme_builtin((huimin_text){text, length}, &programme, &error));
  FAILS(HUIMIN_ERROR_BAD_CALL,
        huimin_tally_records(tally, (huimin_text){text, length}, &records, &error));
  FAILS(HUIMIN_ERROR_BAD_CALL,
        huimin_tally_assess(tally, (huimin_text){text, length}, 1, &assessment, &error));
  CHECK(munmap((void *)(size_t)zeros, length) == 0);
  OK(huimin_tally_records(tally, HUIMIN_TEXT("visits"), &records, NULL));
  CHECK(records == 4);
  OK(huimin_tally_free(tally));
}

void test_hosts(void) {
  huimin_plan plan = small_plan();
  huimin_tally tally = small_tally(plan, 4);
  callbacks_meddle();
  stacks_are_small(plan);
  nothing_is_aligned(plan);
  forked(plan, tally);
  late_calls();
  gigabytes(plan);
  OK(huimin_tally_free(tally));
  OK(huimin_plan_free(plan));
}
