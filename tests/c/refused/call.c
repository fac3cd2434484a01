/* Calls with something else than is expected: with MISTAKE 0 this compiles, with every other not. */
#include <huimin.h>

int32_t use(huimin_programme programme, huimin_network network, const char *name);

int32_t use(huimin_programme programme, huimin_network network, const char *name) {
  huimin_plan plan = {0};
  huimin_tally tally = {0};
  huimin_directory directory = {0};
  huimin_assessment assessment = {0};
  huimin_error error = {0};
  huimin_bytes bytes = {0};
  huimin_buffer buffer = huimin_buffer_of(name, 1);
  huimin_text text = huimin_text_of(name);
  huimin_work_options options = {0, 0, 0, NULL, NULL};
  huimin_add_options others = {0, 0, 0, 0, 0, NULL, NULL, NULL, NULL};
  uint64_t number = tally.id + plan.id + others.struct_size + buffer.length;
  int32_t status = huimin_plan_new(programme, network, &plan, &error);
#if MISTAKE == 0
  status += huimin_tally_assess_with(tally, HUIMIN_TEXT("2019-11-30"), &options, &assessment, &error);
#elif MISTAKE == 1
  status += huimin_plan_new(network, programme, &plan, &error);
#elif MISTAKE == 2
  status += huimin_plan_new(programme, plan, &plan, &error);
#elif MISTAKE == 3
  status += huimin_plan_new(programme, network, &tally, &error);
#elif MISTAKE == 4
  status += huimin_plan_new(programme, network, &plan, &plan);
#elif MISTAKE == 5
  status += huimin_tally_receive(directory, tally, NULL, &error);
#elif MISTAKE == 6
  status += huimin_tally_merge(tally, assessment, &error);
#elif MISTAKE == 7
  status += huimin_assessment_value(tally, text, text, &bytes, &error);
#elif MISTAKE == 8
  status += huimin_tally_free(number);
#elif MISTAKE == 9
  status += huimin_tally_free(0);
#elif MISTAKE == 10
  number = tally;
#elif MISTAKE == 11
  status += huimin_tally_records(tally, name, &number, &error);
#elif MISTAKE == 12
  status += huimin_tally_records(tally, "visits", &number, &error);
#elif MISTAKE == 13
  status += huimin_tally_records(tally, buffer, &number, &error);
#elif MISTAKE == 14
  status += huimin_tally_from_bytes(plan, bytes, &tally, &error);
#elif MISTAKE == 15
  status += huimin_tally_records(tally, HUIMIN_TEXT(name), &number, &error);
#elif MISTAKE == 16
  status += huimin_tally_assess_with(tally, text, &others, &assessment, &error);
#elif MISTAKE == 17
  status += huimin_error_free(assessment);
#else
#error "there are no further mistakes"
#endif
  return status + (int32_t)(number + text.length + directory.id + assessment.id + bytes.length +
                            options.struct_size);
}
