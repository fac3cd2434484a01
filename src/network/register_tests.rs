use super::*;
use crate::network::{DivisionCode, Network};

fn read_sound(source: &str) -> Vec<DivisionRecord> {
    let mut faults = Faults::default();
    let lines = read(source, &mut faults);
    assert!(faults.is_empty());
    lines.into_iter().map(owned).collect()
}

fn owned(line: Line<'_>) -> DivisionRecord {
    let attributes = line.attributes.into_iter();
    DivisionRecord {
        code: line.code.into_owned(),
        name: line.name.into_owned(),
        level: line.level.into_owned(),
        parent_code: line.parent_code.into_owned(),
        kind: line.kind.into_owned(),
        poor_village: line.poor_village,
        population: line.population,
        valid_from: line.valid_from,
        valid_until: line.valid_until,
        successor: line.successor.map(Cow::into_owned),
        attributes: attributes
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect(),
        row: line.row,
    }
}

#[test]
fn columns_are_known_by_their_names_and_by_their_labels() {
    let values = "\n530422101204, 某村 ,村,530422101,村委会,是,812,2019-01-01,2020-06-01,530481101201,0877\n";
    let english = "code,name,level,parent_code,kind,poor_village,population,valid_from,valid_until,successor,phone";
    let expected = DivisionRecord {
        code: "530422101204".to_owned(),
        name: "某村".to_owned(),
        level: "村".to_owned(),
        parent_code: "530422101".to_owned(),
        kind: "村委会".to_owned(),
        poor_village: Some(true),
        population: Some(812),
        valid_from: Date::parse("2019-01-01"),
        valid_until: Date::parse("2020-06-01"),
        successor: Some("530481101201".to_owned()),
        attributes: vec![("phone".to_owned(), "0877".to_owned())],
        row: 1,
    };
    for header in [
        english,
        "代码,名称,级别,上级代码,类别,贫困村,人口,生效日期,失效日期,继任代码,phone",
        "区划代码, 名称 ,level,上级代码,kind,贫困村,人口,生效日期,失效日期,继任代码,phone",
    ] {
        assert_eq!(
            read_sound(&format!("{header}{values}")),
            std::slice::from_ref(&expected)
        );
    }
}

#[test]
fn truth_is_written_in_several_ways() {
    let read = |word: &str| {
        read_sound(&format!("code,name,poor_village\n5304,市,{word}\n"))[0].poor_village
    };
    for word in ["true", "True", "TRUE", "1", "是"] {
        assert_eq!(read(word), Some(true), "{word}");
    }
    for word in ["false", "False", "FALSE", "0", "否"] {
        assert_eq!(read(word), Some(false), "{word}");
    }
    assert_eq!(read(""), None);
}

#[test]
fn rows_without_any_value_are_passed_over() {
    let records = read_sound("code,name\n\n5304,市\n,\n , \n530422,县\n,\n");
    let read: Vec<(u64, &str)> = records
        .iter()
        .map(|record| (record.row, record.code.as_str()))
        .collect();
    assert_eq!(read, [(1, "5304"), (4, "530422")]);
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let network = Network::from_csv("\u{FEFF}code,name\n5304,玉溪市\n".as_bytes()).unwrap();
    assert_eq!(network.len(), 1);
}

#[test]
fn another_encoding_is_refused_with_its_line() {
    // 玉 in GB18030.
    let error = Network::from_csv(b"code,name\n5304,\xD3\xF1\n").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    assert_eq!(
        error.message().en,
        "expected a register in UTF-8, but line 2 is not; save it as CSV UTF-8"
    );
    assert_eq!(
        error.message().zh,
        "区划登记册应为 UTF-8 编码,第 2 行不是;请另存为“CSV UTF-8”"
    );
}

#[test]
fn records_and_their_listing_are_the_same_register() {
    let csv = "code,name,poor_village,population,valid_from,valid_until,successor,a,b\n\
        5304,\"玉\"\"溪\",,,,,,x,\n\
        530422,\"澄,江\",否,5,2019-01-01,2020-01-01,530481,,y\n\
        530481,澄江市,是,,,,,,\n";
    let records = read_sound(csv);
    let listed = read_sound(&listing(&records));
    assert_eq!(listed, records);
    let (from_csv, from_records) = (
        Network::from_csv(csv.as_bytes()).unwrap(),
        Network::from_records(records).unwrap(),
    );
    assert_eq!(from_csv.fingerprint(), from_records.fingerprint());
    let code = DivisionCode::parse("530422").unwrap().code;
    assert_eq!(from_records.find(code), from_csv.find(code));
}

#[test]
fn a_message_about_records_underlines_their_listing() {
    let record = |code: &str, parent_code: &str| DivisionRecord {
        code: code.to_owned(),
        name: "某,地".to_owned(),
        parent_code: parent_code.to_owned(),
        ..DivisionRecord::default()
    };
    let error =
        Network::from_records(vec![record("5304", ""), record("530422", "5305")]).unwrap_err();
    let diagnostics = error.diagnostics();
    assert_eq!(diagnostics.source_name, "divisions");
    assert_eq!(
        diagnostics.source,
        "code,name,level,parent_code,kind,poor_village,population,valid_from,valid_until,successor\n\
        5304,\"某,地\",,,,,,,,\n530422,\"某,地\",,5305,,,,,,\n"
    );
    let span = diagnostics.list[0].span;
    assert_eq!(
        (span.start, &diagnostics.source[span.start..span.end]),
        (131, "5305")
    );
}

#[test]
fn attributes_need_names_of_their_own() {
    for names in [vec![""], vec!["面积", "面积"], vec!["code"], vec!["人口"]] {
        let attributes = names
            .iter()
            .map(|name| ((*name).to_owned(), "1".to_owned()))
            .collect();
        let record = DivisionRecord {
            code: "5304".to_owned(),
            name: "玉溪市".to_owned(),
            attributes,
            ..DivisionRecord::default()
        };
        let error = Network::from_records(vec![record]).unwrap_err();
        assert_eq!(
            (error.kind(), error.place().row),
            (ErrorKind::Argument, Some(1)),
            "{names:?}"
        );
        let name = names[names.len() - 1];
        assert_eq!(
            error.message().en,
            format!(
                "expected attributes of different names, none that of a field, but found `{name}`"
            )
        );
    }
}

#[test]
fn cells_and_rows_that_look_empty_are() {
    let csv = "code,name,level,parent_code\n530400,玉溪市,city,\u{200b}\n\u{3000},\u{200b},,\n\
               530402,\u{200b}红塔区\u{a0},county,530400\n";
    let network = Network::from_csv(csv.as_bytes()).unwrap();
    let names: Vec<&str> = network.ids().map(|id| network.name(id)).collect();
    assert_eq!(names, ["玉溪市", "红塔区"]);
}
