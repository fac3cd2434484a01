use proptest::prelude::*;

use super::*;
use crate::text::Language;

fn code(text: &str) -> DivisionCode {
    DivisionCode::parse(text).unwrap().code
}

fn refusal(text: &str) -> (ErrorKind, String, String) {
    let error = DivisionCode::parse(text).unwrap_err();
    let message = |language| error.message().get(language).to_owned();
    (
        error.kind(),
        message(Language::Chinese),
        message(Language::English),
    )
}

#[test]
fn every_written_form_is_the_same_code() {
    let forms = [
        ("53", 530_000_000_000),
        ("530000", 530_000_000_000),
        ("530000000000", 530_000_000_000),
        ("5304", 530_400_000_000),
        ("530400", 530_400_000_000),
        ("530400000000", 530_400_000_000),
        ("530422", 530_422_000_000),
        ("530422000", 530_422_000_000),
        ("530422000000", 530_422_000_000),
        ("530422101", 530_422_101_000),
        ("530422101000", 530_422_101_000),
        ("530422101204", 530_422_101_204),
    ];
    for (text, number) in forms {
        let parsed = DivisionCode::parse(text).unwrap();
        assert_eq!(
            (parsed.code.number(), parsed.normalised),
            (number, false),
            "{text}"
        );
    }
}

#[test]
fn white_space_and_full_width_digits_are_put_right_and_said_so() {
    for text in [
        " 530422",
        "530422\t",
        "\u{3000}530422\u{3000}",
        "５３０４２２",
        "5３0422",
        "530422\r\n",
    ] {
        let parsed = DivisionCode::parse(text).unwrap();
        assert_eq!(
            (parsed.code.number(), parsed.normalised),
            (530_422_000_000, true),
            "{text:?}"
        );
    }
}

#[test]
fn what_is_no_code_is_refused_with_what_was_found() {
    for text in [
        "",
        " ",
        "5",
        "530",
        "53040",
        "5304221",
        "5304221012",
        "53042210120",
        "5304221012040",
        "53 0422",
        "530422.0",
        "-530422",
        "+53042",
        "5304a2",
        "٥٣٠٤٢٢",
        "\u{FEFF}530422",
        "玉溪市",
    ] {
        let (kind, chinese, english) = refusal(text);
        assert_eq!(kind, ErrorKind::Argument);
        assert_eq!(
            chinese,
            format!("区划代码应为 2、4、6、9 或 12 位数字,实际为“{text}”")
        );
        assert_eq!(
            english,
            format!("expected a division code of 2, 4, 6, 9 or 12 digits, but found `{text}`")
        );
    }
}

#[test]
fn a_code_without_its_province_is_refused() {
    for text in ["00", "000000", "000400", "003042210120"] {
        let (kind, chinese, english) = refusal(text);
        assert_eq!(kind, ErrorKind::Argument);
        assert_eq!(
            chinese,
            format!("区划代码的前两位应为省份代码,不能是 00,实际为“{text}”")
        );
        assert_eq!(
            english,
            format!(
                "expected a division code that starts with its province, but found `{text}`, which starts with `00`"
            )
        );
    }
}

#[test]
fn a_gap_is_refused_but_for_a_city_without_counties() {
    for text in ["530022", "530022101", "530422000204", "530000101"] {
        let (kind, chinese, english) = refusal(text);
        assert_eq!(kind, ErrorKind::Argument);
        assert_eq!(
            chinese,
            format!("区划代码“{text}”的上级码段为零而下级码段不为零,请核对")
        );
        assert_eq!(
            english,
            format!(
                "expected a division code without a gap, but found `{text}`, which has digits below a group of zeros"
            )
        );
    }
    // Dongguan has no counties: a township directly under the city.
    let township = code("441900003");
    assert_eq!(township.level(), Level::Township);
    assert_eq!(township.prefix_parent(), Some(code("441900")));
    assert_eq!(code("441900003001").prefix_parent(), Some(township));
}

#[test]
fn a_long_text_is_shown_by_its_beginning() {
    let (_, _, english) = refusal(&"九".repeat(1_000));
    let shown = "九".repeat(40);
    assert!(
        english.ends_with(&format!("but found `{shown}…`")),
        "{english}"
    );
}

#[test]
fn the_level_is_that_of_the_last_group() {
    let levels = [
        ("53", Level::Province, "530000", None),
        ("5304", Level::City, "530400", Some("53")),
        ("530422", Level::County, "530422", Some("5304")),
        ("530422101", Level::Township, "530422101", Some("530422")),
        (
            "530422101204",
            Level::Village,
            "530422101204",
            Some("530422101"),
        ),
        // The last digits of a group may be zeros.
        ("530420", Level::County, "530420", Some("5304")),
        ("531000", Level::City, "531000", Some("53")),
        ("530422100", Level::Township, "530422100", Some("530422")),
        (
            "530422101200",
            Level::Village,
            "530422101200",
            Some("530422101"),
        ),
    ];
    for (text, level, shown, parent) in levels {
        let parsed = code(text);
        assert_eq!(parsed.level(), level, "{text}");
        assert_eq!(parsed.to_string(), shown);
        assert_eq!(parsed.prefix_parent(), parent.map(code), "{text}");
    }
    assert_eq!(code("5304").padded(), "530400000000");
}

#[test]
fn a_prefix_is_compared_by_the_groups_of_the_upper_code() {
    assert!(code("5304").is_prefix_of(code("530422101204")));
    assert!(code("5304").is_prefix_of(code("5304")));
    assert!(code("441900").is_prefix_of(code("441900003")));
    assert!(!code("530422").is_prefix_of(code("530481101201")));
    assert!(!code("530422101").is_prefix_of(code("530422")));
}

#[test]
fn the_fast_path_reads_three_lengths_of_plain_digits() {
    assert_eq!(parse_digits(b"530422"), Some(530_422_000_000));
    assert_eq!(parse_digits(b"530422101"), Some(530_422_101_000));
    assert_eq!(parse_digits(b"530422101204"), Some(530_422_101_204));
    assert_eq!(parse_digits(b"012345678901"), Some(12_345_678_901));
    for other in ["", "53", "5304", "5304221", " 530422", "53042 ", "５３"] {
        assert_eq!(parse_digits(other.as_bytes()), None, "{other}");
    }
}

#[test]
fn the_fast_path_refuses_every_other_byte_at_every_place() {
    for length in [6, 9, 12] {
        for place in 0..length {
            for byte in 0..=u8::MAX {
                let mut bytes = vec![b'7'; length];
                bytes[place] = byte;
                assert_eq!(
                    parse_digits(&bytes).is_some(),
                    byte.is_ascii_digit(),
                    "{bytes:?}"
                );
            }
        }
    }
}

proptest! {
    #[test]
    fn a_code_survives_every_form_it_can_be_written_in(number in 0_u64..1_200_000_000_000) {
        let Some(code) = DivisionCode::from_number(number) else {
            let text = format!("{number:012}");
            prop_assert!(DivisionCode::parse(&text).is_err());
            return Ok(());
        };
        prop_assert_eq!(code.number(), number);
        let padded = code.padded();
        let mut forms = vec![code.to_string(), padded.clone()];
        for length in [2, 4, 6, 9] {
            if padded[length..].bytes().all(|byte| byte == b'0') {
                forms.push(padded[..length].to_owned());
            }
        }
        for form in forms {
            let parsed = DivisionCode::parse(&form).unwrap();
            prop_assert_eq!(parsed, ParsedCode { code, normalised: false });
            let wide: String = form.chars().map(|digit| char::from_u32(u32::from(digit) + 0xFEE0).unwrap()).collect();
            let parsed = DivisionCode::parse(&format!("\u{3000}{wide} ")).unwrap();
            prop_assert_eq!(parsed, ParsedCode { code, normalised: true });
            if matches!(form.len(), 6 | 9 | 12) {
                prop_assert_eq!(parse_digits(form.as_bytes()), Some(number));
            }
        }
    }

    #[test]
    fn the_prefix_parent_is_above(city in 0_u64..40, county in 0_u64..40, township in 0_u64..40, village in 0_u64..40) {
        let number = 530_000_000_000_u64 + city * 100_000_000 + county * 1_000_000 + township * 1_000 + village;
        let Some(code) = DivisionCode::from_number(number) else { return Ok(()) };
        match code.prefix_parent() {
            None => prop_assert_eq!(code.level(), Level::Province),
            Some(parent) => {
                prop_assert!(parent.level() < code.level());
                prop_assert!(parent < code);
                prop_assert!(parent.is_prefix_of(code));
                prop_assert_eq!(DivisionCode::from_number(parent.number()), Some(parent));
            }
        }
    }

    #[test]
    fn no_text_breaks_the_reader(text in ".{0,20}") {
        let _ = DivisionCode::parse(&text);
        let _ = parse_digits(text.as_bytes());
    }
}
