use super::{Handover, Receipt, Received};

fn received(file: Option<&str>, records: u64, absent: &[&str]) -> Received {
    Received {
        dataset: Some("cases".to_owned()),
        handover: file.map(Handover::of_file).unwrap_or_default(),
        absent_fields: absent.iter().map(|field| (*field).to_owned()).collect(),
        records,
        ..Received::default()
    }
}

#[test]
fn entries_of_one_file_add_up_in_any_order() {
    let parts = [
        received(None, 3, &["closed_on"]),
        received(Some("a.csv"), 5, &[]),
        received(None, 4, &["closed_on", "remark"]),
    ];
    let (mut there, mut back) = (Receipt::default(), Receipt::default());
    parts.iter().for_each(|part| there.add(part.clone()));
    parts.iter().rev().for_each(|part| back.add(part.clone()));
    assert_eq!(there, back);
    let counts: Vec<u64> = there.entries().map(|entry| entry.records).collect();
    assert_eq!(counts, [7, 5]);
    let first = there.entries().next().unwrap();
    assert_eq!(first.absent_fields, ["closed_on"]);
    let mut both = there.clone();
    both.merge(&back);
    assert_eq!(both.entries().next().unwrap().records, 14);
}
