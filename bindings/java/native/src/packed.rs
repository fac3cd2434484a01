//! Lists of texts in one array: for each its length in four bytes, the lowest first, and
//! its bytes; −1 stands for one that is not there. `io.huimin.Packed` is the other side.

use huimin_host::huimin::Text;
use huimin_host::{Failure, Outcome};

const ABSENT: i32 = -1;

/// A list of texts as one array.
pub fn pack<'t>(texts: impl IntoIterator<Item = &'t [u8]>) -> Outcome<Vec<u8>> {
    let mut packed = Vec::new();
    for text in texts {
        let length = i32::try_from(text.len()).map_err(|_| too_large())?;
        packed.extend_from_slice(&length.to_le_bytes());
        packed.extend_from_slice(text);
    }
    Ok(packed)
}

/// The texts of an array.
pub fn unpack<'p>(what: &str, packed: &'p [u8]) -> Outcome<Vec<Option<&'p str>>> {
    let mut texts = Vec::new();
    let mut rest = packed;
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<4>().ok_or_else(|| broken(what))?;
        let length = i32::from_le_bytes(*length);
        rest = after;
        if length == ABSENT {
            texts.push(None);
            continue;
        }
        let length = usize::try_from(length).map_err(|_| broken(what))?;
        let (text, after) = rest.split_at_checked(length).ok_or_else(|| broken(what))?;
        texts.push(Some(huimin_host::text(what, text)?));
        rest = after;
    }
    Ok(texts)
}

fn broken(what: &str) -> Failure {
    Failure::call(Text::new(
        format!("`{what}` 不完整"),
        format!("`{what}` is not complete"),
    ))
}

/// What no array of Java can hold.
pub fn too_large() -> Failure {
    let message = Text::new(
        "结果超过 2 GiB,Java 数组放不下",
        "the answer exceeds the 2 GiB that a Java array can hold",
    );
    huimin_host::huimin::Error::new(huimin_host::huimin::ErrorKind::Limit, message).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were() {
        let texts = ["", "𠮷", "a\0b"];
        let mut packed = pack(texts.map(str::as_bytes)).unwrap();
        packed.extend_from_slice(&ABSENT.to_le_bytes());
        let back = unpack("texts", &packed).unwrap();
        assert_eq!(back, [Some(""), Some("𠮷"), Some("a\0b"), None]);
        for end in [1, 5, packed.len() - 1] {
            assert_eq!(unpack("texts", &packed[..end]).unwrap_err().code(), 102);
        }
        assert!(unpack("texts", &(-2_i32).to_le_bytes()).is_err());
        assert!(unpack("texts", &[1, 0, 0, 0, 0xff]).is_err(), "not UTF-8");
    }
}
