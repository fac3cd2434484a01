//! Text files: encodings, delimiters, title rows.

use huimin::door::DoorOptions;
use huimin::input::Encoding;

use super::support::*;

fn chinese(delimiter: &str) -> String {
    text(&table("cases", true, 3), delimiter)
}

#[test]
fn encodings_are_found_out() {
    for (bytes, encoding) in [
        (chinese(",").into_bytes(), ""),
        (format!("\u{feff}{}", chinese(",")).into_bytes(), ""),
        (gb18030(&chinese(",")), " gb18030"),
        (utf16(&chinese(","), false), " utf-16le"),
        (utf16(&chinese(","), true), " utf-16be"),
        (csv("cases"), ""),
        (
            gb18030(&String::from_utf8(csv("cases")).unwrap()),
            " gb18030",
        ),
        (text(&table("cases", false, 0), ",").into_bytes(), ""),
    ] {
        assert_read(
            &[("cases.csv", bytes)],
            &[&format!("cases cases.csv{encoding}")],
        );
    }
    // Accents beside Chinese leave no doubt.
    let accents = chinese(",").replace("律师11", "Zoé 律师");
    assert_read(&[("cases.csv", accents.into_bytes())], &["cases cases.csv"]);
    // Each file by itself.
    assert_read(
        &[
            ("a/cases.csv", gb18030(&chinese(","))),
            ("b/cases.csv", chinese(",").into_bytes()),
        ],
        &["cases a/cases.csv gb18030", "cases b/cases.csv"],
    );
    // What decides may stand far behind the header.
    let mut late = csv("cases");
    late.extend(
        "C9,530402,lawyer,2019-04-01,,ordinary,done\n"
            .repeat(50_000)
            .into_bytes(),
    );
    late.extend(gb18030("C9,530402,律师,2019-04-01,,ordinary,done\n"));
    let table = [("cases.csv", late)];
    let error = surveyed(&table).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("line 2 is in UTF-8, but line 50004 is not"),
        "{error}"
    );
}

#[test]
fn encodings_that_are_not_found_out() {
    let of =
        |bytes: Vec<u8>, words: &str| assert_fault(&[("cases.csv", bytes)], "cases.csv", words);
    let header = String::from_utf8(csv("cases"))
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .to_owned();
    let with = |bytes: &[u8]| [header.as_bytes(), b"\n", bytes].concat();
    of(
        with(b"C1,Caf\xe9,1\n"),
        "line 2: the bytes at character 7 are neither UTF-8 nor GB18030",
    );
    let mixed = [chinese(",").into_bytes(), gb18030("编号,结果\n")].concat();
    of(
        mixed,
        "line 1 is in UTF-8, but line 5 is not from character 1 on",
    );
    // Both a letter of Hebrew and a Chinese character.
    of(
        with(&gb18030("C1,值\n")),
        "line 2: the file can be UTF-8 (with `ֵ` in this line) or GB18030 (with `值`)",
    );
    let cut = chinese(",").into_bytes();
    of(
        cut[..cut.len() - 4].to_vec(),
        "the file may be put together of two encodings, or damaged",
    );
    let marked = [b"\xEF\xBB\xBF".to_vec(), with(b"\xff\n")].concat();
    of(marked, "begins with the mark of UTF-8");
    of(
        utf16(&chinese(","), false)[2..].to_vec(),
        "it may be UTF-16 without its mark",
    );
    of(
        with(b"\0\0\n"),
        "it may be UTF-16 without its mark, or no text",
    );
}

#[test]
fn declared_encodings_win() {
    let declared = |encoding| DoorOptions {
        encodings: [
            ("cases".to_owned(), encoding),
            ("divisions".to_owned(), Encoding::Gb18030),
        ]
        .into(),
        ..DoorOptions::default()
    };
    // Also valid UTF-8, though it means something else.
    assert_read_with(
        &[
            ("cases.csv", csv("cases")),
            (
                "区划.csv",
                gb18030(&text(&table("divisions", true, 1), ",")),
            ),
        ],
        &declared(Encoding::Gb18030),
        &["divisions 区划.csv gb18030", "cases cases.csv gb18030"],
    );
    assert_read_with(
        &[("cases.csv", utf16(&chinese(";"), false)[2..].to_vec())],
        &declared(Encoding::Utf16Le),
        &["cases cases.csv utf-16le ;"],
    );
    let files = [(
        "cases.csv",
        format!("\u{feff}{}", chinese(",")).into_bytes(),
    )];
    let error = surveyed_with(&files, &declared(Encoding::Gb18030)).unwrap_err();
    assert!(
        error.to_string().contains("begins with the mark of UTF-8"),
        "{error}"
    );
    let error = surveyed_with(
        &[("cases.csv", gb18030(&chinese(",")))],
        &declared(Encoding::Utf8),
    );
    assert_eq!(
        error.unwrap_err().place().file.as_deref(),
        Some("cases.csv")
    );
    let unknown = DoorOptions {
        encodings: [("case".to_owned(), Encoding::Utf8)].into(),
        ..DoorOptions::default()
    };
    let error = surveyed_with(&[], &unknown).unwrap_err();
    assert_eq!(error.kind(), huimin::ErrorKind::Argument);
}

#[test]
fn delimiters_and_title_rows_are_found() {
    for (delimiter, shown) in [
        (";", " ;"),
        ("\t", " \\t"),
        ("，", " \\u{ff0c}"),
        ("|", " |"),
        (",", ""),
    ] {
        let plain = chinese(delimiter);
        assert_read(
            &[("cases.txt", plain.clone().into_bytes())],
            &[&format!("cases cases.txt{shown}")],
        );
        let titled = format!("玉溪市红塔区法律服务案件统计表\n\n制表：张三,李四\n{plain}");
        let expected = format!("cases cases.txt{shown} line 4");
        assert_read(&[("cases.txt", titled.clone().into_bytes())], &[&expected]);
        let expected = format!("cases cases.txt gb18030{shown} line 4");
        assert_read(
            &[("cases.txt", gb18030(&titled.replace('\n', "\r\n")))],
            &[&expected],
        );
    }
    let separated = format!("sep=;\n{}", chinese(";"));
    assert_read(
        &[("cases.csv", separated.into_bytes())],
        &["cases cases.csv ; line 2"],
    );
    let blank = format!("\n,,,,,,\n{}", chinese(","));
    assert_read(
        &[("cases.csv", blank.into_bytes())],
        &["cases cases.csv line 3"],
    );
    let decorated = chinese(",")
        .replace("办结日期", "办结日期(选填)")
        .replace("案件编号", "*案件编号");
    assert_read(
        &[("cases.csv", decorated.into_bytes())],
        &["cases cases.csv"],
    );
    // A file without a line end.
    let whole = chinese(",");
    assert_read(
        &[("cases.csv", whole.trim_end().as_bytes().to_vec())],
        &["cases cases.csv"],
    );
    assert_read(
        &[(
            "cases.csv",
            whole.lines().next().unwrap().as_bytes().to_vec(),
        )],
        &["cases cases.csv"],
    );
}

#[test]
fn headers_that_are_not_clear() {
    let of = |text: String, words: &str| {
        assert_fault(&[("cases.csv", text.into_bytes())], "cases.csv", words)
    };
    let header = "case_id,division_code,service,accepted_on,closed_on,beneficiary,outcome";
    of(
        header.replace("outcome", "outcom"),
        "lacks `outcome` (outcome; is it `outcom`?)",
    );
    of(
        format!("x,y\n{header}\nC1\n{header}\n"),
        "lines 2 and 4 both name all required fields",
    );
    of(
        format!("{header},办理结果\n"),
        "the columns `outcome` and `办理结果` have names of one meaning",
    );
    of(
        format!("{header},remark,Remark\n"),
        "the columns `remark` and `Remark` have names of one meaning",
    );
    of(
        format!("{header},remark,remark\n"),
        "found the column name `remark` twice",
    );
    of(
        "C1,530402,lawyer,2019-04-01,,ordinary,done\n".to_owned(),
        "none names any of its fields",
    );
    of(
        format!("{}{header}\n", "x\n".repeat(20)),
        "none of the first 20 rows is a header",
    );
    // Of two delimiters in one row, one makes a header.
    let tangled = header.replace("service", "service;x");
    of(tangled, "lacks `service`");
}

#[test]
fn rows_of_a_cut_file_are_never_read_in_silence() {
    let whole = chinese(",").into_bytes();
    let files = |length: usize| [("cases.csv", whole[..length].to_vec())];
    for length in 0..whole.len() {
        let files = files(length);
        let Ok(delivery) = surveyed(&files) else {
            continue;
        };
        // Cut behind a whole character: a row has too few cells, unless the cut is between rows, or
        // within the last cell, which no reader can know.
        let mut source = delivery.parts[0].open(&folder(&files)).unwrap();
        let mut read = Ok(0);
        while let Some(batch) = source.next_batch().transpose() {
            read = read.and_then(|rows| batch.map(|batch| rows + batch.num_rows()));
            if read.is_err() {
                break;
            }
        }
        let text = std::str::from_utf8(&files[0].1).unwrap();
        let last = text.lines().last().unwrap_or_default();
        if read.is_ok() {
            assert_eq!(last.split(',').count(), 7, "{text}");
        }
    }
}
