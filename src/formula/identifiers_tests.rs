use super::*;

#[test]
fn citizen_ids_whose_digit_is_right() {
    for id in ["11010519491231002X", "440524188001010014"] {
        assert!(citizen_id_digit_right(id), "{id}");
        assert!(valid_citizen_id(id), "{id}");
    }
}

#[test]
fn one_wrong_digit_anywhere_in_a_citizen_id_is_found() {
    let right = "11010519491231002X";
    for place in 0..17 {
        for digit in b'0'..=b'9' {
            let mut changed = right.as_bytes().to_vec();
            changed[place] = digit;
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(
                citizen_id_digit_right(&changed),
                changed == right,
                "{changed}"
            );
        }
    }
}

#[test]
fn texts_that_are_no_citizen_id() {
    for text in [
        "",
        "X",
        "11010519491231002x",
        "11010519491231002",
        "11010519491231002XX",
        " 1010519491231002X",
        "1101051949123100２X",
        "一二三四五六",
    ] {
        assert!(!citizen_id_digit_right(text), "{text}");
        assert!(!valid_citizen_id(text), "{text}");
    }
}

#[test]
fn a_citizen_id_needs_a_day_of_birth_that_exists() {
    // The digit is right in each; only the first has a possible day.
    let with_digit = |body: &str| {
        let id = b"0123456789X"
            .iter()
            .map(|&check| format!("{body}{}", check as char));
        id.into_iter()
            .find(|id| citizen_id_digit_right(id))
            .unwrap()
    };
    assert!(valid_citizen_id(&with_digit("53040220000229001")));
    assert!(!valid_citizen_id(&with_digit("53040219000229001")));
    assert!(!valid_citizen_id(&with_digit("53040220001301001")));
    assert!(!valid_citizen_id(&with_digit("53040220000100001")));
}

#[test]
fn credit_codes() {
    for code in [
        "91110000600037341L",
        "91350100M000100Y43",
        "12100000400000624D",
    ] {
        assert!(valid_credit_code(code), "{code}");
        for place in 0..18 {
            let mut changed = code.as_bytes().to_vec();
            changed[place] = if changed[place] == b'8' { b'9' } else { b'8' };
            assert!(
                !valid_credit_code(std::str::from_utf8(&changed).unwrap()),
                "{code} at {place}"
            );
        }
    }
    for text in [
        "",
        "9111000060003734",
        "91110000600037341l",
        "91110000600037341I",
        "９1110000600037341L",
    ] {
        assert!(!valid_credit_code(text), "{text}");
    }
}

#[test]
fn the_organisation_code_within_a_credit_code_is_checked_too() {
    // 60003734-1 is right; with 2 instead only the outer digit can be made right.
    let body = "91110000600037342";
    let outer_right = b"0123456789ABCDEFGHJKLMNPQRTUWXY"
        .iter()
        .map(|&check| format!("{body}{}", check as char))
        .find(|code| credit_digit_right(code.as_bytes()))
        .unwrap();
    assert!(!valid_credit_code(&outer_right));
}
