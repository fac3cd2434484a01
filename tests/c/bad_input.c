/* Files that cannot be read: an error with its place, and the tally is as it was. */
#include "harness.h"

static void an_error_says_where(huimin_tally tally) {
  huimin_error error = {0};
  huimin_bytes dataset = {0}, column = {0}, message = {0};
  uint64_t row = 0;
  CHECK_STATUS(HUIMIN_ERROR_INPUT,
               huimin_tally_add_csv(tally, HUIMIN_TEXT("visits"),
                                    FILE_OF("visit_id,division_code,visited_on\n"
                                            "W1,530402001,2019-01-02\n"
                                            "W2,\xff,2019-01-02\n"),
                                    NULL, &error));
  OK(huimin_error_place(error, &dataset, &row, &column));
  CHECK(is(dataset, "visits"));
  CHECK(is(column, "division_code"));
  CHECK(row == 2);
  OK(huimin_error_place(error, NULL, NULL, NULL));
  OK(huimin_error_message(error, HUIMIN_CHINESE, &message));
  CHECK(begins(message, "数据集 visits，第 3 行，列 division_code：应为 UTF-8"));
  CHECK_STATUS(HUIMIN_ERROR_BAD_CALL, huimin_error_message(error, 5, &message));
  OK(huimin_error_free(error));
}

/* Every prefix of the bytes of a tally, and every byte changed: an error or the same tally. */
static void damaged_bytes(huimin_plan plan, huimin_tally tally) {
  huimin_bytes state = {0};
  huimin_tally read = {0};
  uint8_t *damaged;
  size_t length;
  OK(huimin_tally_to_bytes(tally, &state, NULL));
  damaged = malloc(state.length);
  for (length = 0; length < state.length; length++) {
    CHECK_STATUS(HUIMIN_ERROR_BYTES,
                 huimin_tally_from_bytes(plan, huimin_buffer_of(state.data, length), &read, NULL));
    memcpy(damaged, state.data, state.length);
    damaged[length] ^= 0x55;
    CHECK_STATUS(
        HUIMIN_ERROR_BYTES,
        huimin_tally_from_bytes(plan, huimin_buffer_of(damaged, state.length), &read, NULL));
  }
  CHECK(read.id == 0);
  free(damaged);
  OK(huimin_bytes_free(&state));
}

static void another_plan(huimin_tally tally) {
  huimin_plan yuxi = plan_of_yuxi();
  huimin_tally other = {0}, read = {0};
  huimin_bytes state = {0};
  OK(huimin_tally_new(yuxi, &other, NULL));
  FAILS(HUIMIN_ERROR_STATE, huimin_tally_merge(other, tally, &error));
  OK(huimin_tally_to_bytes(tally, &state, NULL));
  FAILS(HUIMIN_ERROR_STATE,
        huimin_tally_from_bytes(yuxi, huimin_buffer_of(state.data, state.length), &read, &error));
  OK(huimin_bytes_free(&state));
  OK(huimin_tally_add_csv(other, HUIMIN_TEXT("disputes"), FILE_OF(DISPUTES), NULL, NULL));
  OK(huimin_tally_free(other));
  OK(huimin_plan_free(yuxi));
}

void test_bad_input(void) {
  huimin_plan plan = small_plan();
  huimin_tally tally = small_tally(plan, 4);
  huimin_network network = {0};
  huimin_add_options options = {0};
  uint64_t records = 0;
#define ADD(text) huimin_tally_add_csv(tally, HUIMIN_TEXT("visits"), FILE_OF(text), NULL, &error)
  FAILS(HUIMIN_ERROR_INPUT, ADD(""));
  FAILS(HUIMIN_ERROR_INPUT, ADD("visit_id,division_code\nW1,530402001\n"));
  FAILS(HUIMIN_ERROR_INPUT, ADD("visit_id,division_code,visited_on\nW1,530402001\n"));
  FAILS(HUIMIN_ERROR_INPUT, ADD("visit_id,division_code,visited_on\nW1,5304\0,2019-01-01\n"));
#undef ADD
  FAILS(HUIMIN_ERROR_INPUT, huimin_tally_add_json(tally, HUIMIN_TEXT("visits"),
                                                  FILE_OF("{\"visit_id\":"), NULL, &error));
  FAILS(HUIMIN_ERROR_STATE, huimin_tally_retract_csv(tally, HUIMIN_TEXT("visits"),
                                                     FILE_OF("visit_id,division_code,visited_on\n"
                                                             "V9999,530402001,2019-01-15\n"),
                                                     NULL, &error));
  FAILS(HUIMIN_ERROR_ARGUMENT,
        huimin_tally_add_csv(tally, HUIMIN_TEXT("visit"), FILE_OF("a\n"), NULL, &error));
  FAILS(HUIMIN_ERROR_NETWORK, huimin_network_from_csv(FILE_OF("code,name\n12345,x\n"), &network,
                                                      &error));
  CHECK(network.id == 0);
  if (strstr(huimin_features(), "parquet") == NULL) {
    FAILS(HUIMIN_ERROR_ARGUMENT,
          huimin_tally_add_parquet(tally, HUIMIN_TEXT("visits"), FILE_OF("PAR1"), NULL, &error));
  } else {
    FAILS(HUIMIN_ERROR_INPUT,
          huimin_tally_add_parquet(tally, HUIMIN_TEXT("visits"), FILE_OF("PAR1"), NULL, &error));
  }
  an_error_says_where(tally);
  OK(huimin_tally_records(tally, HUIMIN_TEXT("visits"), &records, NULL));
  CHECK(records == 4);
  /* GB18030: 编号 as a label of a column. */
  options.struct_size = sizeof options;
  options.encoding = HUIMIN_GB18030;
  options.delimiter = ';';
  OK(huimin_tally_add_csv(tally, HUIMIN_TEXT("visits"),
                          FILE_OF("\xb1\xe0\xba\xc5;division_code;visited_on\n"
                                  "W1;530402001;2019-01-15\n"),
                          &options, NULL));
  damaged_bytes(plan, tally);
  another_plan(tally);
  OK(huimin_tally_free(tally));
  OK(huimin_plan_free(plan));
}
