use std::collections::BTreeMap;

use super::*;
use crate::network::Network;
use crate::sample::SampleOptions;
use crate::sample::oracle::{assert_findings_are_as_listed, figures, verify};

fn yuxi() -> Network {
    Network::builtin("yuxi-2019").unwrap()
}

fn options(defects: bool) -> SampleOptions {
    SampleOptions {
        defects,
        ..SampleOptions::default()
    }
}

#[test]
fn verification_finds_the_listed_defects_and_nothing_else() {
    let network = yuxi();
    for seed in [2019, 1, 77] {
        let options = SampleOptions {
            seed,
            ..options(true)
        };
        let sample = Sample::new(&network, &options).unwrap();
        assert_findings_are_as_listed(&sample, &network);
    }
}

#[test]
fn a_clean_year_has_no_finding() {
    let network = yuxi();
    for seed in [2019, 1, 77] {
        let sample = Sample::new(
            &network,
            &SampleOptions {
                seed,
                ..options(false)
            },
        )
        .unwrap();
        assert_eq!(verify(&sample, &network).findings, []);
        assert_eq!(sample.defects(), []);
    }
}

#[test]
fn a_small_and_a_province_wide_sample_have_their_defects_too() {
    let (yuxi, yunnan) = (yuxi(), Network::builtin("yunnan-2019").unwrap());
    for network in [&yuxi, &yunnan] {
        let sample = Sample::new(
            network,
            &SampleOptions {
                records: Some(0),
                ..options(true)
            },
        )
        .unwrap();
        assert_findings_are_as_listed(&sample, network);
        assert!(sample.defects().len() > 300);
    }
}

#[test]
fn every_kind_comes_at_least_three_times_in_every_dataset_it_applies_to() {
    let network = yuxi();
    let sample = Sample::new(&network, &options(true)).unwrap();
    let mut times: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for defect in sample.defects() {
        // One rule for each unification and function; together they are one kind.
        let rule = match defect.rule {
            rule if rule.ends_with("_not_unified") => "unification",
            rule if rule.ends_with("_missing") => "function",
            rule => rule,
        };
        // Dates far ahead are one kind, wherever they stand.
        let (dataset, rule) = match rule {
            rule if rule.ends_with("_far_ahead") => ("any", "far_ahead"),
            rule => (defect.dataset, rule),
        };
        *times.entry((dataset, rule)).or_default() += 1;
    }
    for dataset in sample.datasets() {
        for rule in [
            "required",
            "type",
            "unknown_division",
            "identical_copy",
            "normalised",
        ] {
            assert!(times.contains_key(&(*dataset, rule)), "{rule} in {dataset}");
        }
    }
    for ((dataset, rule), times) in times {
        assert!(times >= 3, "{rule} in {dataset}: {times}");
    }
}

/// Rejected records come in addition, warned ones where no indicator counts
/// them: only three more publicity events are held.
#[test]
fn defects_leave_the_figures_as_they_are() {
    let network = yuxi();
    let of = |defects| {
        let sample = Sample::new(&network, &options(defects)).unwrap();
        let marked = sample.network_with_marks().unwrap();
        figures(&verify(&sample, &network), &marked, "5304", "2019-11-30")
    };
    let (mut without, with) = (of(false), of(true));
    // Three late centres and villages come to light as not unified or doubtful,
    // but were not accepted by then anyway.
    without.get_mut("publicity_events").unwrap().0 += 3;
    assert_eq!(without, with);
}

#[test]
fn in_typed_files_an_unreadable_value_is_a_missing_one() {
    let network = yuxi();
    let sample = Sample::new(&network, &options(true)).unwrap();
    let typed = sample.defects_of_typed_files();
    let text_rules = sample
        .defects()
        .into_iter()
        .filter(|defect| defect.rule == rules::TYPE)
        .count();
    let kept = typed
        .iter()
        .filter(|defect| defect.rule == rules::TYPE)
        .count();
    // Only times of day stay text.
    assert_eq!(kept, 2);
    assert!(text_rules > 30);
    assert!(
        typed.contains(&Defect {
            rule: rules::REQUIRED,
            ..sample
                .defects()
                .into_iter()
                .find(|defect| defect.field == Some("persons") && defect.rule == rules::TYPE)
                .unwrap()
        })
    );
}

#[test]
fn digits_become_full_width() {
    let wide: String = "530402".chars().map(full_width).collect();
    assert_eq!(wide, "\u{FF15}\u{FF13}\u{FF10}\u{FF14}\u{FF10}\u{FF12}");
    assert_eq!(wide.len(), 18);
}
