//! The lines of `texts.txt`, alone and in every kind of file.

use super::texts::{all_records, lines, record};
use super::{Outcome, WAYS, alone};

#[test]
fn every_cell_means_what_the_table_says() {
    let cases = lines();
    let mut wrong = Vec::new();
    for case in &cases {
        let record = record(&case.field, Some(&case.text));
        let alone = alone(&record);
        let mut difference = Outcome::parse(case.outcome).difference(&case.field, &alone);
        // As one record, it is told the same in any file, word for word.
        for (way, read) in WAYS {
            let found = read(std::slice::from_ref(&record)).remove(0);
            if difference.is_none() && found != alone {
                difference = Some(format!("alone {alone:?}, but as {way} {found:?}"));
            }
        }
        if let Some(difference) = difference {
            wrong.push(format!(
                "line {} {:?}: {difference}",
                case.number, case.text
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} cells are read otherwise:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
    let with_two = cases.iter().filter(|case| case.defects >= 2).count();
    assert!(cases.len() >= 200, "{} cells", cases.len());
    assert!(with_two >= 60, "{with_two} cells with two defects");
}

#[test]
fn cells_mean_the_same_among_others() {
    let (cases, all) = (lines(), all_records());
    // Records with one key are told of each other, which those alone are not.
    let of_keys = ["identical_copy", "conflicting_records"];
    let alone: Vec<_> = all.iter().map(alone).collect();
    for (way, read) in WAYS {
        let found = read(&all);
        for (number, (mut found, alone)) in found.into_iter().zip(&alone).enumerate() {
            found.retain(|found| !of_keys.contains(&found.rule.as_str()));
            assert_eq!(found, *alone, "line {} as {way}", cases[number].number);
        }
    }
}
