//! The same records in every file format give the same tally, byte by byte.
#![cfg(all(
    feature = "sample",
    feature = "csv",
    feature = "json",
    feature = "parquet",
    feature = "xlsx"
))]

use std::io::Cursor;

use huimin::input::{
    BatchSource, CsvOptions, CsvSource, Encoding, JsonLinesOptions, JsonLinesSource,
    ParquetOptions, ParquetSource, XlsxOptions, XlsxSource,
};
use huimin::sample::{Sample, SampleOptions};
use huimin::{Network, Plan, Programme, Tally};

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
        let expected = world.of_csv(dataset, &world.csv(dataset, true));
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
            assert_eq!(world.of_csv(dataset, &file), expected, "{dataset}");
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
