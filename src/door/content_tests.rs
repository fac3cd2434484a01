use std::io::Cursor;

use proptest::prelude::*;

use super::*;

/// Gives its bytes in pieces of some size.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.1.min(buffer.len()).min(self.0.len());
        let (given, rest) = self.0.split_at(count);
        buffer[..count].copy_from_slice(given);
        self.0 = rest;
        Ok(count)
    }
}

fn gb18030(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

fn scan(bytes: &[u8]) -> Scan {
    Scan::of(bytes).unwrap()
}

fn at(line: u64, column: u64) -> Option<At> {
    Some(At { line, column })
}

#[test]
fn digests_are_those_of_all_bytes() {
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let (mut bytes, digest) = Digest::over(Box::new(Cursor::new("abc")), true);
    Content::of(&mut bytes, true).unwrap();
    assert_eq!(digest.hex().unwrap(), expected);
    assert_eq!(Digest::of(&mut "abc".as_bytes()).unwrap(), expected);
    let (_, digest) = Digest::over(Box::new(Cursor::new("abc")), false);
    assert_eq!(digest.hex(), None);
}

#[test]
fn one_pass_tells_utf8() {
    let text = "案件编号,区划代码\n".repeat(20_000);
    for length in [1, 2, 3, 7, 4_096, 100_000] {
        let content = Content::of(Slow(text.as_bytes(), length), true).unwrap();
        assert!(
            content.is_utf8 && !content.has_zero && content.is_whole,
            "{length}"
        );
        assert_eq!(content.bytes, text.len() as u64);
    }
    let cut = &text.as_bytes()[..text.len() - 2];
    assert!(!Content::of(cut, true).unwrap().is_utf8);
    let broken = [text.as_bytes(), b"\xff"].concat();
    assert!(!Content::of(broken.as_slice(), true).unwrap().is_utf8);
    let long = "案".repeat(limits::BEGINNING_BYTES);
    let content = Content::of(long.as_bytes(), false).unwrap();
    assert_eq!(content.beginning.len(), limits::BEGINNING_BYTES);
    assert!(!content.is_whole && content.bytes < long.len() as u64);
    assert!(Content::of(&b"a\0b"[..], true).unwrap().has_zero);
}

#[test]
fn encodings_are_told_line_by_line() {
    let utf8 = "编号,结果\nC1,调解\n".as_bytes();
    let gbk = gb18030("编号,结果\nC1,调解成功\n");
    assert_eq!(
        scan(&gbk),
        Scan {
            utf8_line: None,
            not_utf8: at(1, 1),
            not_gb18030: None,
            both: None
        }
    );
    // Two files put together: each by itself would be read.
    let both = scan(&[utf8, &gbk].concat());
    assert_eq!((both.utf8_line, both.not_utf8), (Some(1), at(3, 1)));
    // One byte of a UTF-8 file is damaged.
    let mut damaged = "编号,结果\r\nC1,调解\r\nC2,好\r\n".as_bytes().to_vec();
    let place = damaged.len() - 4;
    damaged[place] = b'?';
    let damaged = scan(&damaged);
    assert_eq!((damaged.utf8_line, damaged.not_utf8), (Some(1), at(3, 4)));
    // Another code page altogether; a lone CR ends a line.
    let latin = scan(b"id,name\rC1,\"Caf\xe9\",1\n");
    assert_eq!(latin.not_gb18030, at(2, 8));
}

proptest! {
    #[test]
    fn utf8_is_told_however_it_is_read(
        bytes in proptest::collection::vec(any::<u8>(), 0..40),
        text in "\\PC{0,20}",
        length in 1_usize..9,
    ) {
        let bytes = [text.as_bytes(), &bytes].concat();
        let content = Content::of(Slow(&bytes, length), true).unwrap();
        prop_assert_eq!(content.is_utf8, std::str::from_utf8(&bytes).is_ok());
        prop_assert_eq!(&content.beginning, &bytes);
        let scan = scan(&bytes);
        prop_assert_eq!(scan.not_utf8.is_none(), std::str::from_utf8(&bytes).is_ok());
        let decoded = GB18030.decode_without_bom_handling_and_without_replacement(&bytes);
        prop_assert_eq!(scan.not_gb18030.is_none(), decoded.is_some());
    }

    // A few characters can be both: `韪瑻` in GB18030 is `踭@` in UTF-8.
    #[test]
    fn chinese_in_gb18030_is_taken_for_utf8_only_where_it_is_both(
        text in "[\u{4e00}-\u{9fa5},\n]{1,60}",
    ) {
        let bytes = gb18030(&text);
        let scan = scan(&bytes);
        prop_assert_eq!(scan.not_gb18030, None);
        prop_assert_eq!(scan.not_utf8.is_none(), std::str::from_utf8(&bytes).is_ok());
    }
}

#[test]
fn half_a_line_end_is_none() {
    for (text, ends_within) in [
        ("a\r\nb\r\n", false),
        ("a\r\nb\r", true),
        ("a\r\nb", true),
        ("a\nb\n", false),
        ("a\rb\r", false),
        ("a\r", true),
        ("a\rb", true),
    ] {
        let wide = |of: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(of).collect();
        let forms: [(Encoding, Vec<u8>); 4] = [
            (Encoding::Utf8, text.into()),
            (Encoding::Gb18030, text.into()),
            (Encoding::Utf16Le, wide(u16::to_le_bytes)),
            (Encoding::Utf16Be, wide(u16::to_be_bytes)),
        ];
        for (encoding, bytes) in forms {
            let content = Content::of(Cursor::new(&bytes), true).unwrap();
            let found = content.ends_within_line(encoding);
            assert_eq!(found, ends_within, "{text:?} in {encoding:?}");
        }
    }
}
