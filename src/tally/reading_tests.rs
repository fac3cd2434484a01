#![expect(clippy::arithmetic_side_effects, reason = "small numbers of rows")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow_array::{ArrayRef, StringArray};

use super::*;
use crate::limits;
use crate::network::Network;
use crate::programme::Programme;
use crate::tally::Tally;

/// Every piece as its batches.
struct Pieces(std::vec::IntoIter<Vec<Result<RecordBatch>>>);

impl Pieces {
    fn new(pieces: Vec<Vec<Result<RecordBatch>>>) -> Self {
        Self(pieces.into_iter())
    }
}

impl BatchSource for Pieces {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        panic!("pieces are asked for")
    }

    fn next_piece(&mut self) -> Result<Option<Piece>> {
        let piece = self.0.next();
        Ok(piece
            .map(|piece| Box::new(piece.into_iter().map(|batch| batch.map(Into::into))) as Piece))
    }
}

const DEFINITION: &str = r#"
[programme]
id = "reading"
version = "1"
label = { zh = "读取", en = "reading" }
period = { start = 2019-01-01, end = 2019-12-31 }
root = "530400"

[[dataset]]
id = "visits"
label = { zh = "走访", en = "visits" }
key = ["visit_id"]
division = "division_code"
date = "visited_on"
field = [
  { name = "visit_id", label = { zh = "走访编号", en = "visit number" }, type = "text", required = true },
  { name = "division_code", label = { zh = "区划代码", en = "division code" }, type = "division", required = true },
  { name = "visited_on", label = { zh = "走访日期", en = "visited on" }, type = "date", required = true },
  { name = "persons", label = { zh = "人次", en = "persons" }, type = "integer" },
]
"#;

fn plan() -> Plan {
    let programme = Programme::from_toml("reading.toml", DEFINITION).unwrap();
    let register = "code,name,parent_code,poor_village,population\n530400,玉溪市,,,\n";
    Plan::new(&programme, Network::from_csv(register.as_bytes()).unwrap()).unwrap()
}

/// Rows named from `first` on, with more columns; 0 stands for a number that is too
/// long to be read.
fn batch(first: usize, persons: &[u8], more: &[&str]) -> RecordBatch {
    let texts = |text: &dyn Fn(usize) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values((0..persons.len()).map(text)))
    };
    let number = |row: usize| match persons[row] {
        0 => "9".repeat(limits::VALUE_BYTES + 1),
        persons => persons.to_string(),
    };
    let mut columns = vec![
        ("visit_id", texts(&|row| format!("V{}", first + row))),
        ("division_code", texts(&|_| "530400".to_owned())),
        ("visited_on", texts(&|_| "2019-05-01".to_owned())),
        ("persons", texts(&number)),
    ];
    columns.extend(more.iter().map(|name| (*name, texts(&|_| String::new()))));
    RecordBatch::try_from_iter(columns).unwrap()
}

/// Pieces of three batches with two rows each.
fn good_pieces(count: usize) -> Vec<Vec<Result<RecordBatch>>> {
    let batches = |piece: usize| {
        let firsts = (0..3).map(move |batch| piece * 6 + batch * 2);
        firsts.map(|first| Ok(batch(first, &[1, 2], &[]))).collect()
    };
    (0..count).map(batches).collect()
}

fn broken(row: u64) -> Result<RecordBatch> {
    let message = crate::text::Text::same("the line was cut");
    Err(Error::new(ErrorKind::Input, message).at_row(row))
}

fn with_threads(plan: &Plan, threads: usize, source: impl BatchSource) -> Result<(Tally, Added)> {
    let mut tally = Tally::new(plan);
    let options = AddOptions {
        threads,
        progress: None,
        ..Default::default()
    };
    let added = tally.add_with("visits", source, options)?;
    Ok((tally, added))
}

#[test]
fn rows_are_counted_over_all_pieces() {
    let plan = plan();
    let mut one_batch = Tally::new(&plan);
    let whole = batch(0, &[1, 2].repeat(60), &[]);
    let whole = crate::input::ArrowSource::new([Ok(whole)]);
    one_batch.add("visits", whole).unwrap();
    for threads in [1, 2, 5] {
        let (tally, added) = with_threads(&plan, threads, Pieces::new(good_pieces(20))).unwrap();
        assert_eq!(added.records, 120);
        assert!(tally.to_bytes().unwrap() == one_batch.to_bytes().unwrap());
        let mut rows: Vec<(u32, String)> = Vec::new();
        for segment in tally.ledgers()[0].segments() {
            for entry in segment.entries() {
                rows.push((
                    entry.row(),
                    String::from_utf8_lossy(&entry.key()).into_owned(),
                ));
            }
        }
        rows.sort_unstable();
        assert_eq!(rows.len(), 120);
        for ((row, key), number) in rows.iter().zip(1_u32..) {
            assert_eq!(*row, number);
            assert!(key.ends_with(&format!("V{}", number - 1)), "{key}");
        }
    }
}

#[test]
fn the_error_of_the_smallest_row_wins_with_any_number_of_threads() {
    let plan = plan();
    // Rows 15 (of piece 3, too long), 25 and 40 (broken).
    let faults = |too_long: bool| {
        let mut pieces = good_pieces(20);
        if too_long {
            pieces[2][1] = Ok(batch(14, &[0, 0], &[]));
        }
        pieces[4][0] = broken(1);
        pieces[6][2] = broken(4);
        Pieces::new(pieces)
    };
    for threads in [1, 2, 5] {
        for _ in 0..20 {
            let error = with_threads(&plan, threads, faults(true)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
            assert_eq!(error.place().row, Some(15), "{error}");
            let error = with_threads(&plan, threads, faults(false)).unwrap_err();
            assert_eq!(
                error.to_string(),
                "dataset visits, row 25: the line was cut"
            );
        }
    }
}

#[test]
fn an_error_of_a_piece_that_never_began_names_the_row_of_the_input() {
    struct Ends(Pieces);
    impl BatchSource for Ends {
        fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
            self.0.next_batch()
        }
        fn next_piece(&mut self) -> Result<Option<Piece>> {
            match self.0.next_piece()? {
                Some(piece) => Ok(Some(piece)),
                None => broken(19).map(|_| None),
            }
        }
    }
    for threads in [1, 2, 5] {
        let source = Ends(Pieces::new(good_pieces(3)));
        let error = with_threads(&plan(), threads, source).unwrap_err();
        assert_eq!(error.place().row, Some(19), "{error}");
    }
}

#[test]
fn columns_that_are_no_fields_are_told_once_in_the_order_of_the_rows() {
    let pieces = || {
        let mut pieces = good_pieces(10);
        pieces[3][0] = Ok(batch(18, &[1, 1], &["remark", "seal"]));
        pieces[5][1] = Ok(batch(32, &[1, 1], &["approved_by", "remark"]));
        Pieces::new(pieces)
    };
    for threads in [1, 2, 5] {
        let (_, added) = with_threads(&plan(), threads, pieces()).unwrap();
        assert_eq!(added.ignored_columns, ["remark", "seal", "approved_by"]);
    }
}

#[test]
fn more_rows_than_can_be_named_are_refused_after_smaller_rows() {
    let plan = plan();
    let read = |most, threads, pieces| {
        let options = AddOptions {
            threads,
            progress: None,
            ..Default::default()
        };
        read_at_most(most, &plan, &plan.datasets[0], Pieces::new(pieces), options)
    };
    for threads in [1, 2, 5] {
        let (_, added) = read(120, threads, good_pieces(20)).unwrap();
        assert_eq!(added.records, 120);
        let error = read(119, threads, good_pieces(20)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
        for (row_of_piece, kind) in [(5, ErrorKind::Input), (6, ErrorKind::Limit)] {
            let mut pieces = good_pieces(20);
            pieces[19][2] = broken(row_of_piece);
            let error = read(119, threads, pieces).unwrap_err();
            assert_eq!(error.kind(), kind, "{error}");
        }
    }
}

#[test]
fn every_worker_stops_within_a_batch_or_so() {
    let plan = plan();
    for threads in [1, 2, 5] {
        // Pieces that never end.
        let decoded = Arc::new(AtomicUsize::new(0));
        let endless = (0..threads).map(|_| {
            let decoded = Arc::clone(&decoded);
            std::iter::repeat_with(move || {
                decoded.fetch_add(1, Ordering::Relaxed);
                Ok(batch(0, &[1], &[]))
            })
        });
        struct Endless<I>(I);
        impl<P, I> BatchSource for Endless<I>
        where
            P: Iterator<Item = Result<RecordBatch>> + Send + 'static,
            I: Iterator<Item = P> + Send,
        {
            fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
                panic!("pieces are asked for")
            }
            fn next_piece(&mut self) -> Result<Option<Piece>> {
                Ok(self
                    .0
                    .next()
                    .map(|piece| Box::new(piece.map(|batch| batch.map(Into::into))) as Piece))
            }
        }
        let mut calls = 0;
        let mut at_stop = 0;
        let mut stop = |_| {
            calls += 1;
            at_stop = decoded.load(Ordering::Relaxed);
            calls < 50
        };
        let options = AddOptions {
            threads,
            progress: Some(&mut stop),
            ..Default::default()
        };
        let mut tally = Tally::new(&plan);
        let stopped = tally.add_with("visits", Endless(endless), options);
        assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Cancelled);
        assert!(decoded.load(Ordering::Relaxed) <= at_stop + threads);
        assert_eq!(tally.records("visits").unwrap(), 0);
    }
}

#[test]
fn a_panic_in_a_piece_is_resumed() {
    for threads in [1, 2, 5] {
        let panicking = || {
            let mut pieces: Vec<Vec<Result<RecordBatch>>> = good_pieces(4);
            pieces[2].clear();
            let good = Pieces::new(pieces);
            struct Panics(Pieces, usize);
            impl BatchSource for Panics {
                fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
                    self.0.next_batch()
                }
                fn next_piece(&mut self) -> Result<Option<Piece>> {
                    self.1 += 1;
                    match self.0.next_piece()? {
                        Some(_) if self.1 == 3 => {
                            let batch = std::iter::once_with(|| panic!("by the test"));
                            Ok(Some(Box::new(batch)))
                        }
                        piece => Ok(piece),
                    }
                }
            }
            Panics(good, 0)
        };
        let result = std::panic::catch_unwind(|| with_threads(&plan(), threads, panicking()));
        let panic = result.map(|added| added.is_ok()).unwrap_err();
        assert_eq!(panic.downcast_ref(), Some(&"by the test"));
    }
}
