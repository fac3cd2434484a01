/* Arrow streams, good and bad. */
#include "harness.h"

#include <limits.h>

enum { ROWS = 3, COLUMNS = 3 };

#define HEADER "visit_id,division_code,visited_on\n"

/* What is wrong with a stream, or peculiar. */
enum fault {
  NOTHING,
  DIVISIONS_IN_A_DICTIONARY,
  DIVISIONS_AS_VIEWS,
  DIVISIONS_WITH_LARGE_OFFSETS,
  BATCH_STARTS_LATER,
  LAST_THAT_IS_FINE = BATCH_STARTS_LATER,
  NO_GET_SCHEMA,
  NO_GET_NEXT,
  SCHEMA_FAILS,
  SCHEMA_FAILS_IN_SILENCE,
  SCHEMA_IS_NO_STRUCT,
  SCHEMA_OF_UNKNOWN_TYPE,
  SCHEMA_WITHOUT_FORMAT,
  SCHEMA_LACKS_A_COLUMN,
  SCHEMA_OF_OTHER_TYPES,
  SCHEMA_IS_DEEP,
  SCHEMA_HOLDS_ITSELF,
  SCHEMA_HAS_NEGATIVE_CHILDREN,
  SCHEMA_NAME_IS_NOT_UTF_8,
  SCHEMA_METADATA_IS_NEGATIVE,
  SCHEMA_SIZE_IS_NEGATIVE,
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
  CHILDREN_ARE_NEGATIVE,
  COLUMN_HAS_CHILDREN,
  BUFFERS_ARE_NEGATIVE,
  BUFFERS_ARE_NULL,
  OFFSETS_ARE_NULL,
  LAST_OFFSET_IS_NEGATIVE,
  ALL_OFFSETS_ARE_NEGATIVE,
  NULLS_ARE_MISCOUNTED,
  WHOLE_ROW_IS_NULL,
  LARGE_OFFSET_IS_NEGATIVE,
  LARGE_OFFSETS_FALL,
  NO_DICTIONARY,
  BEYOND_THE_DICTIONARY,
  BEFORE_THE_DICTIONARY,
  DICTIONARY_IS_NOT_UTF_8,
  DICTIONARY_IS_HUGE,
  VIEWS_ARE_NOT_UTF_8,
  VIEW_LEAVES_ITS_BUFFER,
  VIEW_OF_NO_BUFFER,
  VIEWS_LACK_BUFFERS,
  VIEW_LENGTHS_ARE_NULL,
  VIEW_LENGTH_IS_NEGATIVE,
  FAULTS
};

/* How the divisions come. */
static char kind_of(enum fault fault) {
  switch ((int)fault) {
    case DIVISIONS_IN_A_DICTIONARY:
    case NO_DICTIONARY:
    case BEYOND_THE_DICTIONARY:
    case BEFORE_THE_DICTIONARY:
    case DICTIONARY_IS_NOT_UTF_8:
    case DICTIONARY_IS_HUGE: return 'd';
    case DIVISIONS_AS_VIEWS:
    case VIEWS_ARE_NOT_UTF_8:
    case VIEW_LEAVES_ITS_BUFFER:
    case VIEW_OF_NO_BUFFER:
    case VIEWS_LACK_BUFFERS:
    case VIEW_LENGTHS_ARE_NULL:
    case VIEW_LENGTH_IS_NEGATIVE: return 'v';
    case DIVISIONS_WITH_LARGE_OFFSETS:
    case LARGE_OFFSET_IS_NEGATIVE:
    case LARGE_OFFSETS_FALL: return 'l';
    default: return 't';
  }
}

/* What comes in one thread is released in others. */
static void count(int *alive, int change) { __atomic_fetch_add(alive, change, __ATOMIC_SEQ_CST); }

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
    if (schema->children[place] == schema) continue;
    if (schema->children[place]->release != NULL) {
      schema->children[place]->release(schema->children[place]);
    }
    free(schema->children[place]);
  }
  free(schema->children);
  if (schema->dictionary != NULL) {
    schema->dictionary->release(schema->dictionary);
    free(schema->dictionary);
  }
  schema->release = NULL;
  count(alive, -1);
}

static void fill_schema(struct ArrowSchema *schema, const char *format, const char *name,
                        int *alive) {
  memset(schema, 0, sizeof *schema);
  schema->format = format;
  schema->name = name;
  schema->release = release_schema;
  schema->private_data = alive;
  count(alive, 1);
}

/* What stands within, as a list of lists of lists: deeper than any stack, released as a chain. */
enum { LEVELS = 1000000 };

struct chain {
  int *alive;
  struct ArrowSchema *levels;
  struct ArrowSchema **children;
};

static void release_chain(struct ArrowSchema *schema) {
  struct chain *chain = schema->private_data;
  count(chain->alive, -1);
  free(chain->levels);
  free(chain->children);
  free(chain);
  schema->release = NULL;
}

static void fill_chain(struct ArrowSchema *schema, int *alive) {
  struct chain *chain = malloc(sizeof *chain);
  int level;
  chain->alive = alive;
  chain->levels = calloc(LEVELS, sizeof(struct ArrowSchema));
  chain->children = calloc(LEVELS, sizeof(struct ArrowSchema *));
  for (level = 0; level < LEVELS; level++) {
    chain->children[level] = &chain->levels[level];
    chain->levels[level].format = level == LEVELS - 1 ? "u" : "+l";
    chain->levels[level].name = "item";
    chain->levels[level].n_children = level != LEVELS - 1;
    chain->levels[level].children = &chain->children[level + (level != LEVELS - 1)];
  }
  fill_schema(schema, "+s", "", alive);
  schema->release = release_chain;
  schema->private_data = chain;
  schema->n_children = 1;
  schema->children = chain->children;
}

static void release_and_forget(struct ArrowSchema *schema) {
  schema->n_children = COLUMNS;
  release_schema(schema);
}

/* What is peculiar about the column of divisions, or about all of them. */
static void peculiar_schema(struct ArrowSchema *schema, const struct producer *producer) {
  static const int32_t METADATA[2] = {1, -1};
  struct ArrowSchema *column = schema->children[1];
  switch (kind_of(producer->fault)) {
    case 'd':
      column->format = "c";
      column->dictionary = malloc(sizeof(struct ArrowSchema));
      fill_schema(column->dictionary, "u", "", producer->alive);
      break;
    case 'v': column->format = "vu"; break;
    case 'l': column->format = "U"; break;
    default: break;
  }
  switch ((int)producer->fault) {
    case SCHEMA_NAME_IS_NOT_UTF_8: column->name = "\xff"; break;
    case SCHEMA_METADATA_IS_NEGATIVE: column->metadata = (const char *)METADATA; break;
    case SCHEMA_SIZE_IS_NEGATIVE: column->format = "w:-8"; break;
    case SCHEMA_HAS_NEGATIVE_CHILDREN:
      schema->n_children = -1;
      schema->release = release_and_forget;
      break;
    case SCHEMA_HOLDS_ITSELF:
      column->format = "+l";
      column->children = malloc(sizeof(struct ArrowSchema *));
      column->children[0] = column;
      column->n_children = 1;
      break;
    default: break;
  }
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
  if (producer->fault == SCHEMA_IS_DEEP) {
    fill_chain(out, producer->alive);
    return 0;
  }
  fill_schema(out, columns == 0 ? "u" : "+s", "", producer->alive);
  if (producer->fault == SCHEMA_WITHOUT_FORMAT) out->format = NULL;
  out->children = calloc((size_t)columns + 1, sizeof(struct ArrowSchema *));
  for (place = 0; place < columns; place++) {
    out->children[place] = malloc(sizeof(struct ArrowSchema));
    fill_schema(out->children[place], format, NAMES[place], producer->alive);
    out->n_children++;
  }
  if (columns == COLUMNS) peculiar_schema(out, producer);
  return 0;
}

struct texts {
  int32_t offsets[ROWS + 1];
  int64_t large[ROWS + 1];
  char bytes[256];
  char views[ROWS][16];
  int64_t lengths[1];
  int8_t keys[ROWS];
  uint8_t present[1];
  const void *buffers[4];
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
  if (array->dictionary != NULL) {
    array->dictionary->release(array->dictionary);
    free(array->dictionary);
  }
  count(owned->alive, -1);
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
  count(alive, 1);
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

/* The column of divisions, in another form than as texts with their offsets. */
static void fill_otherwise(struct ArrowArray *column, struct texts *texts, char kind, int *alive) {
  int row;
  if (kind == 'd') {
    column->dictionary = malloc(sizeof(struct ArrowArray));
    fill_texts(fill_array(column->dictionary, 3, alive), 1, 0);
    texts->buffers[1] = texts->keys;
    column->n_buffers = 2;
    texts->keys[1] = ROWS - 1;
  } else if (kind == 'v') {
    for (row = 0; row < ROWS; row++) {
      int32_t length = texts->offsets[row + 1] - texts->offsets[row];
      memcpy(texts->views[row], &length, sizeof length);
      memcpy(texts->views[row] + 4, texts->bytes + texts->offsets[row], (size_t)length);
    }
    texts->lengths[0] = texts->offsets[ROWS];
    texts->buffers[1] = texts->views;
    texts->buffers[3] = texts->lengths;
    column->n_buffers = 4;
  } else if (kind == 'l') {
    for (row = 0; row <= ROWS; row++) texts->large[row] = texts->offsets[row];
    texts->buffers[1] = texts->large;
  }
}

/* A view of a text that does not stand in it: of a buffer, from a place on. */
static void view(char *view, int32_t length, int32_t buffer, int32_t place) {
  memcpy(view, &length, 4);
  memcpy(view + 4, "5304", 4);
  memcpy(view + 8, &buffer, 4);
  memcpy(view + 12, &place, 4);
}

/* Spoils the second column, or the batch. */
static void spoil(struct ArrowArray *batch, enum fault fault) {
  struct ArrowArray *column = batch->children[1];
  int32_t *offsets = (int32_t *)(size_t)column->buffers[1];
  int64_t *large = (int64_t *)(size_t)column->buffers[1];
  int8_t *keys = (int8_t *)(size_t)column->buffers[1];
  char *views = (char *)(size_t)column->buffers[1];
  char *bytes = (char *)(size_t)column->buffers[2];
  int place;
  switch ((int)fault) {
    case BATCH_STARTS_LATER:
      batch->offset = 1;
      batch->length = ROWS - 1;
      break;
    case CHILDREN_ARE_NEGATIVE: batch->n_children = -1; break;
    case COLUMN_HAS_CHILDREN: column->n_children = 1; break;
    case BUFFERS_ARE_NEGATIVE: column->n_buffers = -1; break;
    case BUFFERS_ARE_NULL: column->buffers = NULL; break;
    case OFFSETS_ARE_NULL: column->buffers[1] = NULL; break;
    case LAST_OFFSET_IS_NEGATIVE: offsets[ROWS] = -7; break;
    case ALL_OFFSETS_ARE_NEGATIVE:
      for (place = 0; place <= ROWS; place++) offsets[place] = place - 100;
      break;
    case NULLS_ARE_MISCOUNTED:
      column->buffers[0] = "\x05";
      column->null_count = 2;
      break;
    case WHOLE_ROW_IS_NULL:
      batch->buffers[0] = "\x05"; /* the second of three is not there */
      batch->null_count = 1;
      break;
    case LARGE_OFFSET_IS_NEGATIVE: large[ROWS] = INT64_MIN; break;
    case LARGE_OFFSETS_FALL: large[1] = INT64_MAX; break;
    case NO_DICTIONARY:
      column->dictionary->release(column->dictionary);
      free(column->dictionary);
      column->dictionary = NULL;
      break;
    case BEYOND_THE_DICTIONARY: keys[1] = ROWS; break;
    case BEFORE_THE_DICTIONARY: keys[1] = -1; break;
    case DICTIONARY_IS_NOT_UTF_8: ((char *)(size_t)column->dictionary->buffers[2])[3] = '\x80'; break;
    case DICTIONARY_IS_HUGE: column->dictionary->length = INT64_MAX; break;
    case VIEWS_ARE_NOT_UTF_8: views[6] = '\xc0'; break;
    case VIEW_LEAVES_ITS_BUFFER: view(views, 20, 0, 10); break;
    case VIEW_OF_NO_BUFFER: view(views, 20, 1, 0); break;
    case VIEWS_LACK_BUFFERS: column->n_buffers = 2; break;
    case VIEW_LENGTHS_ARE_NULL: column->buffers[3] = NULL; break;
    case VIEW_LENGTH_IS_NEGATIVE: *(int64_t *)(size_t)column->buffers[3] = -1; break;
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
    struct texts *texts = fill_array(out->children[column], 3, producer->alive);
    fill_texts(texts, column, producer->first);
    if (column == 1) {
      fill_otherwise(out->children[column], texts, kind_of(producer->fault), producer->alive);
    }
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
  count(producer->alive, -1);
  free(producer);
  stream->release = NULL;
}

static struct ArrowArrayStream stream_with(enum fault fault, int batches, int *alive) {
  struct ArrowArrayStream stream = {get_schema, get_next, get_last_error, release_stream, NULL};
  struct producer *producer = calloc(1, sizeof *producer);
  producer->fault = fault;
  producer->batches = batches;
  producer->alive = alive;
  count(alive, 1);
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
  huimin_add_options counted = {0};
  int fault;
  counted.struct_size = sizeof counted;
  counted.records = &records;
  OK(huimin_tally_add_arrow(tally, HUIMIN_TEXT("visits"), &stream, &counted, NULL));
  CHECK(records == 2 * ROWS && stream.release == NULL && alive == 0);
  /* A stream that is released. */
  FAILS(HUIMIN_ERROR_INPUT,
        huimin_tally_add_arrow(tally, HUIMIN_TEXT("visits"), &stream, NULL, &error));
  memset(&none, 0, sizeof none);
  FAILS(HUIMIN_ERROR_INPUT,
        huimin_tally_add_arrow(tally, HUIMIN_TEXT("visits"), &none, NULL, &error));
  stream = stream_with(NOTHING, 2, &alive);
  OK(huimin_tally_retract_arrow(tally, HUIMIN_TEXT("visits"), &stream, &counted, NULL));
  CHECK(records == 2 * ROWS && alive == 0);
  /* No batch at all; on several threads. */
  stream = stream_with(NOTHING, 0, &alive);
  OK(huimin_tally_add_arrow(tally, HUIMIN_TEXT("visits"), &stream, &counted, NULL));
  CHECK(records == 0 && alive == 0);
  counted.threads = 4;
  stream = stream_with(NOTHING, 50, &alive);
  OK(huimin_tally_add_arrow(tally, HUIMIN_TEXT("visits"), &stream, &counted, NULL));
  CHECK(records == 50 * ROWS && alive == 0);
  counted.threads = 0;
  /* The same divisions in other forms; a batch without its first row. */
  for (fault = NOTHING + 1; fault <= LAST_THAT_IS_FINE; fault++) {
    huimin_tally same = small_tally(plan, 0), other = small_tally(plan, 0);
    huimin_bytes expected = {0}, found = {0};
    stream = stream_with(NOTHING, 2, &alive);
    OK(huimin_tally_add_arrow(same, HUIMIN_TEXT("visits"), &stream, NULL, NULL));
    stream = stream_with((enum fault)fault, 2, &alive);
    OK(huimin_tally_add_arrow(other, HUIMIN_TEXT("visits"), &stream, &counted, NULL));
    OK(huimin_tally_to_bytes(same, &expected, NULL));
    OK(huimin_tally_to_bytes(other, &found, NULL));
    if (fault == BATCH_STARTS_LATER) {
      CHECK(records == 2 * ROWS - 1);
      FAILS(HUIMIN_ERROR_STATE,
            huimin_tally_retract_csv(other, HUIMIN_TEXT("visits"),
                                     FILE_OF(HEADER "A3,530402001,2019-03-01\n"), NULL, &error));
      OK(huimin_tally_retract_csv(other, HUIMIN_TEXT("visits"),
                                  FILE_OF(HEADER "A4,530402001,2019-03-02\n"), NULL, NULL));
    } else {
      CHECK(found.length == expected.length &&
            memcmp(found.data, expected.data, found.length) == 0);
    }
    CHECK(alive == 0);
    OK(huimin_bytes_free(&expected));
    OK(huimin_bytes_free(&found));
    OK(huimin_tally_free(same));
    OK(huimin_tally_free(other));
  }
  /* Whatever else is wrong, the stream is released. */
  stream = stream_with(NOTHING, 1, &alive);
  FAILS(HUIMIN_ERROR_BAD_HANDLE,
        huimin_tally_add_arrow((huimin_tally){0}, HUIMIN_TEXT("visits"), &stream, NULL, &error));
  CHECK(alive == 0 && stream.release == NULL);
  stream = stream_with(NOTHING, 1, &alive);
  FAILS(HUIMIN_ERROR_BAD_CALL,
        huimin_tally_add_arrow(tally, (huimin_text){NULL, 9}, &stream, NULL, &error));
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
      huimin_error error = {0};
      huimin_bytes message = {0};
      huimin_add_options options = {0};
      int alive = 0;
      uint64_t records = 0;
      int32_t status;
      struct ArrowArrayStream stream = stream_with((enum fault)fault, 2, &alive);
      options.struct_size = sizeof options;
      options.threads = threads;
      status = huimin_tally_add_arrow(tally, HUIMIN_TEXT("visits"), &stream, &options, &error);
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
