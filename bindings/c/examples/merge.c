/* Two counties fill their own tallies; the city puts them together from their bytes. */
#include "example.h"

int main(void) {
  static const char OTHER[] =
      "dispute_id,division_code,party,registered_on,mediated_on,outcome\n"
      "E1,530423001001,poor_village,2019-06-01,2019-06-09,settled\n";
  huimin_error error = {0};
  huimin_plan plan = yuxi();
  huimin_tally one = with_disputes(plan), two = {0}, city = {0}, arrived = {0};
  huimin_tally sent[2];
  huimin_bytes bytes = {0};
  uint64_t records = 0;
  int place;

  must(huimin_tally_new(plan, &two, &error), &error);
  must(huimin_tally_add_csv(two, HUIMIN_TEXT("disputes"), huimin_buffer_of(OTHER, sizeof OTHER - 1),
                            NULL, &error),
       &error);
  must(huimin_tally_new(plan, &city, &error), &error);
  sent[0] = one;
  sent[1] = two;
  for (place = 0; place < 2; place++) {
    must(huimin_tally_to_bytes(sent[place], &bytes, &error), &error);
    printf("county %d sends %s\n", place + 1, bytes.length > 0 ? "its tally" : "nothing");
    must(
        huimin_tally_from_bytes(plan, huimin_buffer_of(bytes.data, bytes.length), &arrived, &error),
        &error);
    must(huimin_tally_merge(city, arrived, &error), &error);
    huimin_bytes_free(&bytes);
    huimin_tally_free(arrived);
    huimin_tally_free(sent[place]);
  }
  must(huimin_tally_records(city, HUIMIN_TEXT("disputes"), &records, &error), &error);
  printf("the city has %d records\n", (int)records);

  huimin_tally_free(city);
  huimin_plan_free(plan);
  return 0;
}
