/* A clerk's record, checked before it is stored: once as JSON, and as values for many. */
#include "example.h"

int main(void) {
  huimin_error error = {0};
  huimin_plan plan = yuxi();
  huimin_checker checker = {0};
  huimin_bytes found = {0};
  huimin_text record[5];

  must(huimin_check_record(plan, HUIMIN_TEXT("consultations"),
                           HUIMIN_TEXT("{\"consultation_id\": \"A1\", \"division_code\": \"530402\","
                                       " \"held_on\": \"2019-05-06\", \"channel\": \"hotline\","
                                       " \"persons\": 0}"),
                           &found, &error),
       &error);
  print("as JSON: ", found);
  huimin_bytes_free(&found);

  must(huimin_checker_new(plan, HUIMIN_TEXT("consultations"), &checker, &error), &error);
  must(huimin_checker_fields(checker, &found, &error), &error);
  print("fields: ", found);
  huimin_bytes_free(&found);
  record[0] = HUIMIN_TEXT("A2");
  record[1] = HUIMIN_TEXT("530402");
  record[2] = HUIMIN_TEXT("2019-05-06");
  record[3] = HUIMIN_TEXT("hotline");
  record[4] = HUIMIN_TEXT("3");
  must(huimin_checker_check(checker, record, 5, &found, &error), &error);
  print("nothing wrong: ", found);
  huimin_bytes_free(&found);
  record[3] = HUIMIN_TEXT("telegraph");
  record[4] = (huimin_text){0}; /* no value */
  must(huimin_checker_check(checker, record, 5, &found, &error), &error);
  print("wrong: ", found);
  huimin_bytes_free(&found);

  huimin_checker_free(checker);
  huimin_plan_free(plan);
  return 0;
}
