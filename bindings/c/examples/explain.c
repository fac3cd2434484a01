/* How a figure came about, in words. */
#include "example.h"

int main(void) {
  huimin_error error = {0};
  huimin_plan plan = yuxi();
  huimin_tally tally = with_disputes(plan);
  huimin_assessment assessment = {0};
  huimin_explain_options options = {0};
  huimin_bytes words = {0};

  must(huimin_tally_assess(tally, HUIMIN_TEXT("2019-11-30"), 1, &assessment, &error), &error);
  options.struct_size = sizeof options;
  options.language = HUIMIN_ENGLISH;
  must(huimin_assessment_explain_text(assessment, HUIMIN_TEXT("mediation_success_rate"),
                                      HUIMIN_TEXT("530402"), &options, &words, &error),
       &error);
  print("", words);

  huimin_bytes_free(&words);
  huimin_assessment_free(assessment);
  huimin_tally_free(tally);
  huimin_plan_free(plan);
  return 0;
}
