/* Arrow streams, good and bad. */
#include "harness.h"

#include <limits.h>

enum { ROWS = 3, COLUMNS = 3 };

/* What is wrong with a stream. */
enum fault {
  NOTHING,
  NO_GET_SCHEMA,
  NO_GET_NEXT,
  SCHEMA_FAILS,
  SCHEMA_FAILS_IN_SILENCE,
  SCHEMA_IS_NO_STRUCT,
  SCHEMA_OF_UNKNOWN_TYPE,
  SCHEMA_WITHOUT_FORMAT,
  SCHEMA_LACKS_A_COLUMN,
  SCHEMA_OF_OTHER_TYPES,
  BREAKS_OFF,
  FEWER_CHILDREN,
  TOO_FEW_BUFFERS,
  BUFFER_IS_NULL,
  NOT_UTF_8,
  OFFSETS_FALL,
  OFFSETS_ARE_NEGATIVE,
  NEGATIVE_LENGTH,
  HUGE_LENGTH,
  HUGE_OFFSET,
  CHILD_IS_SHORT,
  CHILD_IS_HUGE,
  CHILDREN_ARE_NULL,
  FAULTS
};

struct producer {
  enum fault fault;
  int batches;      /* still to come */
  int *alive;       /* streams, schemas and arrays that are not released */
  int first;        /* the number of the next record */
};

static void release_schema(struct ArrowSchema *schema) {
  int64_t place;
  int *alive = schema->private_data;
  for (place = 0; place < schema->n_children; place++) {
    if (schema->children[place]->release != NULL) {
      schema->children[place]->release(schema->children[place]);
    }
    free(schema->children[place]);
  }
  free(schema->children);
  schema->release = NULL;
  --*alive;
}

static void fill_schema(struct ArrowSchema *schema, const char *format, const char *name,
                        int *alive) {
  memset(schema, 0, sizeof *schema);
  schema->format = format;
  schema->name = name;
  schema->release = release_schema;
  schema->private_data = alive;
  ++*alive;
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
  static const char *const NAMES[COLUMNS] = {"visit_id", "division_code", "visited_on"};
  struct producer *producer = stream->private_data;
  const char *format = "u";
  int columns = COLUMNS, place;
  if (producer->fault == SCHEMA_FAILS || producer->fault == SCHEMA_FAILS_IN_SILENCE) return 22;
  if (producer->fault == SCHEMA_OF_UNKNOWN_TYPE) format = "?!";
  if (producer->fault == SCHEMA_OF_OTHER_TYPES) format = "f";
  if (producer->fault == SCHEMA_LACKS_A_COLUMN) columns = 2;
  if (producer->fault == SCHEMA_IS_NO_STRUCT) columns = 0;
  fill_schema(out, columns == 0 ? "u" : "+s", "", producer->alive);
  if (producer->fault == SCHEMA_WITHOUT_FORMAT) out->format = NULL;
  out->children = calloc((size_t)columns + 1, sizeof(struct ArrowSchema *));
  for (place = 0; place < columns; place++) {
    out->children[place] = malloc(sizeof(struct ArrowSchema));
    fill_schema(out->children[place], format, NAMES[place], producer->alive);
    out->n_children++;
  }
  return 0;
}

struct texts {
  int32_t offsets[ROWS + 1];
  char bytes[256];
  const void *buffers[3];
};

static void release_array(struct ArrowArray *array) {
  int64_t place;
  struct {
    int *alive;
    struct texts texts;
  } *owned = array->private_data;
  if (array->children != NULL) {
    for (place = 0; place < COLUMNS; place++) {
      if (array->children[place] != NULL) {
        if (array->children[place]->release != NULL) {
          array->children[place]->release(array->children[place]);
        }
        free(array->children[place]);
      }
    }
    free(array->children);
  }
  --*owned->alive;
  free(owned);
  array->release = NULL;
}

static struct texts *fill_array(struct ArrowArray *array, int64_t buffers, int *alive) {
  struct {
    int *alive;
    struct texts texts;
  } *owned = calloc(1, sizeof *owned);
  owned->alive = alive;
  memset(array, 0, sizeof *array);
  array->length = ROWS;
  array->n_buffers = buffers;
  array->buffers = owned->texts.buffers;
  array->release = release_array;
  array->private_data = owned;
  ++*alive;
  return &owned->texts;
}

static void fill_texts(struct texts *texts, int column, int first) {
  int row;
  for (row = 0; row < ROWS; row++) {
    char *cell = texts->bytes + texts->offsets[row];
    int length = column == 0   ? sprintf(cell, "A%d", first + row)
                 : column == 1 ? sprintf(cell, "530402001")
                               : sprintf(cell, "2019-03-0%d", row + 1);
    texts->offsets[row + 1] = texts->offsets[row] + length;
  }
  texts->buffers[1] = texts->offsets;
  texts->buffers[2] = texts->bytes;
}

/* Spoils the second column, or the batch. */
static void spoil(struct ArrowArray *batch, enum fault fault) {
  struct ArrowArray *column = batch->children[1];
  int32_t *offsets = (int32_t *)(size_t)column->buffers[1];
  char *bytes = (char *)(size_t)column->buffers[2];
  switch ((int)fault) {
    case FEWER_CHILDREN: batch->n_children = 2; break;
    case TOO_FEW_BUFFERS: column->n_buffers = 1; break;
    case BUFFER_IS_NULL: column->buffers[2] = NULL; break;
    case NOT_UTF_8: bytes[2] = (char)0xff; break;
    case OFFSETS_FALL: offsets[1] = offsets[2] + 1; break;
    case OFFSETS_ARE_NEGATIVE: offsets[1] = -7; break;
    case NEGATIVE_LENGTH: column->length = -1; break;
    case HUGE_LENGTH: batch->length = INT64_MAX; break;
    case HUGE_OFFSET: column->offset = INT64_MAX; break;
    case CHILD_IS_SHORT: column->length = 1; break;
    case CHILD_IS_HUGE: column->length = INT64_MAX / 4; break;
    case CHILDREN_ARE_NULL:
      column->release(column);
      free(column);
      batch->children[1] = NULL;
      break;
    default: break;
  }
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
  struct producer *producer = stream->private_data;
  int column;
  memset(out, 0, sizeof *out);
  if (producer->batches == 0) return producer->fault == BREAKS_OFF ? 5 : 0;
  producer->batches--;
  fill_array(out, 1, producer->alive);
  out->children = calloc(COLUMNS, sizeof(struct ArrowArray *));
  out->n_children = COLUMNS;
  for (column = 0; column < COLUMNS; column++) {
    out->children[column] = malloc(sizeof(struct ArrowArray));
    fill_texts(fill_array(out->children[column], 3, producer->alive), column, producer->first);
  }
  producer->first += ROWS;
  if (producer->batches == 0) spoil(out, producer->fault);
  return 0;
}

static const char *get_last_error(struct ArrowArrayStream *stream) {
  struct producer *producer = stream->private_data;
  return producer->fault == SCHEMA_FAILS_IN_SILENCE ? NULL : "the well is dry";
}

static void release_stream(struct ArrowArrayStream *stream) {
  struct producer *producer = stream->private_data;
  --*producer->alive;
  free(producer);
  stream->release = NULL;
}

static struct ArrowArrayStream stream_with(enum fault fault, int batches, int *alive) {
  struct ArrowArrayStream stream = {get_schema, get_next, get_last_error, release_stream, NULL};
  struct producer *producer = calloc(1, sizeof *producer);
  producer->fault = fault;
  producer->batches = batches;
  producer->alive = alive;
  ++*alive;
  stream.private_data = producer;
  if (fault == NO_GET_SCHEMA) stream.get_schema = NULL;
  if (fault == NO_GET_NEXT) stream.get_next = NULL;
  return stream;
}

static void good_streams(huimin_plan plan) {
  huimin_tally tally = small_tally(plan, 0);
  int alive = 0;
  uint64_t records = 0;
  struct ArrowArrayStream stream = stream_with(NOTHING, 2, &alive);
  struct ArrowArrayStream none;
  huimin_add_options options = {0};
  OK(huimin_tally_add_arrow(tally, HUIMIN_TEXT("visits"), &stream, NULL, &records, NULL, NULL));
  CHECK(records == 2 * ROWS && stream.release == NULL && alive == 0);
  /* A stream that is released. */
  FAILS(HUIMIN_ERROR_INPUT, huimin_tally_add_arrow(tally, HUIMIN_TEXT("visits"), &stream, NULL,
                                                   NULL, NULL, &error));
  memset(&none, 0, sizeof none);
  FAILS(HUIMIN_ERROR_INPUT, huimin_tally_add_arrow(tally, HUIMIN_TEXT("visits"), &none, NULL, NULL,
                                                   NULL, &error));
  stream = stream_with(NOTHING, 2, &alive);
  OK(huimin_tally_retract_arrow(tally, HUIMIN_TEXT("visits"), &stream, &records, NULL, NULL));
  CHECK(records == 2 * ROWS && alive == 0);
  /* No batch at all; on several threads. */
  stream = stream_with(NOTHING, 0, &alive);
  OK(huimin_tally_add_arrow(tally, HUIMIN_TEXT("visits"), &stream, NULL, &records, NULL, NULL));
  CHECK(records == 0 && alive == 0);
  options.struct_size = sizeof options;
  options.threads = 4;
  stream = stream_with(NOTHING, 50, &alive);
  OK(huimin_tally_add_arrow(tally, HUIMIN_TEXT("visits"), &stream, &options, &records, NULL, NULL));
  CHECK(records == 50 * ROWS && alive == 0);
  /* Whatever else is wrong, the stream is released. */
  stream = stream_with(NOTHING, 1, &alive);
  FAILS(HUIMIN_ERROR_BAD_HANDLE, huimin_tally_add_arrow(0, HUIMIN_TEXT("visits"), &stream, NULL,
                                                        NULL, NULL, &error));
  CHECK(alive == 0 && stream.release == NULL);
  stream = stream_with(NOTHING, 1, &alive);
  FAILS(HUIMIN_ERROR_BAD_CALL,
        huimin_tally_add_arrow(tally, NULL, 9, &stream, NULL, NULL, NULL, &error));
  CHECK(alive == 0 && stream.release == NULL);
  OK(huimin_tally_free(tally));
}

/* The second batch of each is bad; the tally stays as it was, and can still be used. */
static void bad_streams(huimin_plan plan) {
  huimin_tally tally = small_tally(plan, 4);
  uint32_t threads;
  int fault;
  for (fault = NO_GET_SCHEMA; fault < FAULTS; fault++) {
    for (threads = 1; threads < 3; threads++) {
      huimin_error error = 0;
      huimin_bytes message = {0};
      huimin_add_options options = {0};
      int alive = 0;
      uint64_t records = 0;
      int32_t status;
      struct ArrowArrayStream stream = stream_with((enum fault)fault, 2, &alive);
      options.struct_size = sizeof options;
      options.threads = threads;
      status = huimin_tally_add_arrow(tally, HUIMIN_TEXT("visits"), &stream, &options, NULL, NULL,
                                      &error);
      CHECK(status == HUIMIN_ERROR_INPUT);
      if (status != HUIMIN_ERROR_INPUT) fprintf(stderr, "  fault %d: %d\n", fault, status);
      CHECK(alive == 0 && stream.release == NULL);
      if (alive != 0) fprintf(stderr, "  fault %d: %d are not released\n", fault, alive);
      OK(huimin_error_message(error, HUIMIN_ENGLISH, &message));
      if (fault == BREAKS_OFF || fault == SCHEMA_FAILS) {
        CHECK(holds(message, "the well is dry"));
      } else {
        huimin_bytes_free(&message);
      }
      OK(huimin_error_free(error));
      OK(huimin_tally_records(tally, HUIMIN_TEXT("visits"), &records, NULL));
      CHECK(records == 4);
    }
  }
  OK(huimin_tally_free(tally));
}

void test_arrow(void) {
  huimin_plan plan = small_plan();
  good_streams(plan);
  bad_streams(plan);
  OK(huimin_plan_free(plan));
}
