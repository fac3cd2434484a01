/* The least that tests need: a check that counts, and helpers that keep them short. */
#ifndef HARNESS_H
#define HARNESS_H

#include <huimin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern int failures;
extern int checks;

#define CHECK(condition)                                              \
  do {                                                                \
    checks++;                                                         \
    if (!(condition)) {                                               \
      failures++;                                                     \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
    }                                                                 \
  } while (0)

#define CHECK_STATUS(expected, call)                                                       \
  do {                                                                                     \
    int32_t status_ = (call);                                                              \
    checks++;                                                                              \
    if (status_ != (expected)) {                                                           \
      failures++;                                                                          \
      fprintf(stderr, "%s:%d: expected %s, but found %s (%d): %s\n", __FILE__, __LINE__,   \
              huimin_status_name(expected), huimin_status_name(status_), status_, #call);  \
    }                                                                                      \
  } while (0)

#define OK(call) CHECK_STATUS(HUIMIN_OK, call)

/* Fails, with an error that has the status as its code, a message, and JSON; the error is freed. */
#define FAILS(expected, call)               \
  do {                                      \
    huimin_error error = {0};               \
    CHECK_STATUS(expected, call);           \
    check_error(error, expected, __LINE__); \
  } while (0)

void check_error(huimin_error error, int32_t expected, int line);

/* Whether bytes contain, begin with, or are a text. They are freed. */
int holds(huimin_bytes bytes, const char *text);
int begins(huimin_bytes bytes, const char *text);
int is(huimin_bytes bytes, const char *text);

/* The content of a file, which is a literal. */
#define FILE_OF(literal) huimin_buffer_of(literal, sizeof(literal) - 1)

#define DISPUTES                                                     \
  "dispute_id,division_code,party,registered_on,mediated_on,outcome\n" \
  "D1,530402001001,poor_household,2019-03-01,2019-03-09,settled\n"   \
  "D2,530402001001,poor_household,2019-03-02,2019-03-10,failed\n"

huimin_plan plan_of_yuxi(void);
/* A small programme of its own over eight divisions: quick, also under valgrind. */
huimin_plan small_plan(void);
huimin_programme small_programme(void);
huimin_network small_network(void);
huimin_tally small_tally(huimin_plan plan, uint64_t visits);
/* The definition of that programme with another formula for its indicator, to be freed. */
char *definition_with(const char *formula);

void test_lifecycle(void);
void test_answers(void);
void test_bad_calls(void);
void test_bad_input(void);
void test_arrow(void);
void test_directory(void);
void test_hosts(void);
void test_threads(void);
void test_panic(void);

#endif
