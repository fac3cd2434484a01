//! The same records in every file format give the same tally, byte by byte.
#![cfg(all(
    feature = "sample",
    feature = "csv",
    feature = "json",
    feature = "parquet",
    feature = "xlsx"
))]

use std::io::Cursor;
use std::sync::Arc;

use arrow_array::RecordBatch;
use huimin::calendar::Date;
use huimin::input::{
    BatchSource, CsvOptions, CsvSource, Encoding, JsonLinesOptions, JsonLinesSource,
    ParquetOptions, ParquetSource, XlsxOptions, XlsxSource,
};
use huimin::sample::{Sample, SampleOptions};
use huimin::tally::AddOptions;
use huimin::{Error, ErrorKind, Language, Network, Plan, Programme, Result, Tally};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::file::properties::WriterProperties;

const DATASETS: [&str; 4] = ["cases", "advisers", "platforms", "offerings"];

struct World {
    plan: Plan,
    network: Network,
}

impl World {
    fn new() -> Self {
        let network = Network::builtin("yuxi-2019").unwrap();
        let programme = Programme::builtin("yuxi-2019").unwrap();
        let plan = Plan::new(&programme, Network::builtin("yuxi-2019").unwrap()).unwrap();
        Self { plan, network }
    }

    fn sample(&self, defects: bool) -> Sample<'_> {
        let options = SampleOptions {
            seed: 11,
            records: Some(3_000),
            defects,
        };
        Sample::new(&self.network, &options).unwrap()
    }

    fn bytes(&self, dataset: &str, source: impl BatchSource) -> Vec<u8> {
        let mut tally = Tally::new(&self.plan);
        tally
            .add(dataset, source)
            .unwrap_or_else(|error| panic!("{dataset}: {error}"));
        assert!(tally.records(dataset).unwrap() > 100);
        tally.to_bytes().unwrap()
    }

    fn csv(&self, dataset: &str, defects: bool) -> Vec<u8> {
        let mut file = Vec::new();
        self.sample(defects).write_csv(dataset, &mut file).unwrap();
        file
    }

    fn of_csv(&self, dataset: &str, file: &[u8]) -> Vec<u8> {
        self.bytes(dataset, CsvSource::new(file, CsvOptions::default()))
    }

    /// What a tally says that need not have read the same columns, which its bytes name.
    fn said_of_csv(&self, dataset: &str, file: &[u8]) -> [RecordBatch; 2] {
        let bytes = self.of_csv(dataset, file);
        let tally = Tally::from_bytes(&self.plan, &bytes).unwrap();
        let assessment = tally.assess(self.plan.period.end()).unwrap();
        let findings = assessment.findings_table(Language::English).unwrap();
        [findings, assessment.fractions().unwrap()]
    }

    /// Every row of a sample dataset as (field, value).
    fn rows(&self, dataset: &str, defects: bool) -> Vec<Vec<(&'static str, Option<String>)>> {
        let sample = self.sample(defects);
        let header = sample.header(dataset).unwrap();
        let mut rows = Vec::new();
        sample
            .rows(dataset, &mut |cells| {
                let cells = cells.iter().map(|cell| cell.map(str::to_owned));
                rows.push(header.iter().copied().zip(cells).collect());
                Ok(())
            })
            .unwrap();
        rows
    }
}

#[test]
fn csv_with_a_byte_order_mark_or_in_gb18030() {
    let world = World::new();
    for dataset in DATASETS {
        let plain = world.csv(dataset, true);
        let expected = world.of_csv(dataset, &plain);
        let with_mark = [b"\xef\xbb\xbf".as_slice(), &plain].concat();
        assert_eq!(world.of_csv(dataset, &with_mark), expected, "{dataset}");
        let text = String::from_utf8(plain).unwrap();
        let (gb18030, _, unmappable) = encoding_rs::GB18030.encode(&text);
        assert!(!unmappable);
        let options = CsvOptions {
            encoding: Encoding::Gb18030,
            ..CsvOptions::default()
        };
        assert_eq!(
            world.bytes(dataset, CsvSource::new(&*gb18030, options)),
            expected,
            "{dataset}"
        );
    }
}

#[test]
fn csv_headed_by_chinese_or_english_labels_in_any_order() {
    let world = World::new();
    for dataset in DATASETS {
        let expected = world.said_of_csv(dataset, &world.csv(dataset, true));
        let plan = &world.plan.datasets[world.plan.dataset(dataset).unwrap()];
        let rows = world.rows(dataset, true);
        for chinese in [true, false] {
            let mut writer = csv::Writer::from_writer(Vec::new());
            let label = |name: &str| {
                let field = plan.fields.iter().find(|field| field.name == name).unwrap();
                if chinese {
                    field.label.zh.clone()
                } else {
                    field.label.en.clone()
                }
            };
            writer
                .write_record(rows[0].iter().rev().map(|(name, _)| label(name)))
                .unwrap();
            for row in &rows {
                let cells = row
                    .iter()
                    .rev()
                    .map(|(_, value)| value.clone().unwrap_or_default());
                writer.write_record(cells).unwrap();
            }
            let file = writer.into_inner().unwrap();
            assert_eq!(world.said_of_csv(dataset, &file), expected, "{dataset}");
        }
    }
}

#[test]
fn json_lines() {
    let world = World::new();
    for dataset in DATASETS {
        let expected = world.of_csv(dataset, &world.csv(dataset, true));
        let mut file = String::new();
        for row in world.rows(dataset, true) {
            let members: Vec<String> = row
                .iter()
                .filter_map(|(name, value)| Some(format!("{name:?}: {:?}", value.as_ref()?)))
                .collect();
            file.push_str(&format!("{{{}}}\n", members.join(", ")));
        }
        let source = JsonLinesSource::new(file.as_bytes(), JsonLinesOptions::default());
        assert_eq!(world.bytes(dataset, source), expected, "{dataset}");
    }
}

#[test]
fn parquet_with_typed_columns() {
    let world = World::new();
    for dataset in DATASETS {
        // A typed column cannot hold an unreadable value: a year without defects.
        let expected = world.of_csv(dataset, &world.csv(dataset, false));
        let mut file = Vec::new();
        world
            .sample(false)
            .write_parquet(dataset, &mut file)
            .unwrap();
        let source = ParquetSource::from_bytes(file, ParquetOptions::default());
        assert_eq!(world.bytes(dataset, source), expected, "{dataset}");
    }
}

#[test]
fn workbooks() {
    let world = World::new();
    for dataset in DATASETS {
        let expected = world.of_csv(dataset, &world.csv(dataset, true));
        let rows = world.rows(dataset, true);
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        for (column, (name, _)) in (0_u16..).zip(&rows[0]) {
            sheet.write_string(0, column, *name).unwrap();
        }
        for (row, cells) in (1_u32..).zip(&rows) {
            for (column, (_, value)) in (0_u16..).zip(cells) {
                if let Some(value) = value {
                    sheet.write_string(row, column, value).unwrap();
                }
            }
        }
        let file = Cursor::new(workbook.save_to_buffer().unwrap());
        let source = XlsxSource::new(file, XlsxOptions::default());
        assert_eq!(world.bytes(dataset, source), expected, "{dataset}");
    }
}

/// Records of `cases` that make several pieces in every format.
const MANY: usize = 30_000;

struct Many {
    world: World,
    csv: String,
    json: String,
}

impl Many {
    fn new() -> Self {
        let world = World::new();
        let rows = world.rows("cases", true);
        let header: Vec<&str> = rows[0].iter().map(|(name, _)| *name).collect();
        let mut csv = header.join(",") + "\n";
        let mut json = String::new();
        for number in 0..MANY {
            let mut row = rows[number % rows.len()].clone();
            let copy = number / rows.len();
            let key = row.iter_mut().find(|(name, _)| *name == "case_id").unwrap();
            key.1 = key.1.take().map(|id| format!("{id}-{copy}"));
            // Some cells are quoted.
            let cell = |(name, value): &(&str, Option<String>)| match value {
                Some(value) if *name == "case_id" && number % 7 == 0 => format!("\"{value}\""),
                value => value.clone().unwrap_or_default(),
            };
            let cells: Vec<String> = row.iter().map(cell).collect();
            csv += &(cells.join(",") + "\n");
            let members = row
                .iter()
                .filter_map(|(name, value)| Some(format!("{name:?}: {:?}", value.as_ref()?)));
            json += &format!("{{{}}}\n", members.collect::<Vec<_>>().join(", "));
        }
        assert!(csv.len() > 2 << 20, "{} bytes are few pieces", csv.len());
        Self { world, csv, json }
    }

    fn batches(&self) -> Vec<RecordBatch> {
        let mut source = CsvSource::new(self.csv.as_bytes(), CsvOptions::default());
        std::iter::from_fn(|| source.next_batch().unwrap()).collect()
    }

    fn parquet(&self) -> Vec<u8> {
        let batches = self.batches();
        let properties = WriterProperties::builder()
            .set_max_row_group_row_count(Some(5_000))
            .build();
        let schema = batches[0].schema();
        let mut writer = ArrowWriter::try_new(Vec::new(), schema, Some(properties)).unwrap();
        batches
            .iter()
            .for_each(|batch| writer.write(batch).unwrap());
        writer.into_inner().unwrap()
    }

    /// What the tally is, and what is found, with so many threads.
    fn outcome(&self, threads: usize, source: impl BatchSource) -> Result<(Vec<u8>, String)> {
        let mut tally = Tally::new(&self.world.plan);
        let options = AddOptions {
            threads,
            progress: None,
            ..Default::default()
        };
        let added = tally.add_with("cases", source, options)?;
        assert_eq!(added.records, MANY as u64);
        let assessment = tally.assess(Date::parse("2019-12-31").unwrap())?;
        let findings = assessment.findings();
        assert!(findings.len() > 100);
        let findings: Vec<_> = findings.iter(Language::English).collect();
        Ok((tally.to_bytes()?, format!("{findings:?}")))
    }
}

fn csv_source(bytes: &[u8], encoding: Encoding) -> impl BatchSource {
    let options = CsvOptions {
        encoding,
        batch_rows: 1_000,
        ..CsvOptions::default()
    };
    CsvSource::new(bytes, options)
}

#[test]
fn threads_and_pieces_change_neither_a_byte_nor_a_finding() {
    let many = Many::new();
    let gb18030 = encoding_rs::GB18030.encode(&many.csv).0.into_owned();
    let parquet = many.parquet();
    let expected = many
        .outcome(1, csv_source(many.csv.as_bytes(), Encoding::Utf8))
        .unwrap();
    for threads in [1, 2, 5] {
        let sources: [(&str, Box<dyn BatchSource + '_>); 4] = [
            (
                "csv",
                Box::new(csv_source(many.csv.as_bytes(), Encoding::Utf8)),
            ),
            ("gb18030", Box::new(csv_source(&gb18030, Encoding::Gb18030))),
            (
                "json",
                Box::new(JsonLinesSource::new(
                    many.json.as_bytes(),
                    JsonLinesOptions::default(),
                )),
            ),
            (
                "parquet",
                Box::new(ParquetSource::from_bytes(
                    parquet.clone(),
                    ParquetOptions::default(),
                )),
            ),
        ];
        for (format, source) in sources {
            let outcome = many.outcome(threads, source).unwrap();
            assert!(outcome == expected, "{format} with {threads} threads");
        }
    }
}

/// The file with other lines in place of some.
fn with_lines(file: &str, header: usize, lines: &[(usize, &[u8])]) -> Vec<u8> {
    let mut broken = Vec::new();
    for (number, line) in file.split_inclusive('\n').enumerate() {
        let row = (number + 1).saturating_sub(header);
        let other = lines.iter().find(|(broken, _)| *broken == row);
        broken.extend_from_slice(other.map_or(line.as_bytes(), |(_, line)| line));
    }
    broken
}

#[test]
fn of_faults_in_several_pieces_the_first_is_told_with_any_number_of_threads() {
    let many = Many::new();
    let check = |row: u64, words: &str, refused: &dyn Fn(usize) -> Error| {
        let expected = refused(1);
        let place = expected.place();
        assert_eq!(place.line.or(place.row), Some(row), "{expected}");
        assert_eq!(expected.kind(), ErrorKind::Input, "{expected}");
        assert!(expected.to_string().contains(words), "{expected}");
        for threads in [1, 2, 5, 5, 2] {
            assert_eq!(refused(threads).to_string(), expected.to_string());
        }
    };
    let (ragged, not_utf8): (&[u8], &[u8]) = (b"one,\"two\nlines\"\n", b"x,\xFF,,,,,\n");
    for lines in [
        [(17_011, ragged), (25_000, not_utf8), (29_999, ragged)],
        [(17_011, not_utf8), (17_500, ragged), (29_999, not_utf8)],
    ] {
        let file = with_lines(&many.csv, 1, &lines);
        check(17_012, "line 17012", &|threads| {
            let source = csv_source(&file, Encoding::Utf8);
            many.outcome(threads, source).unwrap_err()
        });
    }
    let lines: [(usize, &[u8]); 2] = [(9_001, b"{\"case_id\": []}\n"), (20_000, b"{\n")];
    let file = with_lines(&many.json, 0, &lines);
    check(9_001, "a list or an object", &|threads| {
        let source = JsonLinesSource::new(&*file, JsonLinesOptions::default());
        many.outcome(threads, source).unwrap_err()
    });

    // The ids of the third and the fifth row group.
    let mut file = many.parquet();
    let bytes = bytes::Bytes::from(file.clone());
    let metadata = ArrowReaderMetadata::load(&bytes, ArrowReaderOptions::new()).unwrap();
    for group in [2, 4] {
        let chunk = Arc::clone(metadata.metadata());
        let (start, length) = chunk.row_group(group).column(0).byte_range();
        file[start as usize..(start + length) as usize].fill(0xFF);
    }
    check(10_001, "damaged", &|threads| {
        let source = ParquetSource::from_bytes(file.clone(), ParquetOptions::default());
        many.outcome(threads, source).unwrap_err()
    });
}
