use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use proptest::prelude::*;

use super::book::{Book, Room};
use super::column::{Column, Heading};
use super::sheet::Sheet;
use super::value::{Value, clean};
use super::with_room;
use crate::assess::{Assessment, MilestoneStatus};
use crate::calendar::Date;
use crate::error::ErrorKind;
use crate::figure::Decimal;
use crate::input::ArrowSource;
use crate::network::Network;
use crate::plan::Plan;
use crate::programme::Programme;
use crate::report::Dossier;
use crate::tally::Tally;
use crate::text::Language;

fn nothing() -> Assessment {
    let register = "code,name,level,parent_code\n530400,玉溪市,city,\n";
    let network = Network::from_csv(register.as_bytes()).unwrap();
    let plan = Plan::new(
        &Programme::builtin("yuxi-2019")
            .unwrap()
            .without_allocations(),
        network,
    );
    let mut tally = Tally::new(&plan.unwrap());
    let datasets = tally.plan().datasets.iter();
    let datasets: Vec<String> = datasets.map(|dataset| dataset.id.clone()).collect();
    for dataset in datasets {
        tally.add(&dataset, ArrowSource::new([])).unwrap();
    }
    tally.assess(Date::parse("2019-11-30").unwrap()).unwrap()
}

/// The sheets of a workbook, each with its rows.
fn read(bytes: Vec<u8>) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let sheets = workbook.worksheets().into_iter();
    sheets
        .map(|(name, range)| (name, range.rows().map(<[Data]>::to_vec).collect()))
        .collect()
}

/// The sheets that a table of so many rows takes, with so many rows in each sheet.
fn paged(rows: u64, rows_per_sheet: u32) -> Vec<(String, Vec<Vec<Data>>)> {
    let assessment = nothing();
    let dossier = Dossier::new(&assessment, Language::Chinese);
    let mut book = Book::new(
        &dossier,
        Room {
            rows_per_sheet,
            ..Room::MOST
        },
    );
    let columns = vec![Column::number("序号"), Column::code("编号")];
    let mut sheet = Sheet::new(&mut book, Heading::of("问题清单", "findings"), columns).unwrap();
    for number in 1..=rows {
        let code = Value::text(format!("{number:012}"));
        sheet.row([Value::count(number), code]).unwrap();
    }
    sheet.finish().unwrap();
    read(book.finish().unwrap())
}

#[test]
fn rows_beyond_a_sheet_go_on_in_the_next() {
    // Title, as-of date and head leave three rows of six.
    let sheets = paged(7, 6);
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["问题清单", "问题清单 2", "问题清单 3"]);
    let mut expected = 1;
    for (_, rows) in &sheets {
        assert_eq!(
            rows[2],
            ["序号", "编号"].map(|head| Data::String(head.to_owned()))
        );
        for row in &rows[3..] {
            assert_eq!(row[0], Data::Float(f64::from(expected)));
            assert_eq!(row[1], Data::String(format!("{expected:012}")));
            expected += 1;
        }
        assert!(rows.len() <= 6);
    }
    assert_eq!(expected, 8);
    // What just fits begins no sheet of its own.
    assert_eq!(paged(3, 6).len(), 1);
    assert_eq!(paged(4, 6).len(), 2);
}

#[test]
fn a_sheet_has_as_many_rows_as_programs_read() {
    assert_eq!(Room::MOST.rows_per_sheet, 1 << 20);
}

#[test]
fn too_many_cells_are_an_error() {
    let assessment = nothing();
    let dossier = Dossier::new(&assessment, Language::English);
    let with = |cells: usize| {
        let room = Room {
            cells,
            ..Room::MOST
        };
        with_room(&dossier, room)
    };
    // Progress has 10 rows of 10 cells, progress by month 20 rows of 4 and 11 dates,
    // acceptance 10 rows of 11, every table of the receipt 10, and one milestone of the city is
    // overdue.
    let received = assessment.receipt().entries().len();
    let cells = received * 10 + 10 * 10 + 20 * 15 + 10 * 11 + overdue(&assessment) * 7;
    assert!(with(cells).is_ok());
    let error = with(cells - 1).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert!(
        error.message().en.contains("exceeds the limit of"),
        "{error}"
    );
}

fn overdue(assessment: &Assessment) -> usize {
    let milestones = assessment.milestones().into_iter();
    let overdue = milestones.filter(|it| it.status == MilestoneStatus::Overdue);
    overdue.count()
}

/// Texts of all kinds, those that begin like formulas or markup among them.
fn texts() -> impl Strategy<Value = String> {
    let begin = prop::sample::select(vec![
        "", "=", "+", "-", "@", "\t", "\r", "<r>", "_x000", "'",
    ]);
    let end = prop::sample::select(vec!["", "</r>", "</si>", "_", "\n"]);
    (begin, any::<String>(), end).prop_map(|(begin, text, end)| format!("{begin}{text}{end}"))
}

proptest! {
    #[test]
    fn every_text_and_number_comes_back(
        texts in proptest::collection::vec(texts(), 1..20),
        units in -999_999_999_999_999_i128..=999_999_999_999_999,
        scale in 0_u8..=15,
    ) {
        let assessment = nothing();
        let dossier = Dossier::new(&assessment, Language::English);
        let mut book = Book::new(&dossier, Room::MOST);
        let columns = vec![Column::words("text"), Column::number("number")];
        let mut sheet = Sheet::new(&mut book, Heading::of("表", "sheet"), columns).unwrap();
        let number = Decimal::new(units, scale);
        for text in &texts {
            sheet.row([Value::text(text), Value::Number(number)]).unwrap();
        }
        sheet.finish().unwrap();
        let mut sheets = read(book.finish().unwrap());
        let (_, rows) = sheets.remove(0);
        for (row, text) in rows[3..].iter().zip(&texts) {
            let found = match &row[0] {
                Data::Empty => "",
                Data::String(found) => found,
                other => panic!("{text:?} became {other:?}"),
            };
            prop_assert_eq!(found, &*clean(text));
            let read = match row[1] {
                Data::Float(read) => read,
                ref other => panic!("{number} became {other:?}"),
            };
            prop_assert_eq!(read, number.to_string().parse::<f64>().unwrap());
        }
    }
}
