/* Calls that make no sense: each is an error, and nothing else happens. */
#include "harness.h"

/* Every kind of handle with the same number, which is none of an object of that kind. */
static void is_no_object(uint64_t number, huimin_tally real) {
  const huimin_programme programme = {number};
  const huimin_network network = {number};
  const huimin_plan plan = {number};
  const huimin_checker checker = {number};
  const huimin_tally tally = {number};
  const huimin_assessment assessment = {number};
  const huimin_directory directory = {number};
  const huimin_error none = {number};
  const int32_t freed = number == 0 ? HUIMIN_OK : HUIMIN_ERROR_BAD_HANDLE;
  huimin_bytes bytes = {0};
  huimin_plan made = {7};
  uint64_t records = 5;
  FAILS(HUIMIN_ERROR_BAD_HANDLE, huimin_programme_id(programme, &bytes, &error));
  FAILS(HUIMIN_ERROR_BAD_HANDLE, huimin_network_size(network, &records, &error));
  FAILS(HUIMIN_ERROR_BAD_HANDLE, huimin_plan_new(programme, network, &made, &error));
  FAILS(HUIMIN_ERROR_BAD_HANDLE, huimin_plan_datasets(plan, &bytes, &error));
  FAILS(HUIMIN_ERROR_BAD_HANDLE, huimin_checker_fields(checker, &bytes, &error));
  FAILS(HUIMIN_ERROR_BAD_HANDLE,
        huimin_tally_records(tally, HUIMIN_TEXT("visits"), &records, &error));
  FAILS(HUIMIN_ERROR_BAD_HANDLE, huimin_tally_merge(real, tally, &error));
  FAILS(HUIMIN_ERROR_BAD_HANDLE, huimin_tally_receive(real, directory, NULL, &error));
  FAILS(HUIMIN_ERROR_BAD_HANDLE, huimin_assessment_as_of(assessment, &bytes, &error));
  FAILS(HUIMIN_ERROR_BAD_HANDLE, huimin_directory_json(directory, &bytes, &error));
  CHECK(huimin_error_code(none) == HUIMIN_ERROR_BAD_HANDLE);
  CHECK_STATUS(HUIMIN_ERROR_BAD_HANDLE, huimin_error_json(none, &bytes));
  CHECK_STATUS(freed, huimin_programme_free(programme));
  CHECK_STATUS(freed, huimin_network_free(network));
  CHECK_STATUS(freed, huimin_plan_free(plan));
  CHECK_STATUS(freed, huimin_checker_free(checker));
  CHECK_STATUS(freed, huimin_tally_free(tally));
  CHECK_STATUS(freed, huimin_assessment_free(assessment));
  CHECK_STATUS(freed, huimin_directory_free(directory));
  CHECK_STATUS(freed, huimin_error_free(none));
  /* Nothing is written. */
  CHECK(records == 5 && made.id == 7 && bytes.data == NULL);
}

/* Handles that are none: zero, small, large, near to a real one, of another kind, and any number.
 */
static void bad_handles(huimin_plan plan, huimin_tally tally) {
  uint64_t number = 0x9e3779b97f4a7c15;
  huimin_tally other = {plan.id}, near = tally;
  huimin_plan mistaken = {tally.id};
  huimin_bytes bytes = {0};
  int bit, turn;
  is_no_object(0, tally);
  is_no_object(1, tally);
  is_no_object(UINT64_MAX, tally);
  is_no_object((uint64_t)1 << 63, tally);
  is_no_object((uint64_t)(size_t)&bytes, tally);
  for (turn = 0; turn < 100; turn++) {
    number ^= number << 13;
    number ^= number >> 7;
    number ^= number << 17;
    is_no_object(number, tally);
    /* As numbers of objects look: a kind, a generation, and a room that was never taken. */
    is_no_object((number & 0x7f) << 55 | (number & 0x700) << 24 | 0xff000000 | number >> 56, tally);
  }
  FAILS(HUIMIN_ERROR_BAD_HANDLE, huimin_tally_to_bytes(other, &bytes, &error));
  FAILS(HUIMIN_ERROR_BAD_HANDLE, huimin_plan_datasets(mistaken, &bytes, &error));
  for (bit = 0; bit < 64; bit++) {
    near.id = tally.id ^ (uint64_t)1 << bit;
    CHECK_STATUS(HUIMIN_ERROR_BAD_HANDLE, huimin_tally_free(near));
  }
}

static void freed_twice(huimin_plan plan) {
  huimin_tally tally = small_tally(plan, 3), copied = tally;
  huimin_error error = {0}, copy = {0}, same;
  huimin_bytes bytes = {0}, alias;
  OK(huimin_tally_free(tally));
  CHECK_STATUS(HUIMIN_ERROR_BAD_HANDLE, huimin_tally_free(tally));
  /* Another object may have its room, but not its number. */
  tally = small_tally(plan, 3);
  CHECK(tally.id != copied.id);
  CHECK_STATUS(HUIMIN_ERROR_BAD_HANDLE, huimin_tally_free(copied));
  CHECK_STATUS(HUIMIN_ERROR_BAD_HANDLE, huimin_tally_to_bytes(copied, &bytes, &error));
  OK(huimin_error_copy(error, &copy));
  same = error;
  OK(huimin_error_free(error));
  CHECK_STATUS(HUIMIN_ERROR_BAD_HANDLE, huimin_error_free(same));
  CHECK(huimin_error_code(copy) == HUIMIN_ERROR_BAD_HANDLE);
  OK(huimin_error_free(copy));
  OK(huimin_tally_to_bytes(tally, &bytes, NULL));
  alias = bytes;
  OK(huimin_bytes_free(&bytes));
  CHECK_STATUS(HUIMIN_ERROR_BAD_HANDLE, huimin_bytes_free(&alias));
  CHECK(alias.data == NULL);
  OK(huimin_tally_free(tally));
}

static void bad_pointers(huimin_plan plan, huimin_tally tally) {
  const uint8_t byte = 'x';
  huimin_bytes bytes = {0};
  huimin_programme programme = {0};
  huimin_network network = {0};
  huimin_checker checker = {0};
  huimin_text value = {NULL, 0};
  size_t lengths[3];
  size_t place;
  lengths[0] = 1;
  lengths[1] = SIZE_MAX;
  lengths[2] = SIZE_MAX / 2 + 1;
  for (place = 0; place < 3; place++) {
    FAILS(HUIMIN_ERROR_BAD_CALL,
          huimin_programme_builtin((huimin_text){NULL, lengths[place]}, &programme, &error));
    FAILS(HUIMIN_ERROR_BAD_CALL,
          huimin_network_from_csv(huimin_buffer_of(NULL, lengths[place]), &network, &error));
    FAILS(HUIMIN_ERROR_BAD_CALL,
          huimin_tally_from_bytes(plan, huimin_buffer_of(NULL, lengths[place]), &tally, &error));
    FAILS(HUIMIN_ERROR_BAD_CALL,
          huimin_tally_add_csv(tally, HUIMIN_TEXT("visits"), huimin_buffer_of(NULL, lengths[place]),
                               NULL, &error));
    if (place == 0) continue;
    /* Something is there, but not so much. */
    FAILS(HUIMIN_ERROR_BAD_CALL,
          huimin_tally_add_csv(tally, HUIMIN_TEXT("visits"),
                               huimin_buffer_of(&byte, lengths[place]), NULL, &error));
    FAILS(HUIMIN_ERROR_BAD_CALL,
          huimin_check_record(plan, (huimin_text){(const char *)&byte, lengths[place]},
                              HUIMIN_TEXT("{}"), &bytes, &error));
  }
  /* No place for a result. */
  FAILS(HUIMIN_ERROR_BAD_CALL, huimin_programme_builtin(HUIMIN_TEXT("yuxi-2019"), NULL, &error));
  FAILS(HUIMIN_ERROR_BAD_CALL,
        huimin_plan_new((huimin_programme){0}, (huimin_network){0}, NULL, &error));
  FAILS(HUIMIN_ERROR_BAD_CALL, huimin_tally_new(plan, NULL, &error));
  FAILS(HUIMIN_ERROR_BAD_CALL, huimin_tally_to_bytes(tally, NULL, &error));
  FAILS(HUIMIN_ERROR_BAD_CALL,
        huimin_tally_add_arrow(tally, HUIMIN_TEXT("visits"), NULL, NULL, &error));
  FAILS(HUIMIN_ERROR_BAD_CALL,
        huimin_assessment_table((huimin_assessment){0}, HUIMIN_TEXT("x"), 0, NULL, &error));
  CHECK_STATUS(HUIMIN_ERROR_BAD_CALL, huimin_error_message((huimin_error){0}, 0, NULL));
  /* And no place for the error either. */
  CHECK_STATUS(HUIMIN_ERROR_BAD_CALL, huimin_tally_new(plan, NULL, NULL));
  /* Values of a record. */
  OK(huimin_checker_new(plan, HUIMIN_TEXT("visits"), &checker, NULL));
  FAILS(HUIMIN_ERROR_BAD_CALL, huimin_checker_check(checker, NULL, 3, &bytes, &error));
  FAILS(HUIMIN_ERROR_BAD_CALL, huimin_checker_check(checker, &value, SIZE_MAX, &bytes, &error));
  FAILS(HUIMIN_ERROR_BAD_CALL, huimin_checker_check(checker, &value, SIZE_MAX / 16, &bytes, &error));
  FAILS(HUIMIN_ERROR_ARGUMENT, huimin_checker_check(checker, &value, 1, &bytes, &error));
  FAILS(HUIMIN_ERROR_ARGUMENT, huimin_checker_check(checker, NULL, 0, &bytes, &error));
  value.length = 3;
  FAILS(HUIMIN_ERROR_BAD_CALL, huimin_checker_check(checker, &value, 1, &bytes, &error));
  value.data = "\xff\xfe\xfd";
  FAILS(HUIMIN_ERROR_BAD_CALL, huimin_checker_check(checker, &value, 1, &bytes, &error));
  OK(huimin_checker_free(checker));
  CHECK(programme.id == 0 && network.id == 0 && bytes.data == NULL);
}

static void bad_texts(huimin_plan plan, huimin_tally tally) {
  huimin_bytes bytes = {0};
  huimin_assessment assessment = {0};
  huimin_programme programme = {0};
  uint64_t records = 0;
  FAILS(HUIMIN_ERROR_BAD_CALL,
        huimin_tally_records(tally, HUIMIN_TEXT("vis\xff"), &records, &error));
  FAILS(HUIMIN_ERROR_ARGUMENT,
        huimin_tally_records(tally, HUIMIN_TEXT("visits\0more"), &records, &error));
  FAILS(HUIMIN_ERROR_ARGUMENT, huimin_tally_records(tally, (huimin_text){0}, &records, &error));
  FAILS(HUIMIN_ERROR_ARGUMENT, huimin_programme_builtin(HUIMIN_TEXT("yuxi"), &programme, &error));
  FAILS(HUIMIN_ERROR_DEFINITION,
        huimin_programme_from_toml(HUIMIN_TEXT("x.toml"), HUIMIN_TEXT(""), &programme, &error));
  FAILS(HUIMIN_ERROR_BAD_CALL, huimin_programme_from_toml(HUIMIN_TEXT("x.toml"),
                                                          HUIMIN_TEXT("a = \"\x80\""), &programme,
                                                          &error));
  FAILS(HUIMIN_ERROR_ARGUMENT,
        huimin_tally_assess(tally, HUIMIN_TEXT("2019-02-29"), 1, &assessment, &error));
  FAILS(HUIMIN_ERROR_ARGUMENT,
        huimin_tally_assess(tally, HUIMIN_TEXT("2020-02-29"), 1, &assessment, &error));
  FAILS(HUIMIN_ERROR_ARGUMENT, huimin_tally_merge(tally, tally, &error));
  OK(huimin_tally_assess(tally, HUIMIN_TEXT("2019-02-28"), UINT32_MAX, &assessment, NULL));
  FAILS(HUIMIN_ERROR_ARGUMENT, huimin_assessment_table_json(assessment, HUIMIN_TEXT("indicator"),
                                                            HUIMIN_ENGLISH, &bytes, &error));
  FAILS(HUIMIN_ERROR_BAD_CALL, huimin_assessment_table_json(assessment, HUIMIN_TEXT("indicators"),
                                                            7, &bytes, &error));
  FAILS(HUIMIN_ERROR_ARGUMENT,
        huimin_assessment_value(assessment, HUIMIN_TEXT("visits"), HUIMIN_TEXT("11"), &bytes,
                                &error));
  FAILS(HUIMIN_ERROR_ARGUMENT,
        huimin_check_record(plan, HUIMIN_TEXT("visits"), HUIMIN_TEXT("[]"), &bytes, &error));
  OK(huimin_assessment_free(assessment));
}

static void bad_options(huimin_tally tally) {
  struct {
    huimin_add_options known;
    uint64_t later;
  } options = {{0}, 0};
  size_t sizes[4];
  size_t place;
  huimin_add_options *given = &options.known;
#define ADD(options) \
  huimin_tally_add_csv(tally, HUIMIN_TEXT("visits"), FILE_OF("visit_id\n"), options, &error)
  /* Zeros are the defaults; what is set and has no size is a mistake. */
  FAILS(HUIMIN_ERROR_INPUT, ADD(given));
  given->threads = 2;
  FAILS(HUIMIN_ERROR_BAD_CALL, ADD(given));
  given->threads = 0;
  sizes[0] = 1;
  sizes[1] = sizeof(huimin_add_options) - 1;
  sizes[2] = SIZE_MAX;
  sizes[3] = 5000;
  for (place = 0; place < 4; place++) {
    given->struct_size = sizes[place];
    FAILS(HUIMIN_ERROR_BAD_CALL, ADD(given));
  }
  /* A later version's options, as long as they ask for nothing unknown. */
  given->struct_size = sizeof options;
  FAILS(HUIMIN_ERROR_INPUT, ADD(given));
  options.later = 1;
  FAILS(HUIMIN_ERROR_BAD_CALL, ADD(given));
  given->struct_size = sizeof(huimin_add_options);
  given->encoding = 9;
  FAILS(HUIMIN_ERROR_BAD_CALL, ADD(given));
  given->encoding = 0;
  given->delimiter = 0x4e2d;
  FAILS(HUIMIN_ERROR_BAD_CALL, ADD(given));
  given->delimiter = '"';
  FAILS(HUIMIN_ERROR_ARGUMENT, ADD(given));
  given->delimiter = 0;
  given->reserved = 1;
  FAILS(HUIMIN_ERROR_BAD_CALL, ADD(given));
#undef ADD
}

void test_bad_calls(void) {
  huimin_plan plan = small_plan();
  huimin_tally tally = small_tally(plan, 12);
  uint64_t records = 0;
  bad_handles(plan, tally);
  freed_twice(plan);
  bad_pointers(plan, tally);
  bad_texts(plan, tally);
  bad_options(tally);
  /* After all that, everything is as it was. */
  OK(huimin_tally_records(tally, HUIMIN_TEXT("visits"), &records, NULL));
  CHECK(records == 12);
  OK(huimin_tally_free(tally));
  OK(huimin_plan_free(plan));
}
