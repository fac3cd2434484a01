//! The other side of `bench.c`: the same work in Rust, and the batches that both are given.
//! One process holds both, so that they can take turns and meet the same machine.

use std::hint::black_box;
use std::slice;
use std::sync::OnceLock;
use std::time::Instant;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchIterator};
use huimin::assess::AssessOptions;
use huimin::calendar::Date;
use huimin::input::{ArrowSource, BatchSource, CsvOptions, CsvSource};
use huimin::tally::AddOptions;
use huimin::{Network, Plan, Programme, Tally};

const WORKLOAD: &str = include_str!("../../workload.toml");

/// The definition of the workload, to be handed to the library under test.
#[unsafe(no_mangle)]
pub extern "C" fn bench_definition(length: *mut usize) -> *const u8 {
    // SAFETY: `bench.c` gives a place.
    unsafe { length.write(WORKLOAD.len()) };
    WORKLOAD.as_ptr()
}

struct Given {
    plan: Plan,
    file: Vec<u8>,
    batches: Vec<RecordBatch>,
}

static GIVEN: OnceLock<Given> = OnceLock::new();

/// Takes the file of records; gives how many there are.
#[unsafe(no_mangle)]
pub extern "C" fn bench_open(file: *const u8, length: usize) -> u64 {
    // SAFETY: `bench.c` gives a file it has read.
    let file = unsafe { slice::from_raw_parts(file, length) }.to_vec();
    let programme = Programme::from_toml("workload.toml", WORKLOAD).expect("the workload");
    let network = Network::builtin("yunnan-2019").expect("a register");
    let plan = Plan::new(&programme, network).expect("a plan");
    let mut source = CsvSource::new(file.as_slice(), CsvOptions::default());
    let mut batches = Vec::new();
    while let Some(batch) = source.next_batch().expect("records") {
        batches.push(batch);
    }
    let records: usize = batches.iter().map(RecordBatch::num_rows).sum();
    let given = Given {
        plan,
        file,
        batches,
    };
    assert!(GIVEN.set(given).is_ok(), "opened twice");
    records as u64
}

fn given() -> &'static Given {
    GIVEN.get().expect("opened")
}

/// A stream of the batches, which are shared and not copied.
#[unsafe(no_mangle)]
pub extern "C" fn bench_stream(stream: *mut FFI_ArrowArrayStream) {
    let batches = &given().batches;
    let schema = batches.first().expect("a batch").schema();
    let batches = RecordBatchIterator::new(batches.clone().into_iter().map(Ok), schema);
    // SAFETY: `bench.c` gives a place.
    unsafe { stream.write(FFI_ArrowArrayStream::new(Box::new(batches))) };
}

fn seconds(threads: usize, source: impl BatchSource) -> f64 {
    let start = Instant::now();
    let tally = filled(threads, source);
    black_box(&tally);
    drop(tally);
    start.elapsed().as_secs_f64()
}

fn filled(threads: usize, source: impl BatchSource) -> Tally {
    let mut tally = Tally::new(&given().plan);
    let options = AddOptions {
        threads,
        progress: None,
        ..Default::default()
    };
    tally.add_with("records", source, options).expect("records");
    tally
}

/// Adds the batches; gives the seconds it takes.
#[unsafe(no_mangle)]
pub extern "C" fn bench_arrow(threads: usize) -> f64 {
    let batches = given().batches.clone();
    seconds(threads, ArrowSource::new(batches.into_iter().map(Ok)))
}

/// Adds the batches and assesses them; gives the seconds it takes.
#[unsafe(no_mangle)]
pub extern "C" fn bench_assess(threads: usize) -> f64 {
    let batches = given().batches.clone();
    let start = Instant::now();
    let tally = filled(threads, ArrowSource::new(batches.into_iter().map(Ok)));
    let as_of = Date::parse("2019-11-30").expect("a day");
    let options = AssessOptions {
        threads,
        ..AssessOptions::default()
    };
    let assessment = tally.assess_with(as_of, options).expect("an assessment");
    black_box((&tally, &assessment));
    drop((tally, assessment));
    start.elapsed().as_secs_f64()
}

/// Adds the file; gives the seconds it takes.
#[unsafe(no_mangle)]
pub extern "C" fn bench_csv(threads: usize) -> f64 {
    let source = CsvSource::new(given().file.as_slice(), CsvOptions::default());
    seconds(threads, source)
}

/// Checks one record so often; gives the seconds it takes.
#[unsafe(no_mangle)]
pub extern "C" fn bench_check(times: u64) -> f64 {
    let checker = given().plan.checker("records").expect("a dataset");
    let record = [
        "R1",
        "530402001001",
        "mediation",
        "2019-03-01",
        "2019-03-09",
        "ordinary",
        "settled",
        "physical",
        "2",
    ];
    let record = record.map(Some);
    let start = Instant::now();
    for _ in 0..times {
        let found = checker.check(black_box(&record)).expect("a record");
        assert!(found.is_empty());
    }
    start.elapsed().as_secs_f64()
}
