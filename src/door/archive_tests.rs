use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

/// An archive of files by their names' bytes.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn opened(bytes: &[u8]) -> Box<dyn ReadSeek + Send> {
    Box::new(Cursor::new(bytes.to_vec()))
}

fn unpacked(archive: &[u8], packed: &Packed) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    packed.unpack(opened(archive))?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[test]
fn files_unpack_to_what_was_packed() {
    let long = b"case_id,division_code\n".repeat(10_000);
    let bytes = archive(&[("a/cases.csv", &long), ("空.csv", b"")]);
    let listed = entries(opened(&bytes)).unwrap();
    let paths: Vec<&str> = listed.iter().map(|entry| entry.path.as_str()).collect();
    assert_eq!(paths, ["a/cases.csv", "空.csv"]);
    assert_eq!(
        unpacked(&bytes, listed[0].packed.as_ref().unwrap()).unwrap(),
        long
    );
    assert!(
        unpacked(&bytes, listed[1].packed.as_ref().unwrap())
            .unwrap()
            .is_empty()
    );
    assert!(!is_workbook(opened(&bytes)));
    assert!(is_workbook(opened(&archive(&[(
        "[Content_Types].xml",
        b""
    )]))));
}

#[test]
fn damage_is_told() {
    let long = b"case_id,division_code\n".repeat(100);
    let bytes = archive(&[("cases.csv", &long)]);
    let listed = entries(opened(&bytes)).unwrap();
    let packed = listed[0].packed.as_ref().unwrap();
    let mut wrong = packed.clone();
    wrong.crc ^= 1;
    let error = unpacked(&bytes, &wrong).unwrap_err();
    assert!(
        Error::of_file(&error).to_string().contains("damaged"),
        "{error}"
    );
    for bytes_claimed in [packed.bytes - 1, packed.bytes + 1] {
        let mut wrong = packed.clone();
        wrong.bytes = bytes_claimed;
        assert!(unpacked(&bytes, &wrong).is_err());
    }
    for length in (0..bytes.len()).step_by(7) {
        assert!(entries(opened(&bytes[..length])).is_err(), "{length}");
    }
}

#[test]
fn names_are_utf8_or_of_the_code_page() {
    assert_eq!(
        entry_path("红塔区/案件.csv".as_bytes()).unwrap(),
        "红塔区/案件.csv"
    );
    // The second byte of 綷 in GBK is a backslash.
    let gbk = GB18030.encode("红塔区\\綷案件.csv").0;
    assert_eq!(entry_path(&gbk).unwrap(), "红塔区/綷案件.csv");
    assert_eq!(entry_path(b"/./a//b.csv").unwrap(), "a/b.csv");
    assert!(entry_path(b"\xff\xff.csv").is_err());
}

#[test]
fn no_more_is_unpacked_than_allowed() {
    let mut bytes = Vec::new();
    let capped = Capped::new(&b"abcdef"[..], 6).read_to_end(&mut bytes);
    assert_eq!(capped.unwrap(), 6);
    let error = Capped::new(&b"abcdef"[..], 5)
        .read_to_end(&mut bytes)
        .unwrap_err();
    assert_eq!(Error::of_file(&error).kind(), ErrorKind::Limit);
}
