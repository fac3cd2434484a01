//! Whatever is handed over is accounted for, and what keeps the meaning of a file keeps what it is
//! taken for.

use std::collections::BTreeSet;

use huimin::door::{Delivery, DoorOptions, Folder, MemoryFolder, survey};
use proptest::prelude::*;

use super::support::*;

const DATASETS: [&str; 15] = [
    "platforms",
    "residencies",
    "offerings",
    "people",
    "advisers",
    "publicity_events",
    "cases",
    "consultations",
    "needs",
    "aid_requests",
    "disputes",
    "milestones",
    "reports",
    "inspection_results",
    "divisions",
];

/// A file of a dataset, in some disguise.
#[derive(Clone, Debug)]
struct Disguised {
    dataset: &'static str,
    path: String,
    bytes: Vec<u8>,
    rows: usize,
}

fn label(dataset: &str) -> (String, String) {
    let mut datasets = definition().datasets.iter();
    match datasets.find(|known| known.id.value == dataset) {
        Some(known) => (known.label.zh.clone(), known.label.en.clone()),
        None => ("行政区划".to_owned(), "register".to_owned()),
    }
}

/// A heading in another spelling of one meaning.
fn reworded(heading: &str, how: usize) -> String {
    match how {
        0 => heading.to_uppercase(),
        1 => format!(" {heading}\u{3000}"),
        2 => format!("{heading}(选填)"),
        3 => format!("*{heading}"),
        4 => format!("{heading}（必填）*"),
        5 => heading.replace('_', " "),
        6 => heading.chars().map(wide).collect(),
        _ => heading.to_owned(),
    }
}

fn wide(character: char) -> char {
    match character {
        'a'..='z' => char::from_u32(u32::from(character) + 0xfee0).unwrap(),
        _ => character,
    }
}

prop_compose! {
    fn disguised()(
        dataset in prop::sample::select(&DATASETS[..]),
        in_chinese: bool,
        rows in 0_usize..4,
        words in prop::collection::vec(0_usize..12, 40),
        shift in 0_usize..20,
        titles in 0_usize..4,
        delimiter in prop::sample::select(vec![",", ";", "\t", "，", "|"]),
        encoding in 0_usize..5,
        name in 0_usize..4,
        before in prop::sample::select(vec!["", "红塔区", "2019年11月", "(1)", "530402-"]),
        behind in prop::sample::select(vec!["", " (1)", "_v2", "-530402", "（终稿）", ".final"]),
        folder in prop::sample::select(vec!["", "红塔区/", "a/b c/", "d=1/", "上报/江川区/2019/"]),
        format in 0_usize..7,
    ) -> Disguised {
        let mut table = table(dataset, in_chinese, rows);
        for (heading, how) in table[0].iter_mut().zip(words) {
            *heading = reworded(heading, how);
        }
        let columns = table[0].len();
        for row in &mut table {
            row.rotate_left(shift % columns);
        }
        let mut titled: Table = (0..titles).map(|row| vec![format!("标题{row}")]).collect();
        titled.extend(table.clone());
        let text = text(&titled, delimiter);
        let text = match encoding {
            0 => text.into_bytes(),
            1 => format!("\u{feff}{text}").into_bytes(),
            2 => gb18030(&text.replace('\n', "\r\n")),
            3 => utf16(&text, false),
            _ => utf16(&text, true),
        };
        let (bytes, ending) = match format {
            0 => (text, ".csv"),
            1 => (text, ".TXT"),
            2 => (gzip(&text), ".csv.gz"),
            3 => (book(titled), ".xlsx"),
            4 => (parquet(&table), ".parquet"),
            5 => (json_lines(&table), ".jsonl"),
            _ => (zip(&[("内/数据.csv", text)]), ".zip"),
        };
        let (zh, en) = label(dataset);
        let name = match name {
            0 => dataset.to_owned(),
            1 => zh,
            2 => dataset.to_uppercase(),
            _ => en,
        };
        // Half of the files are named by their folder alone.
        let path = if shift % 2 == 0 || format == 6 {
            format!("{folder}{before}{name}{behind}{ending}")
        } else {
            format!("{before}{name}{behind}/{folder}0001{ending}")
        };
        // An empty file of JSON lines names no keys: it is a fault, as nobody knows what it lacks.
        let rows = if format == 5 { rows.max(1) } else { rows };
        let bytes = if format == 5 && bytes.is_empty() { json_lines(&super::support::table(dataset, in_chinese, 1)) } else { bytes };
        Disguised { dataset, path, bytes, rows }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Names, folders, endings, encodings, delimiters, title rows, headings, orders of columns.
    #[test]
    fn what_keeps_the_meaning_is_taken_for_the_same(file in disguised()) {
        let files = [(file.path.as_str(), file.bytes.clone())];
        let delivery = match surveyed(&files) {
            Ok(delivery) => delivery,
            Err(error) => return Err(TestCaseError::fail(format!("{}: {error}", file.path))),
        };
        let parts: Vec<_> = delivery.register.iter().chain(&delivery.parts).collect();
        prop_assert_eq!(parts.len(), 1);
        prop_assert_eq!(parts[0].dataset.as_deref().unwrap_or("divisions"), file.dataset);
        prop_assert_eq!(rows(parts[0], &folder(&files)), file.rows);
    }
}

/// Names of files, those of no meaning among them.
fn any_path() -> impl Strategy<Value = String> {
    let stem = prop::sample::select(vec![
        "cases",
        "法律服务案件",
        "disputes (1)",
        "a",
        "cases disputes",
        "~$cases",
        ".hidden",
        "区划",
        "_SUCCESS",
        "part-00000",
        "000000_0",
        "说明",
    ]);
    let folder = prop::sample::select(vec![
        "",
        "",
        "cases/",
        "红塔区/",
        "x/_delta_log/",
        "x/",
        "year=2019/",
        "__MACOSX/",
    ]);
    let ending = prop::sample::select(vec![
        "", ".csv", ".xlsx", ".parquet", ".jsonl", ".zip", ".xls", ".csv.gz", ".toml", ".dat",
        ".pdf",
    ]);
    (folder, stem, ending).prop_map(|(folder, stem, ending)| format!("{folder}{stem}{ending}"))
}

fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(csv("cases")),
        Just(gb18030(&text(&table("disputes", true, 1), ";"))),
        Just(Vec::new()),
        Just(book(table("cases", true, 1))),
        Just(workbook(&[
            ("矛盾纠纷", Shown::Yes, table("disputes", true, 1)),
            ("旧", Shown::Hidden, table("cases", true, 1))
        ])),
        Just(parquet(&table("cases", false, 1))),
        Just(json_lines(&table("cases", false, 1))),
        Just(gzip(&csv("cases"))),
        Just(zip(&[
            ("cases.csv", csv("cases")),
            ("b.csv", csv("cases")),
            ("~$x.xlsx", Vec::new())
        ])),
        prop::collection::vec(any::<u8>(), 0..60),
    ]
}

/// The files of the listing that a delivery accounts for.
fn accounted(delivery: &Delivery) -> BTreeSet<String> {
    let parts = delivery
        .register
        .iter()
        .chain(&delivery.parts)
        .map(|part| part.file.clone());
    parts
        .chain(
            delivery
                .passed_over
                .iter()
                .map(|passed| passed.file.clone()),
        )
        .collect()
}

/// Whether something said about a path is about a file: of an archive what lies in it, of a folder
/// what it holds.
fn is_about(said: &str, file: &str) -> bool {
    said == file
        || said == "."
        || said
            .strip_prefix(file)
            .is_some_and(|rest| rest.starts_with('/'))
        || file
            .strip_prefix(said)
            .is_some_and(|rest| rest.starts_with('/'))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Files that errors name are taken away until the others are read: then each is accounted for.
    #[test]
    fn nothing_is_left_out_in_silence(files in prop::collection::btree_map(any_path(), any_bytes(), 0..9)) {
        let mut folder = MemoryFolder::new();
        for (path, bytes) in &files {
            folder.insert(path.clone(), bytes.clone());
        }
        let mut named: BTreeSet<String> = BTreeSet::new();
        for _ in 0..=files.len() {
            let error = match survey(definition(), &folder, &DoorOptions::default()) {
                Err(error) => error,
                Ok(delivery) => {
                    let accounted = accounted(&delivery);
                    for file in folder.list().unwrap() {
                        let about = accounted.iter().any(|said| is_about(said, &file.path));
                        prop_assert!(about, "{} is nowhere in {:?}", file.path, shown(&delivery));
                    }
                    return Ok(());
                }
            };
            let causes = if error.causes().is_empty() { std::slice::from_ref(&error) } else { error.causes() };
            for cause in causes {
                let said = cause.place().file.clone();
                prop_assert!(said.is_some(), "no file is named by {}", cause);
                let said = said.unwrap_or_default();
                let about: Vec<String> = folder.list().unwrap().into_iter().map(|file| file.path).filter(|file| is_about(&said, file)).collect();
                named.extend(about.iter().cloned());
            }
            let before = folder.list().unwrap().len();
            for path in &named {
                folder.remove(path);
            }
            prop_assert!(folder.list().unwrap().len() < before, "an error names no file: {}", error);
        }
        prop_assert!(false, "errors do not end");
    }
}
