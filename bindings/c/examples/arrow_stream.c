/* Records as an Arrow stream that is built by hand, with nothing but the C data interface,
 * and a table that is read from one. */
#include "example.h"

enum { COLUMNS = 6, ROWS = 2 };

static const char *const NAMES[COLUMNS] = {"dispute_id",    "division_code", "party",
                                           "registered_on", "mediated_on",   "outcome"};
static const char *const CELLS[COLUMNS][ROWS] = {
    {"D1", "D2"},
    {"530402001001", "530402001002"},
    {"poor_household", "poor_village"},
    {"2019-03-01", "2019-04-02"},
    {"2019-03-09", "2019-04-10"},
    {"settled", "failed"},
};

/* Everything here is static, so releasing is only marking as released. */
static void release_schema(struct ArrowSchema *schema) { schema->release = NULL; }
static void release_array(struct ArrowArray *array) { array->release = NULL; }
static void release_stream(struct ArrowArrayStream *stream) { stream->release = NULL; }
static const char *no_error(struct ArrowArrayStream *stream) {
  (void)stream;
  return NULL;
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
  static struct ArrowSchema children[COLUMNS];
  static struct ArrowSchema *pointers[COLUMNS];
  int column;
  (void)stream;
  for (column = 0; column < COLUMNS; column++) {
    memset(&children[column], 0, sizeof children[column]);
    children[column].format = "u"; /* texts in UTF-8 */
    children[column].name = NAMES[column];
    children[column].release = release_schema;
    pointers[column] = &children[column];
  }
  memset(out, 0, sizeof *out);
  out->format = "+s"; /* a struct: the columns */
  out->name = "";
  out->n_children = COLUMNS;
  out->children = pointers;
  out->release = release_schema;
  return 0;
}

/* One batch; then an array that is released, which is the end. */
static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
  static struct ArrowArray children[COLUMNS];
  static struct ArrowArray *pointers[COLUMNS];
  static int32_t offsets[COLUMNS][ROWS + 1];
  static char texts[COLUMNS][64];
  static const void *buffers[COLUMNS][3];
  static const void *no_nulls[1] = {NULL};
  int *is_done = stream->private_data;
  int column, row;
  memset(out, 0, sizeof *out);
  if (*is_done) return 0;
  *is_done = 1;
  for (column = 0; column < COLUMNS; column++) {
    for (row = 0; row < ROWS; row++) {
      size_t length = strlen(CELLS[column][row]);
      memcpy(texts[column] + offsets[column][row], CELLS[column][row], length);
      offsets[column][row + 1] = offsets[column][row] + (int32_t)length;
    }
    buffers[column][1] = offsets[column];
    buffers[column][2] = texts[column];
    memset(&children[column], 0, sizeof children[column]);
    children[column].length = ROWS;
    children[column].n_buffers = 3;
    children[column].buffers = buffers[column];
    children[column].release = release_array;
    pointers[column] = &children[column];
  }
  out->length = ROWS;
  out->n_buffers = 1;
  out->buffers = no_nulls;
  out->n_children = COLUMNS;
  out->children = pointers;
  out->release = release_array;
  return 0;
}

int main(void) {
  int is_done = 0;
  uint64_t records = 0;
  huimin_error error = {0};
  huimin_plan plan = yuxi();
  huimin_tally tally = {0};
  huimin_assessment assessment = {0};
  struct ArrowArrayStream stream = {get_schema, get_next, no_error, release_stream, NULL};
  huimin_add_options options = {0};
  struct ArrowArrayStream table;
  struct ArrowSchema schema;
  struct ArrowArray batch;
  stream.private_data = &is_done;
  options.struct_size = sizeof options;
  options.records = &records;

  must(huimin_tally_new(plan, &tally, &error), &error);
  must(huimin_tally_add_arrow(tally, HUIMIN_TEXT("disputes"), &stream, &options, &error), &error);
  printf("%d records, stream released: %d\n", (int)records, stream.release == NULL);

  must(huimin_tally_assess(tally, HUIMIN_TEXT("2019-11-30"), 1, &assessment, &error), &error);
  must(huimin_assessment_table(assessment, HUIMIN_TEXT("indicators"), HUIMIN_ENGLISH, &table,
                               &error),
       &error);
  if (table.get_schema(&table, &schema) != 0 || table.get_next(&table, &batch) != 0) return 1;
  printf("indicators: %d rows of %d columns, the first is %s\n", (int)batch.length,
         (int)schema.n_children, schema.children[0]->name);
  batch.release(&batch);
  schema.release(&schema);
  table.release(&table);

  huimin_assessment_free(assessment);
  huimin_tally_free(tally);
  huimin_plan_free(plan);
  return 0;
}
