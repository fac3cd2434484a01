use super::exact_text;
use crate::figure::Ratio;

#[test]
fn a_number_is_written_exactly() {
    for (numerator, denominator, text) in [
        (0, 7, "0"),
        (-12, 1, "-12"),
        (100, 8, "12.5"),
        (-1, 400, "-0.0025"),
        (2, 6, "1/3"),
        (-2, 6, "-1/3"),
        (i128::MAX, 1, "170141183460469231731687303715884105727"),
    ] {
        let number = Ratio::new(numerator, denominator).unwrap();
        assert_eq!(exact_text(number), text);
    }
}
