//! An input → segments, by one or several workers at once.
//!
//! Pieces of the input are handed out in order, one worker at a time; each is
//! decoded and folded by the worker that has it. How many rows a piece has is
//! known afterwards, so entries and errors name rows of their piece at first, and
//! are moved behind the rows of all earlier pieces when everything is read.
//!
//! INVARIANT: a piece is given up only where an earlier one has failed. So every
//! piece before the first that fails is read to its end, and the error of the
//! smallest row is the same with any number of threads.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};

use super::fold::{self, Lines, first_error, fold_batch};
use super::totals::{Scratch, Totals};
use super::{AddOptions, Added, Cuts, Progress};
use crate::error::{Error, ErrorKind, Result};
use crate::input::{BatchSource, Piece, Rows};
use crate::ledger::Segment;
use crate::plan::{DatasetPlan, Plan};
use crate::records::{Binding, Lookups, runs_between_blanks};
use crate::row_numbers::RowNumbers;
use crate::text::text;
use crate::threads::{allowed, on_threads, stopped};

/// Rows of one input: entries name them in 32 bits.
const MOST_ROWS: u64 = u32::MAX as u64;

/// Comes before every piece: pieces are counted from 1.
const BEFORE_ALL: u64 = 0;
/// Comes after every piece.
const AFTER_ALL: u64 = u64::MAX;

/// What was read of an input.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// The records, in the order of the input.
    pub segments: Vec<Segment>,
    /// What they add up to.
    pub totals: Option<Totals>,
}

/// Reads all records of an input into segments, in the order of their first rows.
pub(super) fn read(
    plan: &Plan,
    dataset: &DatasetPlan,
    source: impl BatchSource,
    options: AddOptions<'_>,
) -> Result<(Read, Added)> {
    let origin = options.handover.origin.clone().map(Arc::new);
    let (mut read, added) =
        read_at_most(MOST_ROWS, plan, dataset, source, options).map_err(|error| {
            let error = error.in_dataset(&dataset.id);
            match origin.as_deref() {
                Some(origin) => error.of_origin(origin),
                None => error,
            }
        })?;
    if let Some(origin) = &origin {
        for segment in &mut read.segments {
            segment.places.come_from(origin);
        }
    }
    Ok((read, added))
}

fn read_at_most(
    most_rows: u64,
    plan: &Plan,
    dataset: &DatasetPlan,
    mut source: impl BatchSource,
    options: AddOptions<'_>,
) -> Result<(Read, Added)> {
    let known = keep_fields(dataset, &mut source)?;
    let reading = Reading {
        plan,
        dataset,
        most_rows,
        keeps_lines: options.handover.origin.is_some(),
        state: Mutex::new(State {
            source,
            progress: options.progress,
            pieces: 0,
            records: 0,
            failure: None,
            ended: false,
        }),
    };
    let shares = on_threads(allowed(options.threads), |_| reading.work());
    let failure = reading.into_failure();
    let (read, mut added) = put_together(shares, failure, most_rows)?;
    if let Some(known) = known {
        (added.read_columns, added.ignored_columns) = (known.read, known.ignored);
    }
    added.absent_fields = absent_fields(dataset, &added.read_columns);
    Ok((read, added))
}

/// Binds the columns of an input that knows them beforehand, and tells it which
/// are fields.
fn keep_fields(
    dataset: &DatasetPlan,
    source: &mut impl BatchSource,
) -> Result<Option<InputColumns>> {
    let Some(schema) = source.schema()? else {
        return Ok(None);
    };
    let binding = Binding::new(dataset, &schema)?;
    let mut kept: Vec<usize> = binding.columns.iter().copied().flatten().collect();
    kept.sort_unstable();
    source.keep(&kept);
    Ok(Some(InputColumns::new(dataset, &binding, &schema)))
}

/// The columns of an input.
#[derive(Clone, Debug, Default)]
struct InputColumns {
    /// Those that were read, each with its field.
    read: Vec<(String, String)>,
    /// The others.
    ignored: Vec<String>,
}

impl InputColumns {
    fn new(dataset: &DatasetPlan, binding: &Binding, schema: &Schema) -> Self {
        let fields = dataset.fields.iter().zip(&binding.columns);
        let read = fields.filter_map(|(field, column)| {
            let column = schema.fields().get((*column)?)?;
            Some((column.name().clone(), field.name.clone()))
        });
        Self {
            read: read.collect(),
            ignored: binding.ignored.clone(),
        }
    }

    /// Those of a further batch, which may have others.
    fn extend(&mut self, other: Self) {
        fn add<T: PartialEq>(all: &mut Vec<T>, others: Vec<T>) {
            for other in others {
                if !all.contains(&other) {
                    all.push(other);
                }
            }
        }
        add(&mut self.read, other.read);
        add(&mut self.ignored, other.ignored);
    }
}

/// The optional fields that are read from no column.
fn absent_fields(dataset: &DatasetPlan, read: &[(String, String)]) -> Vec<String> {
    let fields = dataset.fields.iter().map(|field| &field.name);
    let absent = fields.filter(|name| read.iter().all(|(_, field)| field != *name));
    absent.cloned().collect()
}

/// An input that is being read.
struct Reading<'a, 'p, S> {
    plan: &'a Plan,
    dataset: &'a DatasetPlan,
    most_rows: u64,
    /// Whether it is kept on which lines records stand, which says little without their file.
    keeps_lines: bool,
    state: Mutex<State<'p, S>>,
}

struct State<'p, S> {
    source: S,
    progress: Option<&'p mut (dyn FnMut(Progress) -> bool + Send)>,
    /// Pieces handed out.
    pieces: u64,
    /// Records decoded so far, in all pieces.
    records: u64,
    failure: Option<Failure>,
    ended: bool,
}

/// The error of the earliest piece that has failed.
struct Failure {
    piece: u64,
    /// Whether the row it names is one of the input, and not of the piece.
    has_row_of_input: bool,
    error: Error,
}

/// What one worker has read.
#[derive(Default)]
struct Share {
    /// Segments with the pieces they came from.
    segments: Vec<(u64, Segment)>,
    totals: Option<Totals>,
    lookups: Option<Lookups>,
    /// Blank rows that were passed over, and those of them that are numbered as rows all the same.
    blank_rows: u64,
    numbered_blanks: u64,
    scratch: Scratch,
    /// The pieces read, with their rows.
    pieces: Vec<(u64, u64)>,
    binding: Option<(SchemaRef, Binding)>,
    /// Columns, with a piece that has them.
    columns: Vec<(u64, InputColumns)>,
}

impl<'p, S: BatchSource> Reading<'_, 'p, S> {
    fn work(&self) -> Share {
        let mut share = Share::default();
        while let Some((number, piece)) = self.next_piece() {
            match self.read_piece(number, piece, &mut share) {
                Ok(rows) => share.pieces.push((number, rows)),
                Err(error) => self.lock().fail(number, false, error),
            }
        }
        if let Some(totals) = &mut share.totals {
            totals.settle();
        }
        share
    }

    fn lock(&self) -> MutexGuard<'_, State<'p, S>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn into_failure(self) -> Option<Failure> {
        let state = self.state.into_inner();
        state.unwrap_or_else(PoisonError::into_inner).failure
    }

    /// The next piece with its number.
    fn next_piece(&self) -> Option<(u64, Piece)> {
        let mut state = self.lock();
        if state.ended || state.failure.is_some() {
            return None;
        }
        state.pieces = state.pieces.saturating_add(1);
        let number = state.pieces;
        match state.source.next_piece() {
            Ok(Some(piece)) => return Some((number, piece)),
            Ok(None) => state.ended = true,
            Err(error) => state.fail(number, true, error),
        }
        None
    }

    /// Decodes and folds a piece. The number of its rows.
    fn read_piece(&self, number: u64, piece: Piece, share: &mut Share) -> Result<u64> {
        let mut rows = 0_u64;
        for part in piece {
            let Rows {
                batch,
                lines,
                blank,
            } = part?;
            let binding = share.binding(number, self.dataset, batch.schema())?;
            let read = batch.num_rows() as u64;
            if !self.goes_on(number, read) {
                break;
            }
            let before = rows;
            rows = rows.saturating_add(read);
            if rows > self.most_rows {
                return Err(too_many_rows());
            }
            let lines = lines.as_ref().filter(|_| self.keeps_lines);
            if let Some(blank) = blank {
                share.blank_rows = share.blank_rows.saturating_add(blank);
                self.fold(number, before, &binding, (&batch, lines), share)?;
                continue;
            }
            let mut blank = batch.num_rows();
            for run in runs_between_blanks(self.dataset, &binding, &batch) {
                let start = before.saturating_add(run.start as u64);
                let rows = batch.slice(run.start, run.len());
                self.fold(number, start, &binding, (&rows, None), share)?;
                blank = blank.saturating_sub(run.len());
            }
            share.blank_rows = share.blank_rows.saturating_add(blank as u64);
            share.numbered_blanks = share.numbered_blanks.saturating_add(blank as u64);
        }
        Ok(rows)
    }

    /// Counts more records of a piece; false where the piece is not needed any more.
    fn goes_on(&self, piece: u64, records: u64) -> bool {
        let mut state = self.lock();
        state.records = state.records.saturating_add(records);
        if state.records > self.most_rows {
            // A smaller row may still be wrong in a piece that is being read.
            state.fail(AFTER_ALL, true, too_many_rows());
        }
        let done = Progress {
            records: state.records,
            bytes: state.source.bytes_done(),
        };
        if let Some(progress) = &mut state.progress
            && !progress(done)
        {
            state.fail(BEFORE_ALL, true, stopped());
        }
        let failed = state.failure.as_ref();
        failed.is_none_or(|failure| failure.piece > piece)
    }

    /// Folds a batch of a piece, `rows` of which came before it.
    fn fold(
        &self,
        piece: u64,
        rows: u64,
        binding: &Binding,
        (batch, lines): (&RecordBatch, Option<&RowNumbers>),
        share: &mut Share,
    ) -> Result<()> {
        // A large batch is read in blocks that stay in the processor's cache.
        let mut start = 0;
        while start < batch.num_rows() {
            let length = fold::BLOCK_ROWS.min(batch.num_rows().saturating_sub(start));
            let row = rows.saturating_add(start as u64);
            let block = batch.slice(start, length);
            let (plan, dataset) = (self.plan, self.dataset);
            let lookups = share.lookups.get_or_insert_with(|| Lookups::new(dataset));
            let lines = lines.map(|of_rows| Lines { of_rows, start });
            let block = (&block, lines);
            let segment = fold_batch(plan, dataset, binding, block, row, lookups)
                .map_err(|error| first_error(plan, dataset, binding, block, row, error))?;
            let totals = share.totals.get_or_insert_with(|| {
                let cuts = Cuts::of_period(plan);
                Totals::new(plan, dataset, cuts)
            });
            totals.add(plan, &segment, &mut share.scratch);
            share.segments.push((piece, segment));
            start = start.saturating_add(length);
        }
        Ok(())
    }
}

impl<S> State<'_, S> {
    /// Notes an error of a piece, unless an earlier one has failed.
    fn fail(&mut self, piece: u64, has_row_of_input: bool, error: Error) {
        let known = self.failure.as_ref();
        if known.is_none_or(|known| piece < known.piece) {
            self.failure = Some(Failure {
                piece,
                has_row_of_input,
                error,
            });
        }
    }
}

impl Share {
    /// The binding of a batch of a piece.
    fn binding(&mut self, piece: u64, dataset: &DatasetPlan, schema: SchemaRef) -> Result<Binding> {
        match &self.binding {
            Some((known, binding)) if *known == schema => Ok(binding.clone()),
            _ => {
                let binding = Binding::new(dataset, &schema)?;
                let columns = InputColumns::new(dataset, &binding, &schema);
                self.columns.push((piece, columns));
                self.binding = Some((schema, binding.clone()));
                Ok(binding)
            }
        }
    }
}

/// Puts together what the workers have read, and counts all rows from the
/// beginning of the input.
fn put_together(
    mut shares: Vec<Share>,
    failure: Option<Failure>,
    most_rows: u64,
) -> Result<(Read, Added)> {
    // Per piece the rows before it, and at the end all rows; complete up to the first failure.
    let mut pieces: Vec<(u64, u64)> = Vec::new();
    shares
        .iter_mut()
        .for_each(|share| pieces.append(&mut share.pieces));
    pieces.sort_unstable();
    let mut before = vec![0_u64];
    let read = pieces
        .iter()
        .zip(1..)
        .take_while(|((piece, _), number)| piece == number);
    for ((_, rows), _) in read {
        let all = before.last().copied().unwrap_or(0);
        before.push(all.saturating_add(*rows));
    }
    let rows_before = |piece: u64| {
        let position = usize::try_from(piece.saturating_sub(1)).ok();
        position.and_then(|position| before.get(position).copied())
    };
    if let Some(failure) = failure {
        return Err(failure.in_input(rows_before, most_rows));
    }

    let mut read = Read::default();
    let mut columns = Vec::new();
    let (mut blank_rows, mut numbered_blanks) = (0_u64, 0_u64);
    for mut share in shares {
        for (piece, mut segment) in share.segments {
            // Fewer than 2³² rows came before, as was checked.
            let before = u32::try_from(rows_before(piece).unwrap_or(0)).unwrap_or(u32::MAX);
            segment.rows.shift(before);
            segment.places.shift(before);
            read.segments.push(segment);
        }
        match (&mut read.totals, share.totals) {
            (Some(totals), Some(others)) => totals.merge(others),
            (totals, Some(others)) => *totals = Some(others),
            (_, None) => {}
        }
        columns.append(&mut share.columns);
        blank_rows = blank_rows.saturating_add(share.blank_rows);
        numbered_blanks = numbered_blanks.saturating_add(share.numbered_blanks);
    }
    read.segments.sort_by_key(|segment| segment.rows.row(0));
    columns.sort_by_key(|(piece, _)| *piece);
    let mut all = InputColumns::default();
    for (_, columns) in columns {
        all.extend(columns);
    }
    let rows = before.last().copied().unwrap_or(0);
    let added = Added {
        records: rows.saturating_sub(numbered_blanks),
        blank_rows,
        read_columns: all.read,
        ignored_columns: all.ignored,
        absent_fields: Vec::new(),
    };
    Ok((read, added))
}

impl Failure {
    /// The error with the row of the input.
    fn in_input(self, rows_before: impl Fn(u64) -> Option<u64>, most_rows: u64) -> Error {
        let before = match rows_before(self.piece) {
            Some(before) if !self.has_row_of_input => before,
            _ => 0,
        };
        match self.error.place().row {
            Some(row) if before.saturating_add(row) > most_rows => too_many_rows(),
            _ => self.error.moved_behind(before),
        }
    }
}

fn too_many_rows() -> Error {
    let message = text!(
        "记录过多,请分批加入",
        "too many records in one input; add it in parts"
    );
    Error::new(ErrorKind::Limit, message)
}

#[cfg(test)]
#[path = "reading_tests.rs"]
mod tests;
