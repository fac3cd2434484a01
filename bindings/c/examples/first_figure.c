/* From a file of records to a figure: the program of the README. */
#include "example.h"

int main(void) {
  huimin_error error = {0};
  huimin_plan plan = yuxi();
  huimin_tally tally = with_disputes(plan);
  huimin_assessment assessment = {0};
  huimin_bytes figure = {0};

  must(huimin_tally_assess(tally, HUIMIN_TEXT("2019-11-30"), 1, &assessment, &error), &error);
  must(huimin_assessment_value(assessment, HUIMIN_TEXT("mediation_success_rate"),
                               HUIMIN_TEXT("530402"), &figure, &error),
       &error);
  print("", figure);

  huimin_bytes_free(&figure);
  huimin_assessment_free(assessment);
  huimin_tally_free(tally);
  huimin_plan_free(plan);
  return 0;
}
