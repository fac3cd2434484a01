//! Random and damaged bytes for everything that reads: no panic, and what is
//! refused leaves a tally as it was.

use std::io::Cursor;

use huimin::calendar::{Date, TimeOfDay};
use huimin::column::fingerprint_bytes;
use huimin::definition::{Definition, builtin_text};
use huimin::diagnostic::did_you_mean;
use huimin::figure::Decimal;
use huimin::formula::{citizen_id_digit_right, valid_citizen_id, valid_credit_code};
use huimin::input::{
    BatchSource, CsvOptions, CsvSource, Encoding, JsonLinesOptions, JsonLinesSource,
};
use huimin::network::{DivisionCode, Level, parse_digits};
use huimin::{Language, Network, Plan, Tally};
use proptest::prelude::*;

use crate::support::{HEADER, csv, day, definition, good_row, plan, try_plan};

/// Bytes that occur in files, and some that should not.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        proptest::sample::select(PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

const ENCODINGS: &[Encoding] = &[
    Encoding::Utf8,
    Encoding::Gb18030,
    Encoding::Utf16Le,
    Encoding::Utf16Be,
];

const PIECES: &[&str] = &[
    ",",
    "，",
    ",,,,,,,,,\n",
    "\u{3000}\n",
    "\u{1f}",
    "\n",
    "\r\n",
    "\"",
    "\"\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    "null",
    "true",
    "1e999",
    "-",
    "0.5",
    "\u{feff}",
    "visit_id",
    "530402",
    "2019-05-01",
    "２０１９",
    "\\u0000",
    "\\ud800",
    "=",
    "[[rule]]",
    "[[dataset]]",
    "'''",
    "condition = \"",
    "persons",
    "code",
    "name",
    "parent_code",
    "红塔区",
    "\u{0}",
    "count(*)",
    "FILTER (WHERE ",
];

/// A text with some places changed, cut out or doubled.
fn damaged(text: String) -> impl Strategy<Value = Vec<u8>> {
    let length = text.len();
    let change = (0..length, 0..4_u8, any::<u8>(), 0..40_usize);
    proptest::collection::vec(change, 1..6).prop_map(move |changes| {
        let mut bytes = text.clone().into_bytes();
        for (place, kind, byte, run) in changes {
            let place = place.min(bytes.len().saturating_sub(1));
            let end = (place + run).min(bytes.len());
            match kind {
                0 => bytes[place..end].fill(byte),
                1 => drop(bytes.drain(place..end)),
                2 => {
                    let copy = bytes[place..end].to_vec();
                    bytes.splice(place..place, copy);
                }
                _ => bytes.insert(place, byte),
            }
        }
        bytes
    })
}

fn small_file() -> String {
    HEADER.to_owned() + &(1..=20).map(good_row).collect::<String>()
}

/// Adds a source; where it is refused, the tally stays as it was.
fn add(plan: &Plan, source: impl BatchSource) -> Result<(), TestCaseError> {
    let mut tally = Tally::new(plan);
    tally
        .add("visits", csv(HEADER.to_owned() + &good_row(0), 10))
        .unwrap();
    let before = tally.to_bytes().unwrap();
    match tally.add("visits", source) {
        Err(error) => {
            prop_assert!(!error.render(Language::Chinese).is_empty());
            prop_assert!(tally.to_bytes().unwrap() == before);
        }
        Ok(added) => {
            prop_assert_eq!(tally.records("visits").unwrap() as u64, added.records + 1);
            let assessment = tally.assess(day("2019-12-31")).unwrap();
            for finding in assessment.findings().iter(Language::Chinese) {
                prop_assert!(!finding.message.is_empty());
            }
        }
    }
    Ok(())
}

thread_local! {
    static PLAN: Plan = plan("[[measure]]\nid = \"persons\"\nlabel = { zh = \"人次\", en = \"persons\" }\ndataset = \"visits\"\nvalue = \"sum(persons)\"\non = \"visited_on\"\n");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn random_bytes_as_records(
        bytes in bytes(),
        batch_rows in 0..5_usize,
        encoding in proptest::sample::select(ENCODINGS),
        delimiter in proptest::sample::select(&[',', '，'][..]),
        header_line in 1..3_u64,
    ) {
        let plan = PLAN.with(Clone::clone);
        let options = CsvOptions {
            batch_rows,
            encoding,
            delimiter,
            header_line,
            ..CsvOptions::default()
        };
        add(&plan, CsvSource::new(Cursor::new(bytes.clone()), options.clone()))?;
        let with_header = [HEADER.as_bytes(), &bytes].concat();
        add(&plan, CsvSource::new(Cursor::new(with_header), options))?;
        let options = JsonLinesOptions { batch_rows, ..JsonLinesOptions::default() };
        add(&plan, JsonLinesSource::new(Cursor::new(bytes), options))?;
    }

    #[test]
    fn damaged_files_of_records(bytes in damaged(small_file()), batch_rows in 1..30_usize) {
        add(&PLAN.with(Clone::clone), csv(bytes, batch_rows))?;
    }

    #[test]
    fn random_bytes_as_a_register(bytes in bytes()) {
        let _ = Network::from_csv(&bytes).map_err(|error| error.render(Language::Chinese));
        let with_header = [b"code,name,parent_code,valid_from,successor,population\n530400,c,,,,\n", bytes.as_slice()].concat();
        let _ = Network::from_csv(&with_header).map_err(|error| error.render(Language::English));
    }

    #[test]
    fn random_text_as_a_definition(bytes in bytes()) {
        let text = String::from_utf8_lossy(&bytes);
        let _ = Definition::parse("x.toml", &text).map_err(|diagnostics| diagnostics.render(Language::Chinese));
        let _ = try_plan(&text).map_err(|error| error.render(Language::English));
    }

    #[test]
    fn random_text_as_a_formula(bytes in bytes()) {
        let text = String::from_utf8_lossy(&bytes).replace("'''", "''").replace('\0', "");
        let parts = format!("[[rule]]\nid = \"x\"\nlabel = {{ zh = \"规则\", en = \"rule\" }}\nseverity = \"note\"\ndataset = \"visits\"\nmessage = {{ zh = \"核\", en = \"check\" }}\ncondition = '''{text} '''\n[[measure]]\nid = \"m\"\nlabel = {{ zh = \"计量\", en = \"measure\" }}\ndataset = \"visits\"\nvalue = '''{text} '''\n");
        let _ = try_plan(&parts).map_err(|error| error.render(Language::Chinese));
    }

    #[test]
    fn garbage_for_the_small_parsers(bytes in bytes(), text in any::<String>()) {
        for text in [&*String::from_utf8_lossy(&bytes), &text] {
            let _ = (Date::parse(text), Date::parse_bytes(text.as_bytes()), TimeOfDay::parse(text));
            let _ = (Decimal::parse(text), Decimal::parse_share(text));
            let _ = (DivisionCode::parse(text), parse_digits(text.as_bytes()));
            let _ = (Level::from_id(text), Level::from_word(text), Encoding::from_id(text));
            let _ = (valid_citizen_id(text), citizen_id_digit_right(text), valid_credit_code(text));
            let _ = did_you_mean(text, ["cases", "disputes"]);
        }
    }

    /// Bytes of a tally that are damaged in a way the checksum does not show.
    #[test]
    fn damaged_tallies(changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..8), cut in any::<usize>()) {
        let plan = PLAN.with(Clone::clone);
        let mut tally = Tally::new(&plan);
        let broken = "V1,530499,2019-13-01,,c,名,x,0.001,25:00,?\n,,,,,,,,,\n";
        tally.add("visits", csv(small_file() + broken, 10)).unwrap();
        let good = tally.to_bytes().unwrap();
        let mut body = good[..good.len() - 8].to_vec();
        for (place, byte) in changes {
            // The head is left alone, or nothing behind it would be read.
            let place = 16 + place % (body.len() - 16);
            body[place] = byte;
        }
        if cut % 4 == 0 {
            body.truncate(16 + cut % (body.len() - 16));
        }
        let checksum = fingerprint_bytes(&body).to_le_bytes();
        let bytes = [body.as_slice(), &checksum].concat();
        if let Ok(tally) = Tally::from_bytes(&plan, &bytes) {
            let _ = tally.to_bytes().unwrap();
            if let Ok(assessment) = tally.assess(day("2019-11-30")) {
                let _ = assessment.findings().iter(Language::Chinese).count();
                let _ = assessment.indicators();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn damaged_definitions(bytes in damaged(definition(""))) {
        let text = String::from_utf8_lossy(&bytes);
        let _ = Definition::parse("x.toml", &text).map_err(|diagnostics| diagnostics.render(Language::Chinese));
    }
}

#[test]
fn a_built_in_programme_cut_anywhere_is_refused_without_a_panic() {
    let text = builtin_text("yuxi-2019").unwrap();
    let places = (0..text.len())
        .step_by(997)
        .filter(|place| text.is_char_boundary(*place));
    for place in places {
        let _ = Definition::parse("x.toml", &text[..place])
            .map_err(|diagnostics| diagnostics.render(Language::Chinese));
    }
}
