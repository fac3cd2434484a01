/* The acceptance tables as an Excel workbook and as one HTML page:
 * workbook_and_page FILE.xlsx FILE.html */
#include "example.h"

int main(int count, char **arguments) {
  huimin_error error = {0};
  huimin_plan plan;
  huimin_tally tally;
  huimin_assessment assessment = {0};
  huimin_bytes file = {0};
  if (count != 3) {
    fprintf(stderr, "usage: workbook_and_page FILE.xlsx FILE.html\n");
    return 2;
  }
  plan = yuxi();
  tally = with_disputes(plan);
  must(huimin_tally_assess(tally, HUIMIN_TEXT("2019-11-30"), 1, &assessment, &error), &error);
  must(huimin_assessment_workbook(assessment, HUIMIN_CHINESE, &file, &error), &error);
  write_file(arguments[1], file);
  huimin_bytes_free(&file);
  must(huimin_assessment_page(assessment, HUIMIN_CHINESE, &file, &error), &error);
  write_file(arguments[2], file);
  huimin_bytes_free(&file);
  printf("written\n");

  huimin_assessment_free(assessment);
  huimin_tally_free(tally);
  huimin_plan_free(plan);
  return 0;
}
