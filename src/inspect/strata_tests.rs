use super::allocate_sample;
use crate::error::ErrorKind;
use crate::inspect::StratumSize;
use crate::network::DivisionCode;
use crate::text::Language;

fn strata(units: &[u64]) -> Vec<StratumSize> {
    let strata = (530_401..).zip(units).map(|(code, units)| StratumSize {
        stratum: DivisionCode::parse(&format!("{code}")).unwrap().code,
        units: *units,
    });
    strata.collect()
}

fn allocated(sample: u64, units: &[u64], minimum: u64) -> Vec<u64> {
    let strata = strata(units);
    let sizes = allocate_sample(sample, &strata, minimum).unwrap();
    let codes = |sizes: &[StratumSize]| sizes.iter().map(|it| it.stratum).collect::<Vec<_>>();
    assert_eq!(codes(&sizes), codes(&strata));
    sizes.iter().map(|it| it.units).collect()
}

#[test]
fn in_proportion_within_bounds() {
    assert_eq!(allocated(30, &[100, 200, 300], 0), [5, 10, 15]);
    assert_eq!(allocated(30, &[1_000, 10, 10], 3), [24, 3, 3]);
    // Nothing is drawn where nothing is.
    assert_eq!(allocated(10, &[90, 0, 10], 2), [8, 0, 2]);
    assert_eq!(allocated(0, &[], 5), [0; 0]);
}

#[test]
fn a_census_takes_all_of_each() {
    let units = [7, 1, 0, 45];
    assert_eq!(allocated(53, &units, 0), units);
    assert_eq!(allocated(53, &units, 60), units);
}

#[test]
fn constraints_are_named() {
    let refused = |sample, strata: &[StratumSize], minimum| {
        let error = allocate_sample(sample, strata, minimum).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
        error.message().get(Language::English).to_owned()
    };
    assert_eq!(
        refused(31, &strata(&[10, 20]), 0),
        "the sample of 31 units is larger than the population of 30"
    );
    assert_eq!(
        refused(9, &strata(&[3, 20]), 7),
        "the sample of 9 units is smaller than the minima of its strata, 10 together"
    );
    let twice = [strata(&[10]), strata(&[20])].concat();
    assert_eq!(refused(9, &twice, 0), "the stratum 530401 is given twice");
}
