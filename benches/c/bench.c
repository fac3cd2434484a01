/* The C binding against the same work in Rust, in turns. bench RECORDS.csv ROUNDS */
#include <huimin.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

extern const uint8_t *bench_definition(size_t *length);
extern uint64_t bench_open(const uint8_t *file, size_t length);
extern void bench_stream(struct ArrowArrayStream *stream);
extern double bench_arrow(size_t threads);
extern double bench_csv(size_t threads);
extern double bench_check(uint64_t times);

static huimin_plan plan;
static uint8_t *file;
static size_t length;
static uint64_t wanted;

static void must(int32_t status) {
  if (status == HUIMIN_OK) return;
  fprintf(stderr, "%s\n", huimin_status_name(status));
  exit(2);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static double add_arrow(size_t threads) {
  huimin_add_options options = {0};
  struct ArrowArrayStream stream;
  huimin_tally tally = {0};
  uint64_t records = 0;
  double start;
  bench_stream(&stream);
  options.struct_size = sizeof options;
  options.threads = (uint32_t)threads;
  options.records = &records;
  start = now();
  must(huimin_tally_new(plan, &tally, NULL));
  must(huimin_tally_add_arrow(tally, HUIMIN_TEXT("records"), &stream, &options, NULL));
  must(huimin_tally_free(tally));
  start = now() - start;
  if (records != wanted) exit(3);
  return start;
}

static double add_csv(size_t threads) {
  huimin_add_options options = {0};
  huimin_tally tally = {0};
  uint64_t records = 0;
  double start = now();
  options.struct_size = sizeof options;
  options.threads = (uint32_t)threads;
  options.records = &records;
  must(huimin_tally_new(plan, &tally, NULL));
  must(huimin_tally_add_csv(tally, HUIMIN_TEXT("records"), huimin_buffer_of(file, length), &options,
                            NULL));
  must(huimin_tally_free(tally));
  start = now() - start;
  if (records != wanted) exit(3);
  return start;
}

static double check(uint64_t times) {
  static const char *const VALUES[9] = {"R1",         "530402001001", "mediation",
                                        "2019-03-01", "2019-03-09",   "ordinary",
                                        "settled",    "physical",     "2"};
  huimin_text record[9];
  huimin_checker checker = {0};
  uint64_t turn;
  int place;
  double start;
  for (place = 0; place < 9; place++) {
    record[place].data = VALUES[place];
    record[place].length = strlen(VALUES[place]);
  }
  must(huimin_checker_new(plan, HUIMIN_TEXT("records"), &checker, NULL));
  start = now();
  for (turn = 0; turn < times; turn++) {
    huimin_bytes findings;
    must(huimin_checker_check(checker, record, 9, &findings, NULL));
    if (findings.length != 2) exit(3);
    huimin_bytes_free(&findings);
  }
  start = now() - start;
  must(huimin_checker_free(checker));
  return start;
}

static void compare(const char *what, double (*c)(size_t), double (*rust)(size_t), size_t threads,
                    int rounds) {
  double best_c = 1e9, best_rust = 1e9;
  int round;
  for (round = 0; round < rounds; round++) {
    double of_rust = rust(threads), of_c = c(threads);
    best_c = of_c < best_c ? of_c : best_c;
    best_rust = of_rust < best_rust ? of_rust : best_rust;
  }
  printf("%-22s Rust %7.1f ms   C %7.1f ms   ratio %.3f\n", what, best_rust * 1e3, best_c * 1e3,
         best_c / best_rust);
}

int main(int count, char **arguments) {
  size_t definition_length = 0;
  const uint8_t *definition = bench_definition(&definition_length);
  huimin_programme programme = {0};
  huimin_network network = {0};
  int rounds = count > 2 ? atoi(arguments[2]) : 7, round;
  double best_c = 1e9, best_rust = 1e9;
  uint64_t times = 200000, handles = 0;
  double start;
  FILE *input = fopen(arguments[1], "rb");
  if (input == NULL) return 2;
  fseek(input, 0, SEEK_END);
  length = (size_t)ftell(input);
  rewind(input);
  file = malloc(length);
  if (fread(file, 1, length, input) != length) return 2;
  fclose(input);
  wanted = bench_open(file, length);
  must(huimin_programme_from_toml(HUIMIN_TEXT("workload.toml"),
                                  (huimin_text){(const char *)definition, definition_length},
                                  &programme, NULL));
  must(huimin_network_builtin(HUIMIN_TEXT("yunnan-2019"), &network, NULL));
  must(huimin_plan_new(programme, network, &plan, NULL));

  printf("%llu records, best of %d rounds\n", (unsigned long long)wanted, rounds);
  compare("Arrow, 1 thread", add_arrow, bench_arrow, 1, rounds);
  compare("Arrow, 2 threads", add_arrow, bench_arrow, 2, rounds);
  compare("CSV, 1 thread", add_csv, bench_csv, 1, rounds);
  compare("CSV, 2 threads", add_csv, bench_csv, 2, rounds);
  for (round = 0; round < rounds; round++) {
    double of_rust = bench_check(times), of_c = check(times);
    best_c = of_c < best_c ? of_c : best_c;
    best_rust = of_rust < best_rust ? of_rust : best_rust;
  }
  printf("%-22s Rust %7.1f ns   C %7.1f ns   ratio %.3f\n", "one record checked",
         best_rust / (double)times * 1e9, best_c / (double)times * 1e9, best_c / best_rust);
  start = now();
  for (round = 0; round < 1000000; round++) {
    uint64_t size = 0;
    must(huimin_network_size(network, &size, NULL));
    handles += size;
  }
  printf("%-22s %.1f ns\n", "a call through a handle", (now() - start) / 1e6 * 1e9);
  return handles == 0;
}
