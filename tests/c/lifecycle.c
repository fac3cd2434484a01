/* Objects from their making to their end, and what they answer. */
#include "harness.h"

void test_lifecycle(void) {
  huimin_programme programme = small_programme(), without = {0};
  huimin_network network = small_network();
  huimin_plan plan = {0};
  huimin_tally tally = {0}, copied = {0}, read = {0};
  huimin_assessment assessment = {0};
  huimin_bytes bytes = {0}, again = {0}, ignored = {0};
  huimin_error error = {77};
  huimin_add_options options = {0};
  uint64_t number = 0, other = 0;
  int32_t met = 9;

  OK(huimin_programme_builtin_names(&bytes, &error));
  CHECK(error.id == 0); /* it is set, also where all is well */
  CHECK(is(bytes, "[\"yuxi-2019\",\"yunnan-2019\"]"));
  OK(huimin_network_builtin_names(&bytes, NULL));
  CHECK(is(bytes, "[\"yuxi-2019\",\"yunnan-2019\"]"));
  OK(huimin_programme_id(programme, &bytes, NULL));
  CHECK(is(bytes, "small"));
  OK(huimin_programme_version(programme, &bytes, NULL));
  CHECK(is(bytes, "1"));
  OK(huimin_programme_warnings(programme, &bytes, NULL));
  CHECK(begins(bytes, "["));
  OK(huimin_programme_check(programme, network, &bytes, NULL));
  CHECK(begins(bytes, "["));
  OK(huimin_programme_without_allocations(programme, &without, NULL));
  OK(huimin_programme_free(without));
  OK(huimin_network_size(network, &number, NULL));
  CHECK(number == 8);
  OK(huimin_network_warnings(network, &bytes, NULL));
  CHECK(begins(bytes, "["));

  OK(huimin_plan_new(programme, network, &plan, NULL));
  OK(huimin_plan_warnings(plan, &bytes, NULL));
  CHECK(begins(bytes, "["));
  OK(huimin_plan_datasets(plan, &bytes, NULL));
  CHECK(is(bytes, "[\"visits\"]"));
  OK(huimin_plan_indicators(plan, &bytes, NULL));
  CHECK(is(bytes, "[\"visits\"]"));
  OK(huimin_plan_fingerprint(plan, &number, NULL));
  CHECK(number != 0);

  /* What a plan needs of them, it has. */
  OK(huimin_programme_free(programme));
  OK(huimin_network_free(network));

  OK(huimin_tally_new(plan, &tally, NULL));
  OK(huimin_tally_received(tally, &bytes, NULL));
  CHECK(is(bytes, "[]"));
  OK(huimin_tally_assess(tally, HUIMIN_TEXT("2019-11-30"), 1, &assessment, NULL));
  OK(huimin_assessment_judgement(assessment, &bytes, NULL));
  CHECK(is(bytes, "cannot_be_judged"));
  OK(huimin_assessment_not_received(assessment, &bytes, NULL));
  CHECK(is(bytes, "[\"visits\"]"));
  OK(huimin_assessment_free(assessment));
  OK(huimin_tally_free(tally));

  tally = small_tally(plan, 20);
  OK(huimin_tally_received(tally, &bytes, NULL));
  CHECK(is(bytes, "[\"visits\"]"));
  OK(huimin_tally_copy(tally, &copied, NULL));
  options.struct_size = sizeof options;
  options.records = &number;
  options.ignored_columns = &ignored;
  OK(huimin_tally_retract_csv(copied, HUIMIN_TEXT("visits"),
                              FILE_OF("visit_id,division_code,visited_on,more\n"
                                      "V0,530402001,2019-01-15,x\n"),
                              &options, NULL));
  CHECK(number == 1);
  CHECK(is(ignored, "[\"more\"]"));
  OK(huimin_tally_records(copied, HUIMIN_TEXT("visits"), &number, NULL));
  OK(huimin_tally_records(tally, HUIMIN_TEXT("visits"), &other, NULL));
  CHECK(number == 19 && other == 20);
  OK(huimin_tally_add_json(copied, HUIMIN_TEXT("visits"),
                           FILE_OF("{\"visit_id\":\"V0\",\"division_code\":\"530402001\","
                                   "\"visited_on\":\"2019-01-15\"}\n"),
                           NULL, NULL));
  OK(huimin_tally_retract_json(copied, HUIMIN_TEXT("visits"),
                               FILE_OF("{\"visit_id\":\"V0\",\"division_code\":\"530402001\","
                                       "\"visited_on\":\"2019-01-15\"}\n"),
                               NULL, NULL));
  OK(huimin_tally_to_bytes(tally, &bytes, NULL));
  OK(huimin_tally_from_bytes(plan, huimin_buffer_of(bytes.data, bytes.length), &read, NULL));
  OK(huimin_tally_to_bytes(read, &again, NULL));
  CHECK(again.length == bytes.length && memcmp(again.data, bytes.data, bytes.length) == 0);
  OK(huimin_bytes_free(&bytes));
  CHECK(bytes.data == NULL && bytes.length == 0 && bytes.owner == 0);
  OK(huimin_bytes_free(&bytes)); /* they are empty now */
  OK(huimin_bytes_free(&again));
  OK(huimin_bytes_free(NULL));
  OK(huimin_tally_merge(copied, read, NULL));
  OK(huimin_tally_records(copied, HUIMIN_TEXT("visits"), &number, NULL));
  CHECK(number == 39);

  OK(huimin_tally_assess(tally, HUIMIN_TEXT("2019-11-30"), 2, &assessment, NULL));
  OK(huimin_tally_free(tally));
  OK(huimin_tally_free(copied));
  OK(huimin_tally_free(read));
  OK(huimin_plan_free(plan));
  OK(huimin_assessment_as_of(assessment, &bytes, NULL));
  CHECK(is(bytes, "2019-11-30"));
  OK(huimin_assessment_dates(assessment, &bytes, NULL));
  CHECK(begins(bytes, "[\"2019-01-31\",\"2019-02-28\","));
  OK(huimin_assessment_verdict(assessment, &met, NULL));
  CHECK(met == 1);
  OK(huimin_assessment_judgement(assessment, &bytes, NULL));
  CHECK(is(bytes, "met"));
  OK(huimin_assessment_not_received(assessment, &bytes, NULL));
  CHECK(is(bytes, "[]"));
  OK(huimin_assessment_free(assessment));
}

static void tables(huimin_assessment assessment) {
  huimin_bytes bytes = {0};
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  struct ArrowArray batch;
  OK(huimin_assessment_table_names(&bytes, NULL));
  CHECK(begins(bytes, "[\"received\",\"indicators\","));
  OK(huimin_assessment_table_json(assessment, HUIMIN_TEXT("indicators"), HUIMIN_ENGLISH, &bytes,
                                  NULL));
  CHECK(begins(bytes, "[{\"division_code\":\"530400000000\",\"division_name\":\"Yuxi\","));
  OK(huimin_assessment_table_csv(assessment, HUIMIN_TEXT("indicators"), HUIMIN_ENGLISH, &bytes,
                                 NULL));
  CHECK(begins(bytes, "division_code,division_name,"));
  OK(huimin_assessment_table(assessment, HUIMIN_TEXT("indicators"), HUIMIN_ENGLISH, &stream,
                             NULL));
  CHECK(stream.release != NULL);
  CHECK(stream.get_schema(&stream, &schema) == 0);
  CHECK(strcmp(schema.format, "+s") == 0);
  CHECK(strcmp(schema.children[0]->name, "division_code") == 0);
  CHECK(stream.get_next(&stream, &batch) == 0);
  CHECK(batch.length == 8 * 11);
  batch.release(&batch);
  CHECK(stream.get_next(&stream, &batch) == 0);
  CHECK(batch.release == NULL);
  schema.release(&schema);
  stream.release(&stream);
  /* What there is none of. */
  OK(huimin_assessment_table(assessment, HUIMIN_TEXT("scores"), HUIMIN_ENGLISH, &stream, NULL));
  CHECK(stream.release == NULL);
  OK(huimin_assessment_table_json(assessment, HUIMIN_TEXT("scores"), HUIMIN_ENGLISH, &bytes,
                                  NULL));
  CHECK(is(bytes, "null"));
  OK(huimin_assessment_table_csv(assessment, HUIMIN_TEXT("scores"), HUIMIN_ENGLISH, &bytes, NULL));
  CHECK(bytes.length == 0);
}

static void requests(void) {
  huimin_bytes bytes = {0};
  huimin_network network = small_network();
  OK(huimin_apportion(HUIMIN_TEXT("{\"total\":10,\"recipients\":[{\"weight\":6},{\"weight\":6},"
                                  "{\"weight\":2}]}"),
                      &bytes, NULL));
  CHECK(is(bytes, "[4,4,2]"));
  OK(huimin_allocate(network,
                     HUIMIN_TEXT("{\"root\":\"530400\",\"target\":4,\"to\":\"county\",\"weights\":"
                                 "{\"530402\":2,\"530403\":1,\"530423\":1}}"),
                     &bytes, NULL));
  CHECK(holds(bytes, "\"division_name\":\"Hongta\",\"level\":\"county\",\"weight\":2"));
  OK(huimin_sample_size(HUIMIN_TEXT("{\"population\":672,\"z\":1.96,\"margin\":\"5%\","
                                    "\"proportion\":0.5}"),
                        &bytes, NULL));
  CHECK(is(bytes, "{\"population\":672,\"unlimited\":385,\"units\":245}"));
  OK(huimin_sampling_plan(HUIMIN_TEXT("{\"population\":1000,\"producer_quality\":\"1%\","
                                      "\"producer_risk\":\"5%\",\"consumer_quality\":\"5%\","
                                      "\"consumer_risk\":\"10%\"}"),
                          &bytes, NULL));
  CHECK(begins(bytes, "{\"sample_size\":"));
  OK(huimin_characteristic(HUIMIN_TEXT("{\"sample_size\":80,\"acceptance_number\":2,"
                                       "\"population\":1000,\"nonconforming\":[25]}"),
                           &bytes, NULL));
  CHECK(begins(bytes, "[{\"nonconforming\":25,\"acceptance\":\"0.677133"));
  OK(huimin_interval(HUIMIN_TEXT("{\"conforming\":47,\"inspected\":50,\"confidence\":\"95%\"}"),
                     &bytes, NULL));
  CHECK(holds(bytes, "\"clopper_pearson\":{\"lower\":0.8345"));
  OK(huimin_draw(HUIMIN_TEXT("{\"seed\":\"s\",\"sizes\":{\"530402\":1},\"units\":[{\"stratum\":"
                             "\"530402\",\"key\":\"A\"}]}"),
                 &bytes, NULL));
  CHECK(begins(bytes, "[{\"stratum\":\"530402000000\",\"key\":\"A\",\"digest\":\""));
  FAILS(HUIMIN_ERROR_ARGUMENT, huimin_evaluate(HUIMIN_TEXT("{}"), &bytes, &error));
  FAILS(HUIMIN_ERROR_ARGUMENT, huimin_score(HUIMIN_TEXT("{"), &bytes, &error));
  OK(huimin_network_free(network));
}

void test_answers(void) {
  huimin_plan plan = small_plan();
  huimin_tally tally = small_tally(plan, 20);
  huimin_assessment assessment = {0};
  huimin_checker checker = {0};
  huimin_bytes bytes = {0};
  huimin_explain_options options = {0};
  huimin_text record[3] = {{"V1", 2}, {"530402001", 9}, {"2019-01-02", 10}};
  OK(huimin_tally_assess(tally, HUIMIN_TEXT("2019-11-30"), 1, &assessment, NULL));
  OK(huimin_assessment_value(assessment, HUIMIN_TEXT("visits"), HUIMIN_TEXT("530402"), &bytes,
                             NULL));
  CHECK(holds(bytes, "\"display\":\"10\""));
  options.struct_size = sizeof options;
  options.with_records = 1;
  options.entries = 2;
  OK(huimin_assessment_explain(assessment, HUIMIN_TEXT("visits"), HUIMIN_TEXT("530402"), &options,
                               &bytes, NULL));
  CHECK(holds(bytes, "\"key\":\"V4\""));
  OK(huimin_assessment_explain(assessment, HUIMIN_TEXT("visits"), HUIMIN_TEXT("530402"), NULL,
                               &bytes, NULL));
  CHECK(holds(bytes, "\"counted\":[]"));
  OK(huimin_assessment_explain_text(assessment, HUIMIN_TEXT("visits"), HUIMIN_TEXT("530402"),
                                    &options, &bytes, NULL));
  CHECK(holds(bytes, "截至 2019-11-30"));
  tables(assessment);
  OK(huimin_assessment_workbook(assessment, HUIMIN_CHINESE, &bytes, NULL));
  CHECK(begins(bytes, "PK"));
  OK(huimin_assessment_page(assessment, HUIMIN_CHINESE, &bytes, NULL));
  CHECK(begins(bytes, "<!DOCTYPE html>"));
  FAILS(HUIMIN_ERROR_STATE, huimin_assessment_reconcile(assessment, HUIMIN_TEXT("{}"),
                                                        HUIMIN_ENGLISH, &bytes, &error));
  FAILS(HUIMIN_ERROR_ARGUMENT, huimin_assessment_inspection(assessment, HUIMIN_TEXT("centres"),
                                                            (huimin_text){0}, &bytes, &error));
  OK(huimin_checker_new(plan, HUIMIN_TEXT("visits"), &checker, NULL));
  OK(huimin_checker_fields(checker, &bytes, NULL));
  CHECK(is(bytes, "[\"visit_id\",\"division_code\",\"visited_on\"]"));
  OK(huimin_checker_check(checker, record, 3, &bytes, NULL));
  CHECK(is(bytes, "[]"));
  record[1].data = NULL;
  record[1].length = 0;
  OK(huimin_checker_check(checker, record, 3, &bytes, NULL));
  CHECK(begins(bytes, "[{\"rule\":\"required\",\"severity\":\"reject\",\"field\":\"division_code\""));
  OK(huimin_check_record(plan, HUIMIN_TEXT("visits"), HUIMIN_TEXT("{\"visit_id\":\"V1\"}"), &bytes,
                         NULL));
  CHECK(holds(bytes, "\"rule\":\"required\""));
  OK(huimin_checker_free(checker));
  OK(huimin_assessment_free(assessment));
  OK(huimin_tally_free(tally));
  OK(huimin_plan_free(plan));
  requests();
}
