use super::*;

#[test]
fn names_are_taken_apart() {
    for (name, stem, ending, gzip) in [
        ("cases.csv", "cases", Ending::Record(Format::Csv), false),
        ("cases.CSV.GZ", "cases", Ending::Record(Format::Csv), true),
        ("cases.gz", "cases", Ending::Nothing, true),
        ("案件.txt", "案件", Ending::Record(Format::Csv), false),
        ("案件.tsv", "案件", Ending::Record(Format::Csv), false),
        ("案件.xlsm", "案件", Ending::Record(Format::Xlsx), false),
        ("a.pq", "a", Ending::Record(Format::Parquet), false),
        (
            "part-00000-c000.snappy.parquet",
            "part-00000-c000.snappy",
            Ending::Record(Format::Parquet),
            false,
        ),
        ("a.ndjson", "a", Ending::Record(Format::JsonLines), false),
        ("上报.zip", "上报", Ending::Zip, false),
        ("a.xls", "a", Ending::Foreign(Foreign::OldWorkbook), false),
        ("a.ET", "a", Ending::Foreign(Foreign::OtherWorkbook), false),
        (
            "a.tar.gz",
            "a",
            Ending::Foreign(Foreign::OtherArchive),
            true,
        ),
        (
            "a.arrow",
            "a",
            Ending::Foreign(Foreign::OtherColumns),
            false,
        ),
        ("000000_0", "000000_0", Ending::Nothing, false),
        ("cases.", "cases.", Ending::Nothing, false),
        ("cases.v2", "cases", Ending::Unknown("v2".to_owned()), false),
    ] {
        let expected = FileName {
            stem: stem.to_owned(),
            ending,
            gzip,
        };
        assert_eq!(FileName::of(name), expected, "{name}");
    }
}

#[test]
fn beginnings_are_seen() {
    for (beginning, seen) in [
        (&b""[..], Seen::Nothing),
        (b"PAR1\x15", Seen::Parquet),
        (b"PK\x03\x04\x14", Seen::Zip),
        (b"\x1f\x8b\x08", Seen::Gzip),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            Seen::Foreign(Foreign::OldWorkbook),
        ),
        (b"\xEF\xBB\xBF  <HTML>", Seen::Foreign(Foreign::WebPage)),
        (b"\n{\"a\": 1}", Seen::Json),
        (b"a,b\n1,2\n", Seen::Text),
        (b"\x03\x13\x0b\x1f", Seen::Other),
    ] {
        assert_eq!(Seen::of(beginning), seen, "{beginning:?}");
    }
}
