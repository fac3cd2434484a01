//! Every cap of the library, in one place. Hitting one is an error of kind
//! [`Limit`](crate::ErrorKind::Limit) that names it; nothing is ever cut off
//! silently.

/// Bytes of a definition file.
pub const DEFINITION_BYTES: usize = 4 << 20;
/// Bytes of one formula, checked before it is parsed.
pub const FORMULA_BYTES: usize = 8 << 10;
/// Tokens of one formula, checked before it is parsed.
pub const FORMULA_TOKENS: usize = 1_024;
/// Parentheses and CASE within each other in one formula, checked before it is parsed.
pub const FORMULA_NESTING: usize = 32;
/// Operators within each other (precedence, NOT, sign) between two parentheses.
pub const FORMULA_OPERATOR_NESTING: usize = 12;
/// Depth of the typed form of one formula, which bounds what evaluating it takes.
pub const FORMULA_DEPTH: usize = 64;
/// Parts of the typed form of one formula; `BETWEEN` repeats its operand.
pub const FORMULA_NODES: usize = 4_096;
/// Bytes of a regular expression in `matches`.
pub const PATTERN_BYTES: usize = 1 << 10;
/// Groups within each other in a regular expression.
pub const PATTERN_NESTING: u32 = 24;
/// Bytes of a compiled regular expression.
pub const PATTERN_COMPILED_BYTES: usize = 1 << 20;
/// Bytes of a register's text.
pub const REGISTER_BYTES: usize = 256 << 20;
/// Divisions of one network.
pub const DIVISIONS: usize = 1 << 20;
/// Months of a programme's period.
pub const PERIOD_MONTHS: usize = 60;
/// Fields of one dataset.
pub const FIELDS: usize = 256;
/// Standards and functions of a platform, together.
pub const PLATFORM_FLAGS: usize = 64;
/// Measures and rules over one dataset, each.
pub const MEASURES_PER_DATASET: usize = 64;
/// Codes of one code list.
pub const CODES: usize = 255;
/// Bytes of one text value in a record.
pub const VALUE_BYTES: usize = 1 << 16;
/// Records of one dataset in one tally.
pub const RECORDS: usize = u32::MAX as usize;
/// Bytes of one line of a text file.
pub const LINE_BYTES: usize = 1 << 20;
/// Columns of one record file.
pub const COLUMNS: usize = 4_096;
/// Files of one directory that is handed over, those in archives among them.
pub const DELIVERED_FILES: usize = 100_000;
/// Bytes that all files of one archive unpack to, or one packed file.
pub const UNPACKED_BYTES: u64 = 8 << 30;
/// Bytes, unpacked, of a workbook or Parquet file in an archive: it is held in memory.
pub const HELD_BYTES: u64 = 1 << 30;
/// Bytes of the beginning of a text file in which its header is looked for.
pub const BEGINNING_BYTES: usize = 1 << 20;
/// Rows among which the header of a file or sheet is looked for.
pub const HEADER_ROWS: usize = 20;
/// Cells of one workbook sheet.
pub const SHEET_CELLS: usize = 50_000_000;
/// Cells of one workbook that is written: each takes about 200 bytes while it is made.
pub const WRITTEN_CELLS: usize = 20_000_000;
/// Bytes, unpacked, of each part of a workbook that is held in memory: its
/// texts, its formats, its list of sheets.
pub const WORKBOOK_PART_BYTES: u64 = 512 << 20;
/// Bytes of the footer of a Parquet file.
pub const PARQUET_FOOTER_BYTES: u64 = 16 << 20;
/// Bytes, unpacked, of one column in one row group of a Parquet file.
pub const PARQUET_CHUNK_BYTES: u64 = 2 << 30;
/// Figures of one assessment: divisions × dates × measures.
pub const FIGURES: usize = 1 << 27;
/// Findings of one assessment.
pub const FINDINGS: usize = 100_000_000;
/// A number that is divided among recipients: with it, and weights that sum to less
/// than 2^63, allocation is exact in 128 bits.
pub const ALLOCATION_TOTAL: u64 = 1 << 40;
/// Bytes of the records that the examples of a definition write several times.
pub const EXAMPLE_BYTES: usize = 16 << 20;
/// Units in the sample of a plan whose acceptance is computed exactly: its numbers
/// have as many digits as the sample has units, and more.
pub const PLAN_UNITS: u64 = 10_000;
/// Units that one draw keeps.
pub const DRAWN_UNITS: u64 = 1 << 20;
/// Items, bonuses, deductions and vetoes of one scoring scheme, together.
pub const SCHEME_PARTS: usize = 256;

/// Files and sheets that the page lists of a receipt.
pub const PAGE_FILES: usize = 500;

/// Bytes of a request in JSON.
pub const REQUEST_BYTES: usize = 64 << 20;
/// Findings that an HTML page lists; it counts all of them.
pub const PAGE_FINDINGS: usize = 2_000;
/// Divisions of which an HTML page shows the figures.
pub const PAGE_DIVISIONS: usize = 2_000;
/// Rows of each table of reports against records that an HTML page lists.
pub const PAGE_REPORTS: usize = 1_000;
