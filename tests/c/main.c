/* Runs every test of the library through its header. */
#include "harness.h"

int failures = 0;
int checks = 0;

int main(void) {
  CHECK(huimin_abi_version() == HUIMIN_ABI_VERSION);
  CHECK(strcmp(huimin_version(), "0.1.0") == 0);
  CHECK(strstr(huimin_features(), "html") != NULL);
  CHECK(strcmp(huimin_status_name(-5), "unknown") == 0);
  test_lifecycle();
  test_answers();
  test_bad_calls();
  test_bad_input();
  test_arrow();
  test_directory();
  test_threads();
  test_hosts();
  test_panic();
  printf("%d checks, %d failures\n", checks, failures);
  return failures == 0 ? 0 : 1;
}
