use super::super::subject::Subjects;
use super::super::test_support::definition;
use super::*;
use crate::input::first_csv_rows;

const CASES: &str = "case_id,division_code,service,accepted_on,beneficiary,outcome";
const DELIMITERS: [char; 5] = [',', ';', '\t', '，', '|'];

fn field(name: &str, labels: &[&str], required: bool) -> Field {
    Field {
        name: name.to_owned(),
        label: Text::same(name),
        required,
        names: Names::new(name, labels),
    }
}

fn cells(row: &str) -> Vec<String> {
    row.split(',').map(str::to_owned).collect()
}

fn candidates(text: &str) -> Vec<Rows> {
    let rows = |delimiter| (Some(delimiter), first_csv_rows(text, delimiter, 20));
    DELIMITERS.into_iter().map(rows).collect()
}

/// What a search for the header of `cases` comes to.
fn searched(text: &str) -> Search {
    let subjects = Subjects::of(&definition());
    let (_, cases) = subjects
        .iter()
        .find(|(_, subject)| subject.key() == "cases")
        .unwrap();
    search(&cases.fields, &candidates(text), |_| false)
}

fn found(text: &str) -> Header {
    match searched(text) {
        Search::Found(header) => header,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn a_header_names_all_required_fields_however_it_spells_them() {
    let fields = names_of(&definition().datasets[6]);
    let whole = |row: &str| fits(&fields, &cells(row), |_| false).is_some();
    assert!(whole(CASES));
    assert!(whole(
        "案件编号,区划代码,法律服务,受理日期,服务对象,办理结果"
    ));
    assert!(whole(
        "Case ID,DIVISION-CODE,Ｓervice,accepted on,受益人,outcome,beneficiary"
    ));
    assert!(whole(
        "*案件编号,区划代码(12位),法律服务*,受理日期（必填）,服务对象,办理结果:"
    ));
    assert!(!whole(
        "case_id,division_code,service,accepted_on,beneficiary"
    ));
    // What folders give need not be named.
    let given = fields.iter().position(|field| field.name == "outcome");
    let row = cells("case_id,division_code,service,accepted_on,beneficiary");
    assert!(fits(&fields, &row, |field| Some(field) == given).is_some());
}

#[test]
fn the_header_is_the_one_row_of_one_delimiter() {
    for (delimiter, shown) in [
        (',', ","),
        (';', ";"),
        ('\t', "\t"),
        ('，', "，"),
        ('|', "|"),
    ] {
        let text = format!("{}\n", CASES.replace(',', shown));
        let header = found(&text);
        assert_eq!((header.delimiter, header.line), (Some(delimiter), 1));
        assert!(header.titles.is_empty());
    }
    let titled =
        format!("2019年法律服务案件统计表,,,,,\n\n填报单位：红塔区,,,,,\n,,,,,\n{CASES}\n");
    let header = found(&titled);
    assert_eq!(header.line, 5);
    let titles: Vec<(u64, &str)> = (header.titles.iter())
        .map(|title| (title.line, title.text.as_str()))
        .collect();
    assert_eq!(
        titles,
        [(1, "2019年法律服务案件统计表"), (3, "填报单位：红塔区")]
    );
    let excel = format!("sep=;\n{}\n", CASES.replace(',', ";"));
    assert_eq!(found(&excel).titles[0].text, "sep=;");
    // A header in quotes over two lines.
    let quoted = format!(
        "\"a\nb\"\n{}\n",
        CASES.replace("outcome", "\"outcome\n(必填)\"")
    );
    assert_eq!(found(&quoted).line, 3);
}

#[test]
fn no_row_and_two_rows_are_told() {
    assert_eq!(searched(&format!("{CASES}\n{CASES}\n")), Search::Two(1, 2));
    assert_eq!(searched(""), Search::Nowhere(None));
    let Search::Nowhere(Some(nearest)) = searched("C1,530402\ncase_id,division_code,service,x\n")
    else {
        panic!("a header was found");
    };
    assert_eq!(
        (nearest.line, nearest.named, nearest.missing.len()),
        (2, 3, 3)
    );
    // The 21st row is data.
    assert!(matches!(
        searched(&format!("{}{CASES}\n", "x\n".repeat(20))),
        Search::Nowhere(_)
    ));
    assert_eq!(found(&format!("{}{CASES}\n", "x\n".repeat(19))).line, 20);
}

#[test]
fn one_column_is_the_same_by_every_delimiter() {
    let fields = [field("code", &[], true)];
    let searched = search(&fields, &candidates("code\n530402\n"), |_| false);
    assert!(matches!(
        searched,
        Search::Found(Header {
            delimiter: Some(','),
            ..
        })
    ));
}

#[test]
fn columns_and_fields_are_told_apart() {
    let fields = [
        field("poor_village", &["是否贫困村"], true),
        field("village", &["村"], true),
        field("vil_lage", &[], false),
    ];
    let doubted = |row: &str| doubt(&fields, &cells(row));
    assert_eq!(doubted("poor_village,村,备注"), None);
    let columns = |one: &str, other: &str| Some(Doubt::Columns(one.to_owned(), other.to_owned()));
    assert_eq!(
        doubted("贫困村,是否贫困村"),
        columns("贫困村", "是否贫困村")
    );
    assert_eq!(
        doubted("poor_village,贫困村"),
        columns("poor_village", "贫困村")
    );
    assert_eq!(doubted("备注,备 注"), columns("备注", "备 注"));
    assert_eq!(doubted("备注,备注"), columns("备注", "备注"));
    assert_eq!(doubted("a,,,"), None);
    assert_eq!(
        doubted("Village"),
        Some(Doubt::Fields("Village".to_owned(), 1, 2))
    );
}
