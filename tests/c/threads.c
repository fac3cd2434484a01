/* Several threads, callbacks, and a panic. */
#include "harness.h"

#include <pthread.h>
#include <sched.h>

struct asked {
  int calls;
  int most;
  huimin_tally tally;
  int32_t status;
};

static int32_t cancel_after(void *user_data, uint64_t records, uint64_t bytes) {
  struct asked *asked = user_data;
  (void)records;
  (void)bytes;
  asked->calls++;
  return asked->calls < asked->most;
}

/* A callback must not use the tally; one that does is told so. */
static int32_t use_the_tally(void *user_data, uint64_t records, uint64_t bytes) {
  struct asked *asked = user_data;
  uint64_t found = 0;
  (void)records;
  (void)bytes;
  asked->calls++;
  asked->status = huimin_tally_records(asked->tally, HUIMIN_TEXT("visits"), &found, NULL);
  return 1;
}

static char *many_visits(size_t count, size_t *length) {
  size_t room = count * 40 + 64, place;
  char *file = malloc(room);
  *length = (size_t)sprintf(file, "visit_id,division_code,visited_on\n");
  for (place = 0; place < count; place++) {
    *length += (size_t)sprintf(file + *length, "M%zu,530402001,2019-03-02\n", place);
  }
  return file;
}

static void callbacks(huimin_plan plan) {
  huimin_tally tally = small_tally(plan, 4);
  struct asked asked = {0, 1, {0}, 0};
  huimin_add_options options = {0};
  huimin_work_options watched = {0};
  uint64_t records = 0;
  size_t length = 0;
  char *file = many_visits(60000, &length);
  asked.tally = tally;
  options.struct_size = sizeof options;
  options.progress = cancel_after;
  options.user_data = &asked;
  for (options.threads = 1; options.threads < 4; options.threads++) {
    asked.calls = 0;
    FAILS(HUIMIN_ERROR_CANCELLED,
          huimin_tally_add_csv(tally, HUIMIN_TEXT("visits"), huimin_buffer_of(file, length),
                               &options, &error));
    CHECK(asked.calls >= 1);
    OK(huimin_tally_records(tally, HUIMIN_TEXT("visits"), &records, NULL));
    CHECK(records == 4);
  }
  watched.struct_size = sizeof watched;
  watched.progress = cancel_after;
  watched.user_data = &asked;
  for (watched.threads = 0; watched.threads < 4; watched.threads++) {
    huimin_assessment assessment = {7};
    asked.calls = 0;
    FAILS(HUIMIN_ERROR_CANCELLED, huimin_tally_assess_with(tally, HUIMIN_TEXT("2019-11-30"),
                                                           &watched, &assessment, &error));
    CHECK(asked.calls >= 1 && assessment.id == 7);
    OK(huimin_tally_assess_with(tally, HUIMIN_TEXT("2019-11-30"), NULL, &assessment, NULL));
    OK(huimin_assessment_free(assessment));
  }
  watched.progress = use_the_tally;
  asked.status = HUIMIN_OK;
  {
    huimin_assessment assessment = {0};
    OK(huimin_tally_assess_with(tally, HUIMIN_TEXT("2019-11-30"), &watched, &assessment, NULL));
    CHECK(asked.status == HUIMIN_ERROR_STATE);
    watched.struct_size = 3;
    FAILS(HUIMIN_ERROR_BAD_CALL, huimin_tally_assess_with(tally, HUIMIN_TEXT("2019-11-30"),
                                                          &watched, &assessment, &error));
    watched.struct_size = sizeof watched;
    watched.reserved = 1;
    FAILS(HUIMIN_ERROR_BAD_CALL, huimin_tally_assess_with(tally, HUIMIN_TEXT("2019-11-30"),
                                                          &watched, &assessment, &error));
    OK(huimin_assessment_free(assessment));
  }
  options.progress = use_the_tally;
  options.records = &records;
  OK(huimin_tally_add_csv(tally, HUIMIN_TEXT("visits"), huimin_buffer_of(file, length), &options,
                          NULL));
  CHECK(records == 60000 && asked.status == HUIMIN_ERROR_STATE);
  free(file);
  OK(huimin_tally_free(tally));
}

/* Each thread makes its own tallies, of one plan; and all share an assessment, a tally that is
 * busy at times, and errors that another thread made. */
struct shared {
  huimin_plan plan;
  huimin_tally tally;
  huimin_assessment assessment;
  huimin_error error;
  int failures;
};

static void *work(void *argument) {
  struct shared *shared = argument;
  int turn, wrong = 0;
  for (turn = 0; turn < 40; turn++) {
    huimin_tally own = {0};
    huimin_assessment assessment = {0};
    huimin_bytes value = {0}, message = {0};
    uint64_t records = 0;
    int32_t status;
    wrong += huimin_tally_new(shared->plan, &own, NULL) != 0;
    wrong += huimin_tally_add_csv(own, HUIMIN_TEXT("visits"),
                                  FILE_OF("visit_id,division_code,visited_on\n"
                                          "T1,530402001,2019-01-15\n"),
                                  NULL, NULL) != 0;
    wrong += huimin_tally_assess(own, HUIMIN_TEXT("2019-11-30"), 1, &assessment, NULL) != 0;
    wrong += huimin_assessment_value(assessment, HUIMIN_TEXT("visits"), HUIMIN_TEXT("530400"),
                                     &value, NULL) != 0;
    wrong += !holds(value, "\"display\":\"1\"");
    wrong += huimin_assessment_value(shared->assessment, HUIMIN_TEXT("visits"),
                                     HUIMIN_TEXT("530400"), &value, NULL) != 0;
    huimin_bytes_free(&value);
    wrong += huimin_error_message(shared->error, HUIMIN_CHINESE, &message) != 0;
    huimin_bytes_free(&message);
    status = huimin_tally_records(shared->tally, HUIMIN_TEXT("visits"), &records, NULL);
    wrong += status != HUIMIN_OK && status != HUIMIN_ERROR_STATE;
    wrong += huimin_assessment_free(assessment) != 0;
    wrong += huimin_tally_free(own) != 0;
  }
  __atomic_fetch_add(&shared->failures, wrong, __ATOMIC_SEQ_CST);
  return NULL;
}

/* Several threads add to one tally without a word to each other, and read an assessment that is
 * freed meanwhile: each call does its work or is told, and what it was told is true. */
struct contended {
  huimin_tally tally;
  huimin_assessment assessment;
  int added, wrong;
};

static void *contend(void *argument) {
  struct contended *contended = argument;
  int turn, added = 0, wrong = 0;
  int32_t status = HUIMIN_OK;
  for (turn = 0; turn < 200 || status == HUIMIN_OK; turn++) {
    huimin_bytes figure = {0};
    status = huimin_tally_add_csv(contended->tally, HUIMIN_TEXT("visits"),
                                  FILE_OF("visit_id,division_code,visited_on\n"
                                          "T1,530402001,2019-01-15\n"),
                                  NULL, NULL);
    added += status == HUIMIN_OK;
    wrong += status != HUIMIN_OK && status != HUIMIN_ERROR_STATE;
    status = huimin_assessment_value(contended->assessment, HUIMIN_TEXT("visits"), HUIMIN_TEXT("530400"),
                                     &figure, NULL);
    if (status == HUIMIN_OK) {
      wrong += !holds(figure, "\"display\":\"4\"");
    } else {
      wrong += status != HUIMIN_ERROR_BAD_HANDLE;
    }
  }
  __atomic_fetch_add(&contended->added, added, __ATOMIC_SEQ_CST);
  __atomic_fetch_add(&contended->wrong, wrong, __ATOMIC_SEQ_CST);
  return NULL;
}

static void contention(huimin_plan plan) {
  struct contended contended = {0};
  pthread_t threads[4];
  uint64_t records = 0;
  int place;
  contended.tally = small_tally(plan, 4);
  OK(huimin_tally_assess(contended.tally, HUIMIN_TEXT("2019-12-31"), 1, &contended.assessment, NULL));
  for (place = 0; place < 4; place++) pthread_create(&threads[place], NULL, contend, &contended);
  while (records < 8) {
    sched_yield();
    huimin_tally_records(contended.tally, HUIMIN_TEXT("visits"), &records, NULL);
  }
  OK(huimin_assessment_free(contended.assessment));
  for (place = 0; place < 4; place++) pthread_join(threads[place], NULL);
  CHECK(contended.wrong == 0);
  OK(huimin_tally_records(contended.tally, HUIMIN_TEXT("visits"), &records, NULL));
  CHECK(records == 4 + (uint64_t)contended.added);
  OK(huimin_tally_free(contended.tally));
}

void test_threads(void) {
  struct shared shared = {0};
  pthread_t threads[8];
  int place;
  shared.plan = small_plan();
  shared.tally = small_tally(shared.plan, 100);
  callbacks(shared.plan);
  contention(shared.plan);
  OK(huimin_tally_assess(shared.tally, HUIMIN_TEXT("2019-11-30"), 2, &shared.assessment, NULL));
  CHECK_STATUS(HUIMIN_ERROR_BAD_CALL, huimin_plan_warnings((huimin_plan){0}, NULL, &shared.error));
  for (place = 0; place < 8; place++) pthread_create(&threads[place], NULL, work, &shared);
  for (place = 0; place < 8; place++) pthread_join(threads[place], NULL);
  CHECK(shared.failures == 0);
  OK(huimin_error_free(shared.error));
  OK(huimin_assessment_free(shared.assessment));
  OK(huimin_tally_free(shared.tally));
  OK(huimin_plan_free(shared.plan));
}

#ifdef HUIMIN_TEST_PANIC
extern int32_t huimin_test_panic(huimin_tally tally, huimin_error *error);

void test_panic(void) {
  huimin_plan plan = small_plan();
  huimin_tally tally = small_tally(plan, 4), other = small_tally(plan, 4);
  huimin_bytes message = {0};
  huimin_error error = {0};
  uint64_t records = 0;
  CHECK_STATUS(HUIMIN_ERROR_INTERNAL, huimin_test_panic(tally, &error));
  OK(huimin_error_message(error, HUIMIN_ENGLISH, &message));
  CHECK(holds(message, "a panic that was asked for"));
  OK(huimin_error_free(error));
  /* That tally is spoilt, and says so; all else works. */
  FAILS(HUIMIN_ERROR_INTERNAL, huimin_tally_records(tally, HUIMIN_TEXT("visits"), &records, &error));
  FAILS(HUIMIN_ERROR_INTERNAL, huimin_tally_merge(other, tally, &error));
  OK(huimin_tally_free(tally));
  OK(huimin_tally_records(other, HUIMIN_TEXT("visits"), &records, NULL));
  CHECK(records == 4);
  OK(huimin_tally_free(other));
  OK(huimin_plan_free(plan));
}
#else
void test_panic(void) {}
#endif
