/* What the examples share: reading and writing files, and ending with a message. */
#ifndef EXAMPLE_H
#define EXAMPLE_H

#include <huimin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ends the program with what the error says, unless there is none. It takes the place of the
 * error, as C may evaluate the error itself before the call that sets it. */
static inline void must(int32_t status, const huimin_error *error) {
  huimin_bytes message = {0};
  if (status == HUIMIN_OK) return;
  huimin_error_message(*error, HUIMIN_ENGLISH, &message);
  fprintf(stderr, "%s: %.*s\n", huimin_status_name(status), (int)message.length,
          (const char *)message.data);
  huimin_bytes_free(&message);
  huimin_error_free(*error);
  exit(2);
}

static inline void print(const char *what, huimin_bytes bytes) {
  printf("%s%.*s\n", what, (int)bytes.length, (const char *)bytes.data);
}

static inline uint8_t *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  uint8_t *bytes = NULL;
  long end = 0;
  if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (end = ftell(file)) < 0) {
    perror(path);
    exit(2);
  }
  rewind(file);
  bytes = malloc((size_t)end + 1);
  if (bytes == NULL || fread(bytes, 1, (size_t)end, file) != (size_t)end) {
    perror(path);
    exit(2);
  }
  fclose(file);
  *length = (size_t)end;
  return bytes;
}

static inline void write_file(const char *path, huimin_bytes bytes) {
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(bytes.data, 1, bytes.length, file) != bytes.length ||
      fclose(file) != 0) {
    perror(path);
    exit(2);
  }
}

/* The built-in programme of Yuxi, bound to its register. */
static inline huimin_plan yuxi(void) {
  huimin_programme programme = {0};
  huimin_network network = {0};
  huimin_plan plan = {0};
  huimin_error error = {0};
  must(huimin_programme_builtin(HUIMIN_TEXT("yuxi-2019"), &programme, &error), &error);
  must(huimin_network_builtin(HUIMIN_TEXT("yuxi-2019"), &network, &error), &error);
  must(huimin_plan_new(programme, network, &plan, &error), &error);
  /* The plan keeps what it needs of them. */
  huimin_programme_free(programme);
  huimin_network_free(network);
  return plan;
}

/* Some disputes, as a file of comma-separated text. */
static const char DISPUTES[] =
    "dispute_id,division_code,party,registered_on,mediated_on,outcome\n"
    "D1,530402001001,poor_household,2019-03-01,2019-03-09,settled\n"
    "D2,530402001002,poor_village,2019-04-02,2019-04-10,settled\n"
    "D3,530402001002,poor_village,2019-05-02,2019-05-20,failed\n";

static inline huimin_tally with_disputes(huimin_plan plan) {
  huimin_tally tally = {0};
  huimin_error error = {0};
  must(huimin_tally_new(plan, &tally, &error), &error);
  must(huimin_tally_add_csv(tally, HUIMIN_TEXT("disputes"),
                            huimin_buffer_of(DISPUTES, sizeof DISPUTES - 1), NULL, &error),
       &error);
  return tally;
}

#endif
