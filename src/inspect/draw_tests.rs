use super::{Draw, Sample, StratumSize, draw, unit_digest};
use crate::error::ErrorKind;
use crate::network::DivisionCode;
use crate::text::Language;

fn county(code: &str) -> DivisionCode {
    DivisionCode::parse(code).unwrap().code
}

fn size(code: &str, units: u64) -> StratumSize {
    let stratum = county(code);
    StratumSize { stratum, units }
}

fn keys(sample: &Sample) -> Vec<Vec<&str>> {
    let strata = sample.strata.iter();
    strata
        .map(|it| it.units.iter().map(|unit| unit.key.as_str()).collect())
        .collect()
}

/// `printf '2019\x1fN-001' | sha256sum`.
#[test]
fn the_bytes_hashed_are_as_stated() {
    let sample = draw("2019", &[size("530402", 1)], [(county("530402"), "N-001")]);
    let unit = &sample.unwrap().strata[0].units[0];
    assert_eq!(unit.digest, unit_digest("2019", "N-001"));
    assert_eq!(
        unit.digest_hex(),
        "cf3a56d5ed63fb30640fe8ea40804a96c1e2eb38a93192ed30fa181dc8985bdd"
    );
}

#[test]
fn a_key_counts_once_in_its_stratum() {
    let (one, other) = (county("530402"), county("530403"));
    let sizes = [size("530402", 2), size("530403", 1)];
    let units = [
        (one, "a"),
        (one, "b"),
        (one, "a"),
        (other, "a"),
        (other, "a"),
    ];
    let sample = draw("seed", &sizes, units).unwrap();
    let mut drawn = keys(&sample);
    drawn[0].sort_unstable();
    assert_eq!(drawn, [vec!["a", "b"], vec!["a"]]);
    // Twice the same key is one unit.
    let error = draw("seed", &sizes, [(one, "a"), (one, "a"), (other, "a")]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    assert_eq!(
        error.message().get(Language::English),
        "the stratum 530402 has 1 units, fewer than the 2 to be drawn"
    );
}

/// A larger sample holds the smaller one.
#[test]
fn a_sample_grows_at_its_end() {
    let units: Vec<String> = (0..200).map(|number| format!("键{number}")).collect();
    let drawn = |count| {
        let units = units.iter().map(|key| (county("530402"), key));
        draw("2019", &[size("530402", count)], units).unwrap()
    };
    let all = drawn(200);
    for count in [0, 1, 17] {
        let smaller = drawn(count);
        let expected = &all.strata[0].units[..count as usize];
        assert_eq!(smaller.strata[0].units, expected);
    }
}

#[test]
fn the_kept_units_stand_for_all() {
    let sizes = [size("530402", 3)];
    let mut far = Draw::new("2019", &sizes).unwrap();
    for number in 0..50 {
        far.add(county("530402"), &number.to_string()).unwrap();
    }
    let mut here = Draw::new("2019", &sizes).unwrap();
    for (stratum, key) in far.units() {
        here.add(stratum, key).unwrap();
    }
    assert_eq!(here.units().count(), 3);
    assert_eq!(here, far);
}

#[test]
fn constraints_are_named() {
    let refused = |seed: &str, sizes: &[StratumSize]| {
        let error = Draw::new(seed, sizes).unwrap_err();
        (
            error.kind(),
            error.message().get(Language::English).to_owned(),
        )
    };
    let seed = "expected a seed that is not empty and does not contain the character U+001F";
    assert_eq!(refused("", &[]), (ErrorKind::Argument, seed.into()));
    assert_eq!(refused("a\u{1F}b", &[]), (ErrorKind::Argument, seed.into()));
    assert_eq!(
        refused("s", &[size("530402", 1), size("530402", 2)]),
        (
            ErrorKind::Argument,
            "the stratum 530402 is given twice".into()
        )
    );
    let (kind, _) = refused("s", &[size("530402", u64::MAX), size("530403", 9)]);
    assert_eq!(kind, ErrorKind::Limit);

    let mut draw = Draw::new("s", &[size("530402", 1)]).unwrap();
    let error = draw.add(county("530403"), "k").unwrap_err();
    assert_eq!(
        error.message().get(Language::English),
        "the unit `k` is of the stratum 530403, for which no sample size is given"
    );
    for (seed, sizes) in [("t", size("530402", 1)), ("s", size("530402", 2))] {
        let other = Draw::new(seed, &[sizes]).unwrap();
        assert_eq!(draw.merge(other).unwrap_err().kind(), ErrorKind::State);
    }
}
