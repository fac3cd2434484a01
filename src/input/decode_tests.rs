use std::io::Cursor;

use super::{Encoding, TextBytes};

const ALL: [Encoding; 4] = [
    Encoding::Utf8,
    Encoding::Gb18030,
    Encoding::Utf16Le,
    Encoding::Utf16Be,
];

#[test]
fn nothing_follows_the_end() {
    for encoding in ALL {
        for bytes in [&b""[..], b"\n\0", b"a\0b\0c\0d\0e\0f\0g\0\n\0"] {
            let mut reader = TextBytes::new(Cursor::new(bytes), encoding);
            let mut text = Vec::new();
            while reader.read_into(&mut text).unwrap() {}
            let whole = text.clone();
            for _ in 0..3 {
                assert!(!reader.read_into(&mut text).unwrap(), "{encoding:?}");
            }
            assert_eq!(text, whole);
        }
    }
}

#[test]
fn nothing_follows_an_error() {
    // A single byte of UTF-16, and the first byte of two of GB18030.
    for encoding in [Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Gb18030] {
        let mut reader = TextBytes::new(Cursor::new([0x81]), encoding);
        let mut text = Vec::new();
        let read = loop {
            match reader.read_into(&mut text) {
                Ok(true) => {}
                read => break read,
            }
        };
        assert!(read.is_err(), "{encoding:?}");
        assert!(!reader.read_into(&mut text).unwrap());
    }
}
