/* huimin for C. Made by cbindgen from bindings/c/src; see bindings/c/README.md.
 *
 * What holds for every function
 *
 * - Status. A function returns HUIMIN_OK or one of the HUIMIN_ERROR_ numbers, which never
 *   change their meaning. On failure nothing is written but the error, and nothing was changed.
 * - Errors. The last argument, `error`, may be NULL. Else it is set: to 0, or on failure to an
 *   error that says what, where, and in which words; free it with huimin_error_free. What stood
 *   there before is not looked at, and not freed.
 * - Texts are UTF-8, as a pointer and a length in bytes; NUL is a character like others.
 *   HUIMIN_TEXT("…") is both of a literal. A pointer may be NULL where its length is 0.
 * - Bytes that come out (huimin_bytes) are the caller's until huimin_bytes_free.
 * - Handles are numbers. They may be copied, and kept anywhere; 0 is none. A handle that is
 *   zero, freed, of another kind or garbage is HUIMIN_ERROR_BAD_HANDLE.
 * - Threads. Every function may be called by any thread at any time. Programmes, networks, directories,
 *   plans, checkers, assessments and errors never change. A tally belongs to one call at a time.
 *   A callback may use everything but the tally of its call, and free anything, that tally too.
 *   512 KiB of stack are enough. A child of a process that had several threads may only exec.
 * - A fault of the library is HUIMIN_ERROR_INTERNAL; the process lives. What no library can
 *   bear: pointers to what is not there, lengths beyond what is there, callbacks that do not return.
 */


#ifndef HUIMIN_H
#define HUIMIN_H

#include <stddef.h>
#include <stdint.h>

/* A literal as two arguments: the text, and its length without the NUL at its end. */
#define HUIMIN_TEXT(literal) (literal), (sizeof(literal) - 1)

/* The Arrow C data interface and its streams, as https://arrow.apache.org/docs/format/CDataInterface.html
 * gives them to be copied. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char *format;
  const char *name;
  const char *metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;
  void (*release)(struct ArrowSchema *);
  void *private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;
  void (*release)(struct ArrowArray *);
  void *private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
  int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
  const char *(*get_last_error)(struct ArrowArrayStream *);
  void (*release)(struct ArrowArrayStream *);
  void *private_data;
};

#endif /* ARROW_C_STREAM_INTERFACE */

/*
 The version of this header: its first number.

 Since 0.1.0.
 */
#define HUIMIN_VERSION_MAJOR 0

/*
 Its second number.

 Since 0.1.0.
 */
#define HUIMIN_VERSION_MINOR 1

/*
 Its third number.

 Since 0.1.0.
 */
#define HUIMIN_VERSION_PATCH 0

/*
 The number of the ABI: programs built for one run with every library of the same. The
 shared library carries it in its name, `libhuimin.so.0`.

 Since 0.1.0.
 */
#define HUIMIN_ABI_VERSION 0

/*
 The call did what it was asked to.

 Since 0.1.0.
 */
#define HUIMIN_OK 0

/*
 A definition file has errors; the error's JSON lists them all.

 Since 0.1.0.
 */
#define HUIMIN_ERROR_DEFINITION 1

/*
 A register has errors; the error's JSON lists them all.

 Since 0.1.0.
 */
#define HUIMIN_ERROR_NETWORK 2

/*
 An input cannot be read: encoding, format, a missing or mistyped column.

 Since 0.1.0.
 */
#define HUIMIN_ERROR_INPUT 3

/*
 A cap of the library was hit.

 Since 0.1.0.
 */
#define HUIMIN_ERROR_LIMIT 4

/*
 A number left the exact range the library computes in.

 Since 0.1.0.
 */
#define HUIMIN_ERROR_OVERFLOW 5

/*
 An argument names something that does not exist or makes no sense.

 Since 0.1.0.
 */
#define HUIMIN_ERROR_ARGUMENT 6

/*
 The call does not fit the state: a record to withdraw that was never added, tallies of
 different plans, a tally that another thread is using.

 Since 0.1.0.
 */
#define HUIMIN_ERROR_STATE 7

/*
 Serialised bytes are damaged or of another version.

 Since 0.1.0.
 */
#define HUIMIN_ERROR_BYTES 8

/*
 The progress callback asked to stop.

 Since 0.1.0.
 */
#define HUIMIN_ERROR_CANCELLED 9

/*
 The library has a fault. The process lives on; a tally that the call was changing can
 only be freed.

 Since 0.1.0.
 */
#define HUIMIN_ERROR_INTERNAL 100

/*
 A handle is zero, garbage, freed, or of another kind.

 Since 0.1.0.
 */
#define HUIMIN_ERROR_BAD_HANDLE 101

/*
 An argument of the call itself makes no sense: NULL where something must be, NULL with
 a length, a length that cannot be, a text that is not UTF-8.

 Since 0.1.0.
 */
#define HUIMIN_ERROR_BAD_CALL 102

/*
 Texts for people in Chinese.

 Since 0.1.0.
 */
#define HUIMIN_CHINESE 0

/*
 Texts for people in English.

 Since 0.1.0.
 */
#define HUIMIN_ENGLISH 1

/*
 Comma-separated text in UTF-8.

 Since 0.1.0.
 */
#define HUIMIN_UTF_8 0

/*
 Comma-separated text in GB18030.

 Since 0.1.0.
 */
#define HUIMIN_GB18030 1

/*
 Bytes that the library made and the caller owns, until huimin_bytes_free. A text is
 UTF-8 and has no NUL at its end. Where there is nothing, `length` is 0 and `data` may
 be NULL. `{0}` is such bytes.

 Since 0.1.0.
 */
typedef struct huimin_bytes {
  /*
   The first byte.
   */
  const uint8_t *data;
  /*
   How many there are.
   */
  size_t length;
  /*
   For huimin_bytes_free alone.
   */
  uint64_t owner;
} huimin_bytes;

/*
 An error: what a call that failed tells beyond its status. It is of no thread, stays as
 it is, and is freed with huimin_error_free. 0 is no error.

 Since 0.1.0.
 */
typedef uint64_t huimin_error;

/*
 A programme: a definition that could be read. It never changes, and any number of threads
 may use it. Freed with huimin_programme_free; plans made of it live on.

 Since 0.1.0.
 */
typedef uint64_t huimin_programme;

/*
 A network: a register of divisions. It never changes, and any number of threads may use it.
 Freed with huimin_network_free; plans made of it live on.

 Since 0.1.0.
 */
typedef uint64_t huimin_network;

/*
 A plan: a programme bound to a network. It never changes, and any number of threads may use
 it. Freed with huimin_plan_free; tallies made of it live on.

 Since 0.1.0.
 */
typedef uint64_t huimin_plan;

/*
 A checker: the rules of one dataset, ready for one record after another. It never changes,
 and any number of threads may use it. Freed with huimin_checker_free.

 Since 0.1.0.
 */
typedef uint64_t huimin_checker;

/*
 A value of a record: a text in UTF-8 as it would stand in a file, of `length` bytes. No
 value is NULL with the length 0.

 Since 0.1.0.
 */
typedef struct huimin_value {
  /*
   The first byte, or NULL.
   */
  const char *data;
  /*
   How many bytes there are.
   */
  size_t length;
} huimin_value;

/*
 A tally: what is kept of the records handed over so far. It belongs to one thread at a
 time: a call that finds another at work fails with HUIMIN_ERROR_STATE and changes nothing.
 Freed with huimin_tally_free.

 Since 0.1.0.
 */
typedef uint64_t huimin_tally;

/*
 An assessment: what a tally says as of a day. It never changes, whatever becomes of the
 tally, and any number of threads may use it. Freed with huimin_assessment_free.

 Since 0.1.0.
 */
typedef uint64_t huimin_assessment;

/*
 Called now and then while records are added, with the records and the bytes read so far
 (0 where the input does not know), or while a tally is assessed. A result of 0 stops the call
 with HUIMIN_ERROR_CANCELLED, and nothing is added. It may be called by any thread, by one at a
 time; it must return, and must not use the tally.

 Since 0.1.0.
 */
typedef int32_t (*huimin_progress)(void *user_data,
                                   uint64_t records,
                                   uint64_t bytes);

/*
 How records are added, and tallies assessed. All bytes 0 but `struct_size`, which is
 `sizeof(struct huimin_add_options)`, is the default; so is NULL.

 Since 0.1.0.
 */
typedef struct huimin_add_options {
  /*
   The size of this struct, as the caller knows it.
   */
  size_t struct_size;
  /*
   Threads that work at once; 0 means one.
   */
  uint32_t threads;
  /*
   HUIMIN_UTF_8 or HUIMIN_GB18030, for comma-separated text.
   */
  int32_t encoding;
  /*
   The character between two cells of comma-separated text; 0 means a comma.
   */
  uint32_t delimiter;
  /*
   Must be 0.
   */
  uint32_t reserved;
  /*
   Called while the records are added, or NULL.
   */
  huimin_progress progress;
  /*
   What it is called with.
   */
  void *user_data;
} huimin_add_options;

/*
 A directory of record files: what lies in it, and how each file is written. It never changes,
 and any number of threads may use it; the files are opened once more whenever their records are
 read. Freed with huimin_directory_free.

 Since 0.1.0.
 */
typedef uint64_t huimin_directory;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/*
 The version of the library, as a text that ends with NUL and is never freed.

 Since 0.1.0.
 */
const char *huimin_version(void);

/*
 The number of the library's ABI, to be compared with HUIMIN_ABI_VERSION.

 Since 0.1.0.
 */
uint32_t huimin_abi_version(void);

/*
 What this build of the library has beyond what every build has: some of `parallel`,
 `html`, `xlsx`, `parquet`, `door`, with blanks between them, as a text that ends with NUL and
 is never freed. A function of what is left out is there, and fails with
 HUIMIN_ERROR_ARGUMENT.

 Since 0.1.0.
 */
const char *huimin_features(void);

/*
 What a status is called: `ok`, `definition`, `network`, `input`, `limit`, `overflow`,
 `argument`, `state`, `bytes`, `cancelled`, `internal`, `handle`, `call`, or `unknown`,
 as a text that ends with NUL and is never freed.

 Since 0.1.0.
 */
const char *huimin_status_name(int32_t status);

/*
 Frees bytes and empties the struct. NULL and empty bytes are allowed. A copy of bytes
 that were freed is HUIMIN_ERROR_BAD_HANDLE, and nothing happens.

 Since 0.1.0.
 */
int32_t huimin_bytes_free(struct huimin_bytes *bytes);

/*
 The status of the call that failed; HUIMIN_ERROR_BAD_HANDLE where `error` is none.

 Since 0.1.0.
 */
int32_t huimin_error_code(huimin_error error);

/*
 The whole error for a person: its place, its message, every diagnostic and every cause. The text is
 the caller's, to be freed with huimin_bytes_free.

 Since 0.1.0.
 */
int32_t huimin_error_message(huimin_error error,
                             int32_t language_number,
                             struct huimin_bytes *message);

/*
 Where in the input it was found: the dataset, the 1-based data row and the column. A text
 is empty and the row 0 where that is not known. Each of the three may be NULL where it is
 not wanted; the texts are the caller's.

 Since 0.1.0.
 */
int32_t huimin_error_place(huimin_error error,
                           struct huimin_bytes *dataset,
                           uint64_t *row,
                           struct huimin_bytes *column);

/*
 Where in the files it was found: the file, by its path within what was handed over, the sheet of
 a workbook, and the 1-based line of the file or row of the sheet, as an editor or a spreadsheet
 shows it. A text is empty and the line 0 where that is not known. Each of the three may be NULL
 where it is not wanted; the texts are the caller's. An error that puts several together has none
 of it: its causes, in its JSON, have.

 Since 0.1.0.
 */
int32_t huimin_error_file(huimin_error error,
                          struct huimin_bytes *file,
                          struct huimin_bytes *sheet,
                          uint64_t *line);

/*
 Everything about it as JSON: `code`, `kind`, `message` (`zh`, `en`), `dataset`, `file`, `sheet`,
 `row`, `line`, `column`, `diagnostics`, each with `code`, `gravity`, `line`, `column`, `text`,
 `message`, `help`, and `causes`: the errors that it puts together, each an object of this shape.
 The text is the caller's.

 Since 0.1.0.
 */
int32_t huimin_error_json(huimin_error error,
                          struct huimin_bytes *json);

/*
 The same error once more, to be freed by itself.

 Since 0.1.0.
 */
int32_t huimin_error_copy(huimin_error error,
                          huimin_error *copy);

/*
 Frees an error; 0 is allowed. One that was freed is HUIMIN_ERROR_BAD_HANDLE.

 Since 0.1.0.
 */
int32_t huimin_error_free(huimin_error error);

/*
 The names of the built-in programmes, a JSON array of texts.

 Since 0.1.0.
 */
int32_t huimin_programme_builtin_names(struct huimin_bytes *names,
                                       huimin_error *error);

/*
 A built-in programme.

 HUIMIN_ERROR_ARGUMENT for an unknown name.

 Since 0.1.0.
 */
int32_t huimin_programme_builtin(const char *name,
                                 size_t name_length,
                                 huimin_programme *programme,
                                 huimin_error *error);

/*
 A programme from the text of a definition file (TOML). `source_name` is the file's name in
 messages.

 HUIMIN_ERROR_DEFINITION with all diagnostics at once.

 Since 0.1.0.
 */
int32_t huimin_programme_from_toml(const char *source_name,
                                   size_t source_name_length,
                                   const char *definition,
                                   size_t definition_length,
                                   huimin_programme *programme,
                                   huimin_error *error);

/*
 The same programme with its count targets at the root alone: for a register that has only
 some of the divisions. It is freed by itself.

 Since 0.1.0.
 */
int32_t huimin_programme_without_allocations(huimin_programme programme,
                                             huimin_programme *without,
                                             huimin_error *error);

/*
 The name of the definition.

 Since 0.1.0.
 */
int32_t huimin_programme_id(huimin_programme programme,
                            struct huimin_bytes *id,
                            huimin_error *error);

/*
 The version of the definition.

 Since 0.1.0.
 */
int32_t huimin_programme_version(huimin_programme programme,
                                 struct huimin_bytes *version,
                                 huimin_error *error);

/*
 What the reader of the definition warned of: a JSON array of `code`, `gravity`, `line`,
 `column`, `text`, `message`, `help`.

 Since 0.1.0.
 */
int32_t huimin_programme_warnings(huimin_programme programme,
                                  struct huimin_bytes *warnings,
                                  huimin_error *error);

/*
 Checks the definition with a network, and computes its own examples. Gives the warnings, as
 huimin_programme_warnings does.

 HUIMIN_ERROR_DEFINITION with all diagnostics where it cannot be bound to the network, or an
 example does not come out as its author expects.

 Since 0.1.0.
 */
int32_t huimin_programme_check(huimin_programme programme,
                               huimin_network network,
                               struct huimin_bytes *warnings,
                               huimin_error *error);

/*
 Frees a programme; 0 is allowed. Calls that use it at this moment end as if it were there. One
 that was freed is HUIMIN_ERROR_BAD_HANDLE.

 Since 0.1.0.
 */
int32_t huimin_programme_free(huimin_programme programme);

/*
 The names of the built-in registers, a JSON array of texts.

 Since 0.1.0.
 */
int32_t huimin_network_builtin_names(struct huimin_bytes *names,
                                     huimin_error *error);

/*
 A built-in register.

 HUIMIN_ERROR_ARGUMENT for an unknown name.

 Since 0.1.0.
 */
int32_t huimin_network_builtin(const char *name,
                               size_t name_length,
                               huimin_network *network,
                               huimin_error *error);

/*
 A register from comma-separated text in UTF-8.

 HUIMIN_ERROR_NETWORK with all diagnostics at once.

 Since 0.1.0.
 */
int32_t huimin_network_from_csv(const uint8_t *divisions,
                                size_t divisions_length,
                                huimin_network *network,
                                huimin_error *error);

/*
 What the reader of the register warned of: a JSON array, as huimin_programme_warnings gives.

 Since 0.1.0.
 */
int32_t huimin_network_warnings(huimin_network network,
                                struct huimin_bytes *warnings,
                                huimin_error *error);

/*
 How many divisions it has; former ones are not counted.

 Since 0.1.0.
 */
int32_t huimin_network_size(huimin_network network,
                            uint64_t *divisions,
                            huimin_error *error);

/*
 Frees a network; 0 is allowed. Calls that use it at this moment end as if it were there. One
 that was freed is HUIMIN_ERROR_BAD_HANDLE.

 Since 0.1.0.
 */
int32_t huimin_network_free(huimin_network network);

/*
 Binds a programme to a network.

 HUIMIN_ERROR_DEFINITION with all diagnostics: unknown names, types that do not fit, formulas
 that cannot be computed.

 Since 0.1.0.
 */
int32_t huimin_plan_new(huimin_programme programme,
                        huimin_network network,
                        huimin_plan *plan,
                        huimin_error *error);

/*
 What was warned of: a JSON array, as huimin_programme_warnings gives.

 Since 0.1.0.
 */
int32_t huimin_plan_warnings(huimin_plan plan,
                             struct huimin_bytes *warnings,
                             huimin_error *error);

/*
 The names of the datasets, a JSON array of texts.

 Since 0.1.0.
 */
int32_t huimin_plan_datasets(huimin_plan plan,
                             struct huimin_bytes *names,
                             huimin_error *error);

/*
 The names of the indicators, a JSON array of texts.

 Since 0.1.0.
 */
int32_t huimin_plan_indicators(huimin_plan plan,
                               struct huimin_bytes *names,
                               huimin_error *error);

/*
 The fingerprint of definition and register: where it is the same, tallies can be merged.

 Since 0.1.0.
 */
int32_t huimin_plan_fingerprint(huimin_plan plan,
                                uint64_t *fingerprint,
                                huimin_error *error);

/*
 Checks one record of a dataset: a JSON object of field names or labels with texts, numbers,
 booleans or null. Gives what is wrong with it as a JSON array of `rule`, `severity`, `field`,
 `message`. For many records see huimin_checker_new.

 HUIMIN_ERROR_INPUT for a name that is no field; HUIMIN_ERROR_ARGUMENT for an unknown dataset, or
 where the record is no such object.

 Since 0.1.0.
 */
int32_t huimin_check_record(huimin_plan plan,
                            const char *dataset,
                            size_t dataset_length,
                            const char *record,
                            size_t record_length,
                            struct huimin_bytes *findings,
                            huimin_error *error);

/*
 Frees a plan; 0 is allowed. Calls that use it at this moment end as if it were there. One
 that was freed is HUIMIN_ERROR_BAD_HANDLE.

 Since 0.1.0.
 */
int32_t huimin_plan_free(huimin_plan plan);

/*
 A checker for records of a dataset.

 HUIMIN_ERROR_ARGUMENT for an unknown dataset.

 Since 0.1.0.
 */
int32_t huimin_checker_new(huimin_plan plan,
                           const char *dataset,
                           size_t dataset_length,
                           huimin_checker *checker,
                           huimin_error *error);

/*
 The names of the fields, in the order in which values are given: a JSON array of texts.

 Since 0.1.0.
 */
int32_t huimin_checker_fields(huimin_checker checker,
                              struct huimin_bytes *names,
                              huimin_error *error);

/*
 Checks one record: a value for every field, in the order of huimin_checker_fields. Gives what
 is wrong with it as a JSON array of `rule`, `severity`, `field`, `message`; where nothing is,
 that is `[]`, and needs no memory. Freed with huimin_bytes_free all the same.

 HUIMIN_ERROR_ARGUMENT where there are not as many values as fields; HUIMIN_ERROR_LIMIT for a
 value that is too long.

 Since 0.1.0.
 */
int32_t huimin_checker_check(huimin_checker checker,
                             const struct huimin_value *values,
                             size_t value_count,
                             struct huimin_bytes *findings,
                             huimin_error *error);

/*
 Frees a checker; 0 is allowed. Calls that use it at this moment end as if it were there.
 One that was freed is HUIMIN_ERROR_BAD_HANDLE.

 Since 0.1.0.
 */
int32_t huimin_checker_free(huimin_checker checker);

/*
 An empty tally.

 Since 0.1.0.
 */
int32_t huimin_tally_new(huimin_plan plan,
                         huimin_tally *tally,
                         huimin_error *error);

/*
 The number of records of a dataset handed over so far, rejected ones included.

 HUIMIN_ERROR_ARGUMENT for an unknown dataset.

 Since 0.1.0.
 */
int32_t huimin_tally_records(huimin_tally tally,
                             const char *dataset,
                             size_t dataset_length,
                             uint64_t *records,
                             huimin_error *error);

/*
 The datasets handed over so far, a JSON array of texts. One of which an input without records was
 added is received, and empty; figures that need one that is not received have no value.

 Since 0.1.0.
 */
int32_t huimin_tally_received(huimin_tally tally,
                              struct huimin_bytes *datasets,
                              huimin_error *error);

/*
 Adds everything that another tally of the same definition and register holds; the other stays as it
 is. What either of them has received is received.

 HUIMIN_ERROR_STATE for a tally of another plan, or where another thread has one of them;
 HUIMIN_ERROR_ARGUMENT for a tally with itself.

 Since 0.1.0.
 */
int32_t huimin_tally_merge(huimin_tally tally,
                           huimin_tally other,
                           huimin_error *error);

/*
 A tally of its own with the same records, to be freed by itself.

 Since 0.1.0.
 */
int32_t huimin_tally_copy(huimin_tally tally,
                          huimin_tally *copy,
                          huimin_error *error);

/*
 The tally as bytes, versioned and with a checksum: to be kept, sent, and merged elsewhere.

 Since 0.1.0.
 */
int32_t huimin_tally_to_bytes(huimin_tally tally,
                              struct huimin_bytes *state,
                              huimin_error *error);

/*
 A tally from its bytes.

 HUIMIN_ERROR_BYTES where they are damaged or of another version; HUIMIN_ERROR_STATE where they were
 made with another definition or register.

 Since 0.1.0.
 */
int32_t huimin_tally_from_bytes(huimin_plan plan,
                                const uint8_t *state,
                                size_t state_length,
                                huimin_tally *tally,
                                huimin_error *error);

/*
 What the tally says as of a day of the programme's period, written as 2019-11-30. `threads` work
 at once, here and when tables are made; 0 means one. The assessment is freed by itself.

 HUIMIN_ERROR_ARGUMENT for a day outside the period.

 Since 0.1.0.
 */
int32_t huimin_tally_assess(huimin_tally tally,
                            const char *as_of,
                            size_t as_of_length,
                            uint32_t threads,
                            huimin_assessment *assessment,
                            huimin_error *error);

/*
 As huimin_tally_assess, with the threads and the callback of `add_options`, which may be NULL.
 The callback is told of 0 records and 0 bytes; a result of 0 stops the call with
 HUIMIN_ERROR_CANCELLED, and the tally is as it was.

 HUIMIN_ERROR_ARGUMENT for a day outside the period.

 Since 0.1.0.
 */
int32_t huimin_tally_assess_with(huimin_tally tally,
                                 const char *as_of,
                                 size_t as_of_length,
                                 const struct huimin_add_options *add_options,
                                 huimin_assessment *assessment,
                                 huimin_error *error);

/*
 Frees a tally; 0 is allowed. Calls that use it at this moment end as if it were there. One
 that was freed is HUIMIN_ERROR_BAD_HANDLE.

 Since 0.1.0.
 */
int32_t huimin_tally_free(huimin_tally tally);

/*
 Adds the records of a file of comma-separated text with a header line: all of them, or none.

 `records` gets their number and `ignored_columns` the columns that are no field, a JSON array of
 texts; each may be NULL. `add_options` may be NULL.

 HUIMIN_ERROR_INPUT where the file cannot be read or lacks a column, with the place;
 HUIMIN_ERROR_ARGUMENT for an unknown dataset; HUIMIN_ERROR_STATE where another thread has the
 tally.

 Since 0.1.0.
 */
int32_t huimin_tally_add_csv(huimin_tally tally,
                             const char *dataset,
                             size_t dataset_length,
                             const uint8_t *file,
                             size_t file_length,
                             const struct huimin_add_options *add_options,
                             uint64_t *records,
                             struct huimin_bytes *ignored_columns,
                             huimin_error *error);

/*
 Adds the records of a file of JSON lines, one object per line: all of them, or none.

 `records` gets their number and `ignored_columns` the columns that are no field, a JSON array of
 texts; each may be NULL. `add_options` may be NULL.

 HUIMIN_ERROR_INPUT where the file cannot be read or lacks a column, with the place;
 HUIMIN_ERROR_ARGUMENT for an unknown dataset; HUIMIN_ERROR_STATE where another thread has the
 tally.

 Since 0.1.0.
 */
int32_t huimin_tally_add_json(huimin_tally tally,
                              const char *dataset,
                              size_t dataset_length,
                              const uint8_t *file,
                              size_t file_length,
                              const struct huimin_add_options *add_options,
                              uint64_t *records,
                              struct huimin_bytes *ignored_columns,
                              huimin_error *error);

/*
 Adds the records of a Parquet file: all of them, or none. HUIMIN_ERROR_ARGUMENT where the build
 has no `parquet`.

 `records` gets their number and `ignored_columns` the columns that are no field, a JSON array of
 texts; each may be NULL. `add_options` may be NULL.

 HUIMIN_ERROR_INPUT where the file cannot be read or lacks a column, with the place;
 HUIMIN_ERROR_ARGUMENT for an unknown dataset; HUIMIN_ERROR_STATE where another thread has the
 tally.

 Since 0.1.0.
 */
int32_t huimin_tally_add_parquet(huimin_tally tally,
                                 const char *dataset,
                                 size_t dataset_length,
                                 const uint8_t *file,
                                 size_t file_length,
                                 const struct huimin_add_options *add_options,
                                 uint64_t *records,
                                 struct huimin_bytes *ignored_columns,
                                 huimin_error *error);

/*
 Adds the records of an Arrow stream: all of them, or none. The stream is moved: when the call
 returns, whatever its status, it was released and its `release` is NULL. Texts (utf8, large_utf8,
 utf8_view), dictionaries of them, integers, decimals, dates, timestamps and booleans are read; what
 the columns that are read hold is checked, so that a stream with texts that are not UTF-8 or offsets
 that leave their buffer is HUIMIN_ERROR_INPUT. That buffers are as long as lengths say, nobody can
 check.

 `records` gets their number and `ignored_columns` the columns that are no field, a JSON array of
 texts; each may be NULL. `add_options` may be NULL.

 HUIMIN_ERROR_INPUT where the file cannot be read or lacks a column, with the place;
 HUIMIN_ERROR_ARGUMENT for an unknown dataset; HUIMIN_ERROR_STATE where another thread has the
 tally.

 Since 0.1.0.
 */
int32_t huimin_tally_add_arrow(huimin_tally tally,
                               const char *dataset,
                               size_t dataset_length,
                               struct ArrowArrayStream *stream,
                               const struct huimin_add_options *add_options,
                               uint64_t *records,
                               struct huimin_bytes *ignored_columns,
                               huimin_error *error);

/*
 Withdraws the records of a file of comma-separated text: afterwards the tally is as if they had
 never been added.

 Of identical copies as many are withdrawn as the file has. `add_options` may be NULL; threads and
 progress play no part.

 As huimin_tally_add_csv; HUIMIN_ERROR_STATE with the row of a record that is not in the tally, and
 nothing is withdrawn then.

 Since 0.1.0.
 */
int32_t huimin_tally_retract_csv(huimin_tally tally,
                                 const char *dataset,
                                 size_t dataset_length,
                                 const uint8_t *file,
                                 size_t file_length,
                                 const struct huimin_add_options *add_options,
                                 uint64_t *records,
                                 struct huimin_bytes *ignored_columns,
                                 huimin_error *error);

/*
 Withdraws the records of a file of JSON lines.

 As huimin_tally_retract_csv.

 Since 0.1.0.
 */
int32_t huimin_tally_retract_json(huimin_tally tally,
                                  const char *dataset,
                                  size_t dataset_length,
                                  const uint8_t *file,
                                  size_t file_length,
                                  uint64_t *records,
                                  struct huimin_bytes *ignored_columns,
                                  huimin_error *error);

/*
 Withdraws the records of a Parquet file.

 As huimin_tally_retract_csv.

 Since 0.1.0.
 */
int32_t huimin_tally_retract_parquet(huimin_tally tally,
                                     const char *dataset,
                                     size_t dataset_length,
                                     const uint8_t *file,
                                     size_t file_length,
                                     uint64_t *records,
                                     struct huimin_bytes *ignored_columns,
                                     huimin_error *error);

/*
 Withdraws the records of an Arrow stream, which is moved as by huimin_tally_add_arrow.

 As huimin_tally_retract_csv.

 Since 0.1.0.
 */
int32_t huimin_tally_retract_arrow(huimin_tally tally,
                                   const char *dataset,
                                   size_t dataset_length,
                                   struct ArrowArrayStream *stream,
                                   uint64_t *records,
                                   struct huimin_bytes *ignored_columns,
                                   huimin_error *error);

/*
 Finds out what the files of a directory hold, for the datasets of a programme: which file, and
 which sheet of it, holds which dataset, its encoding, its delimiter, and where its header is.
 `path` names a directory or a single file, in UTF-8. Files in directories within it, in .zip
 archives and packed by gzip are found. The programme may be freed afterwards.

 `survey_options` is a JSON object, or NULL for the default: `ignore`, an array of patterns of
 what may lie there and is not read; `sheet`, the one sheet of every workbook that is read;
 `encodings`, an object with the encoding (`utf-8`, `gb18030`, `utf-16le`, `utf-16be`) of the text
 files of a dataset, which else is found out; `merged`, `refuse` or `fill` merged cells over data
 rows; `digests`, false where no SHA-256 is to be computed.

 HUIMIN_ERROR_INPUT where something in the directory cannot be read as it is, or cannot be
 assigned to a dataset: the error's JSON lists all of it as `causes`, each with its file, sheet and
 line. HUIMIN_ERROR_ARGUMENT for options that make no sense, and where the build has no `door`.

 Since 0.1.0.
 */
int32_t huimin_directory_open(huimin_programme programme,
                              const char *path,
                              size_t path_length,
                              const char *survey_options,
                              size_t survey_options_length,
                              huimin_directory *directory,
                              huimin_error *error);

/*
 The network of the register that lies in the directory, to be freed by itself. Where no file
 claims to be a register, the status is HUIMIN_OK and `network` gets 0: no built-in register is
 taken in its place, which is for the caller to do.

 HUIMIN_ERROR_INPUT where the register cannot be read; HUIMIN_ERROR_NETWORK with all diagnostics
 at once.

 Since 0.1.0.
 */
int32_t huimin_directory_network(huimin_directory directory,
                                 huimin_network *network,
                                 huimin_error *error);

/*
 Everything that lies in the directory, a JSON object of `register` (a part, or null), `parts` and
 `passed_over`. Of a part: `file`, `sheet`, `dataset` (null for the register), `format`,
 `encoding`, `delimiter`, `header_line`, `title_rows`, `constants`, `columns_read` (each with its
 `column` and `field`), `columns_not_read`, `fields_absent`, `sha256`, `same_content_as`, `bytes`;
 the columns are null where they are known only when the rows are read. Of what was passed over:
 `file`, `sheet`, `reason`, its `words` (`zh`, `en`), `fits`.

 Since 0.1.0.
 */
int32_t huimin_directory_json(huimin_directory directory,
                              struct huimin_bytes *json,
                              huimin_error *error);

/*
 Adds the records of all files of a directory: all of them, or none. What was read, and what was
 not, stands in the table `received` of every later assessment, and findings name the file, the
 sheet and the line.

 `add_options` may be NULL; of it, the threads and the callback are looked at. The callback hears
 of the records and bytes of all files together.

 HUIMIN_ERROR_INPUT where files cannot be read to their ends: the error's JSON lists all of them as
 `causes`, each with its file, sheet and line; where it is one file alone, the error is that of the
 file. HUIMIN_ERROR_STATE where another thread has the tally.

 Since 0.1.0.
 */
int32_t huimin_tally_receive(huimin_tally tally,
                             huimin_directory directory,
                             const struct huimin_add_options *add_options,
                             huimin_error *error);

/*
 Frees a directory; 0 is allowed. Calls that use it at this moment end as if it were there. One
 that was freed is HUIMIN_ERROR_BAD_HANDLE.

 Since 0.1.0.
 */
int32_t huimin_directory_free(huimin_directory directory);

/*
 A figure as of the assessment's day. `division` is a division code in any written form. JSON:
 `numerator`, `denominator`, `value` (exact, as texts), `display`, `target`, `attainment`, `met`,
 `reason`.

 HUIMIN_ERROR_ARGUMENT for an unknown indicator or division.

 Since 0.1.0.
 */
int32_t huimin_assessment_value(huimin_assessment assessment,
                                const char *indicator,
                                size_t indicator_length,
                                const char *division,
                                size_t division_length,
                                struct huimin_bytes *figure,
                                huimin_error *error);

/*
 How a figure came about, as JSON: formula, measures, children, records, clause. `with_records`
 is 0 where the records, of which there may be millions, are not wanted.

 Errors as huimin_assessment_value.

 Since 0.1.0.
 */
int32_t huimin_assessment_explain(huimin_assessment assessment,
                                  const char *indicator,
                                  size_t indicator_length,
                                  const char *division,
                                  size_t division_length,
                                  int32_t with_records,
                                  struct huimin_bytes *explanation,
                                  huimin_error *error);

/*
 The same in words; of each list at most `entries` lines, and how many there are in all.

 Errors as huimin_assessment_value.

 Since 0.1.0.
 */
int32_t huimin_assessment_explain_text(huimin_assessment assessment,
                                       const char *indicator,
                                       size_t indicator_length,
                                       const char *division,
                                       size_t division_length,
                                       int32_t language_number,
                                       size_t entries,
                                       struct huimin_bytes *explanation,
                                       huimin_error *error);

/*
 Whether every indicator with a target at the programme's root is met: 1 where all are, 0 where
 one is not, -1 where there is no verdict.

 Since 0.1.0.
 */
int32_t huimin_assessment_verdict(huimin_assessment assessment,
                                  int32_t *met,
                                  huimin_error *error);

/*
 What is to be said of the programme as a whole: met, not_met (one target is missed),
 cannot_be_judged (none is missed, and a figure has no value, be it that a dataset was not
 handed over) or nothing_to_judge.

 Since 0.1.0.
 */
int32_t huimin_assessment_judgement(huimin_assessment assessment,
                                    struct huimin_bytes *judgement,
                                    huimin_error *error);

/*
 The datasets that nobody handed over, a JSON array of texts. Figures that need one of them have
 no value, and not_received as the reason.

 Since 0.1.0.
 */
int32_t huimin_assessment_not_received(huimin_assessment assessment,
                                       struct huimin_bytes *datasets,
                                       huimin_error *error);

/*
 The as-of day, such as 2019-11-30.

 Since 0.1.0.
 */
int32_t huimin_assessment_as_of(huimin_assessment assessment,
                                struct huimin_bytes *day,
                                huimin_error *error);

/*
 The days figures are stated for, month ends and the as-of day last: a JSON array of texts.

 Since 0.1.0.
 */
int32_t huimin_assessment_dates(huimin_assessment assessment,
                                struct huimin_bytes *days,
                                huimin_error *error);

/*
 The names of all tables, a JSON array of texts. It is the same for all assessments.

 Since 0.1.0.
 */
int32_t huimin_assessment_table_names(struct huimin_bytes *names,
                                      huimin_error *error);

/*
 A table by its name, as a stream of Arrow batches. The stream is the caller's, to be released
 through itself; it may be read by one thread at a time, and outlives the assessment. Where the
 definition has nothing that the table could be made of, its `release` is NULL.

 HUIMIN_ERROR_ARGUMENT for an unknown name.

 Since 0.1.0.
 */
int32_t huimin_assessment_table(huimin_assessment assessment,
                                const char *name,
                                size_t name_length,
                                int32_t language_number,
                                struct ArrowArrayStream *stream,
                                huimin_error *error);

/*
 A table by its name, as a JSON array of one object per row; `null` where the definition has
 nothing that it could be made of.

 Errors as huimin_assessment_table.

 Since 0.1.0.
 */
int32_t huimin_assessment_table_json(huimin_assessment assessment,
                                     const char *name,
                                     size_t name_length,
                                     int32_t language_number,
                                     struct huimin_bytes *rows,
                                     huimin_error *error);

/*
 A table by its name, as comma-separated text with a header line; not one byte where the
 definition has nothing that it could be made of.

 Errors as huimin_assessment_table.

 Since 0.1.0.
 */
int32_t huimin_assessment_table_csv(huimin_assessment assessment,
                                    const char *name,
                                    size_t name_length,
                                    int32_t language_number,
                                    struct huimin_bytes *file,
                                    huimin_error *error);

/*
 The acceptance tables as an Excel workbook, with reports, inspections and scores as the
 definition lays them down.

 HUIMIN_ERROR_ARGUMENT where the build has no `xlsx`; HUIMIN_ERROR_LIMIT for what is too large.

 Since 0.1.0.
 */
int32_t huimin_assessment_workbook(huimin_assessment assessment,
                                   int32_t language_number,
                                   struct huimin_bytes *file,
                                   huimin_error *error);

/*
 The same as one HTML page that needs nothing but itself.

 HUIMIN_ERROR_ARGUMENT where the build has no `html`.

 Since 0.1.0.
 */
int32_t huimin_assessment_page(huimin_assessment assessment,
                               int32_t language_number,
                               struct huimin_bytes *file,
                               huimin_error *error);

/*
 Holds reports against records. The request is JSON: `duties` (`level`, `period_end`, `due_on`),
 `indicators`, `absolute`, `relative`, `missing_children` (none, zero, fail), all of them
 optional. The answer has the tables `comparison`, `imbalance`, `completeness`, `falls` and
 `findings`.

 HUIMIN_ERROR_STATE where the definition has no reports; HUIMIN_ERROR_ARGUMENT for a request that
 cannot be read.

 Since 0.1.0.
 */
int32_t huimin_assessment_reconcile(huimin_assessment assessment,
                                    const char *request,
                                    size_t request_length,
                                    int32_t language_number,
                                    struct huimin_bytes *answer,
                                    huimin_error *error);

/*
 An inspection of the definition, drawn with another seed; `seed` is NULL for that of the
 definition. The answer is JSON with the tables `inspections`, `samples` and `characteristics`.

 HUIMIN_ERROR_ARGUMENT for an unknown inspection, or a seed that cannot be one.

 Since 0.1.0.
 */
int32_t huimin_assessment_inspection(huimin_assessment assessment,
                                     const char *name,
                                     size_t name_length,
                                     const char *seed,
                                     size_t seed_length,
                                     struct huimin_bytes *answer,
                                     huimin_error *error);

/*
 Frees an assessment; 0 is allowed. Calls that use it at this moment end as if it were there. One
 that was freed is HUIMIN_ERROR_BAD_HANDLE.

 Since 0.1.0.
 */
int32_t huimin_assessment_free(huimin_assessment assessment);

/*
 Divides a total among recipients. Request: `total`, `method` (largest_remainder, webster, hill),
 `recipients` (`weight`, `minimum`, `capacity`). Answer: the shares, in the same order.

 HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.

 Since 0.1.0.
 */
int32_t huimin_apportion(const char *request,
                         size_t request_length,
                         struct huimin_bytes *answer,
                         huimin_error *error);

/*
 Takes a target down a network. Request: `root`, `target`, `to` (a level), `method`, and by division
 code `weights`, `minima`, `capacities`, `pins`. Answer: what every division gets, and how that
 came about.

 HUIMIN_ERROR_ARGUMENT for a request that cannot be read or fulfilled.

 Since 0.1.0.
 */
int32_t huimin_allocate(huimin_network network,
                        const char *request,
                        size_t request_length,
                        struct huimin_bytes *answer,
                        huimin_error *error);

/*
 A sample size. Request: `population`, `z`, `margin`, `proportion`. Answer: `population`, `unlimited`,
 `units`.

 HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.

 Since 0.1.0.
 */
int32_t huimin_sample_size(const char *request,
                           size_t request_length,
                           struct huimin_bytes *answer,
                           huimin_error *error);

/*
 The smallest sampling plan that keeps two risks. Request: `population` (none for a series of lots),
 `producer_quality`, `producer_risk`, `consumer_quality`, `consumer_risk`. Answer: `sample_size`,
 `acceptance_number`, `producer_acceptance`, `consumer_acceptance`.

 HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.

 Since 0.1.0.
 */
int32_t huimin_sampling_plan(const char *request,
                             size_t request_length,
                             struct huimin_bytes *answer,
                             huimin_error *error);

/*
 The operating characteristic of a plan. Request: `sample_size`, `acceptance_number`, `population`,
 `nonconforming` (an array of numbers of units). Answer: an array of `nonconforming`, `acceptance`.

 HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.

 Since 0.1.0.
 */
int32_t huimin_characteristic(const char *request,
                              size_t request_length,
                              struct huimin_bytes *answer,
                              huimin_error *error);

/*
 The confidence intervals of a rate. Request: `conforming`, `inspected`, `confidence`. Answer: `rate`,
 `clopper_pearson`, `wilson`, each with `lower` and `upper`.

 HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.

 Since 0.1.0.
 */
int32_t huimin_interval(const char *request,
                        size_t request_length,
                        struct huimin_bytes *answer,
                        huimin_error *error);

/*
 Draws a stratified sample that anybody can draw again. Request: `seed`, `sizes` (units by code),
 `units` (`stratum`, `key`). Answer: an array of `stratum`, `key`, `digest`.

 HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.

 Since 0.1.0.
 */
int32_t huimin_draw(const char *request,
                    size_t request_length,
                    struct huimin_bytes *answer,
                    huimin_error *error);

/*
 What follows from an inspection. Request: `sample` (what huimin_draw answered), `observations`
 (`stratum`, `key`, `outcome`), `overall` and by code `strata` (`sample_size`,
 `acceptance_number`), `confidence`. Answer: `overall`, `strata`, `reinspect`, `remarks`.

 HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.

 Since 0.1.0.
 */
int32_t huimin_evaluate(const char *request,
                        size_t request_length,
                        struct huimin_bytes *answer,
                        huimin_error *error);

/*
 Scores and ranks. Request: `scheme` and `candidates`. Answer: the scoreboard, every point
 explained.

 HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.

 Since 0.1.0.
 */
int32_t huimin_score(const char *request,
                     size_t request_length,
                     struct huimin_bytes *answer,
                     huimin_error *error);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* HUIMIN_H */
