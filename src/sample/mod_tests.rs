use std::collections::{BTreeMap, BTreeSet};

use super::oracle::{assert_findings_are_as_listed, figures, records, verify};
use super::*;
use crate::network::Level;

fn yuxi() -> Network {
    Network::builtin("yuxi-2019").unwrap()
}

fn clean() -> SampleOptions {
    SampleOptions {
        defects: false,
        ..SampleOptions::default()
    }
}

fn csv(sample: &Sample<'_>, dataset: &str) -> Vec<u8> {
    let mut file = Vec::new();
    sample.write_csv(dataset, &mut file).unwrap();
    file
}

/// FNV-1a of 64 bits, to freeze bytes without a dependency.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3)
    })
}

#[test]
fn the_same_options_give_the_same_bytes_in_any_order() {
    let network = yuxi();
    let options = SampleOptions {
        seed: 5,
        ..SampleOptions::default()
    };
    let (one, two) = (
        Sample::new(&network, &options).unwrap(),
        Sample::new(&network, &options).unwrap(),
    );
    let forward: Vec<Vec<u8>> = one
        .datasets()
        .iter()
        .map(|dataset| csv(&one, dataset))
        .collect();
    let mut backward: Vec<Vec<u8>> = two
        .datasets()
        .iter()
        .rev()
        .map(|dataset| csv(&two, dataset))
        .collect();
    backward.reverse();
    assert!(forward == backward);
    assert_eq!(one.defects(), two.defects());
    let other = Sample::new(&network, &SampleOptions { seed: 6, ..options }).unwrap();
    assert!(csv(&other, "cases") != csv(&one, "cases"));
}

/// The first hundred lines of every file, frozen: whoever changes them breaks
/// everybody's recorded results and has to say so in the change log.
#[test]
fn the_bytes_are_frozen() {
    let network = yuxi();
    let sample = Sample::new(&network, &SampleOptions::default()).unwrap();
    let hashes: Vec<(&str, u64)> = sample
        .datasets()
        .iter()
        .map(|dataset| {
            let file = csv(&sample, dataset);
            let lines: Vec<&[u8]> = file
                .split_inclusive(|byte| *byte == b'\n')
                .take(100)
                .collect();
            (*dataset, hash(&lines.concat()))
        })
        .collect();
    let expected = [
        ("platforms", 0x12f6_f2e6_22c7_42d4),
        ("residencies", 0xa09b_f731_d763_6c61),
        ("offerings", 0xf7bf_3e14_b0e9_9816),
        ("people", 0x2964_3d17_5788_b059),
        ("advisers", 0x2b7a_8b9f_4dd0_5f51),
        ("publicity_events", 0x129d_1a7d_4833_8a00),
        ("cases", 0xefb7_f7ab_dce7_4982),
        ("consultations", 0x2e56_b341_ac21_b61a),
        ("needs", 0xcb4e_daf2_1ccb_913f),
        ("aid_requests", 0x72bb_a53d_d0e1_bdf7),
        ("disputes", 0xc754_26b5_2ba0_734e),
        ("milestones", 0x2b6c_019b_ad2f_21a5),
        ("reports", 0xe15b_e51a_f7b2_96e0),
    ];
    assert_eq!(hashes, expected, "{hashes:#x?}");
}

#[test]
fn the_programme_has_its_scale() {
    let network = yuxi();
    let sample = Sample::new(&network, &clean()).unwrap();
    let count = |dataset: &str| records(&sample, dataset).len();
    let flows = [
        "publicity_events",
        "cases",
        "consultations",
        "needs",
        "aid_requests",
        "disputes",
    ]
    .map(count);
    assert_eq!(flows, [760, 8_600, 2_600, 1_900, 420, 1_500]);
    assert_eq!(count("platforms"), 794);
    assert_eq!(count("people"), 1_194);
    assert_eq!(count("reports"), 100);
    // 5 milestones of the city, 6 of each of 9 counties.
    assert_eq!(count("milestones"), 60);
    let poor = sample
        .marks
        .poor
        .iter()
        .filter(|poor| **poor == Some(true))
        .count();
    assert!((190..240).contains(&poor), "{poor}");
}

#[test]
fn keys_are_unique_and_readable() {
    let network = yuxi();
    let sample = Sample::new(&network, &clean()).unwrap();
    let cases = records(&sample, "cases");
    let ids: BTreeSet<&str> = cases.iter().map(|case| case["case_id"].as_str()).collect();
    assert_eq!(ids.len(), cases.len());
    assert!(ids.contains("C5304022019000001"));
    assert!(ids.iter().all(|id| id.len() == 17));
}

/// The figures a demonstration shows at the end of November: most targets are
/// met, two rates miss 100 % by a hair.
#[test]
fn the_year_is_plausible() {
    let network = yuxi();
    let sample = Sample::new(&network, &clean()).unwrap();
    let marked = sample.network_with_marks().unwrap();
    let verified = verify(&sample, &network);
    let city = |as_of| figures(&verified, &marked, "5304", as_of);
    let end = city("2019-11-30");
    for (indicator, least, most) in [
        ("centres_standardised", 70, 74),
        ("stations_standardised", 700, 705),
        ("publicity_events", 740, 760),
        ("cases_handled", 8_001, 8_400),
        ("consultations", 80_001, 88_000),
    ] {
        let value = end[indicator].0;
        assert!((least..=most).contains(&value), "{indicator}: {value}");
    }
    for (indicator, missed) in [
        ("adviser_coverage", 1),
        ("need_response_rate", 2),
        ("aid_grant_rate", 0),
        ("dispute_handling_rate", 0),
    ] {
        let (numerator, denominator) = end[indicator];
        assert!(denominator > 150, "{indicator}: {denominator}");
        assert_eq!(denominator - numerator, missed, "{indicator}");
    }
    let (settled, mediated) = end["mediation_success_rate"];
    assert!(
        settled * 1_000 >= mediated * 980 && settled * 1_000 < mediated * 988,
        "{settled}/{mediated}"
    );
}

#[test]
fn the_year_follows_the_schedule() {
    let network = yuxi();
    let sample = Sample::new(&network, &clean()).unwrap();
    let marked = sample.network_with_marks().unwrap();
    let verified = verify(&sample, &network);
    for (as_of, planned) in [("2019-03-31", 10), ("2019-06-30", 60), ("2019-09-30", 100)] {
        let figures = figures(&verified, &marked, "5304", as_of);
        for (indicator, target) in [
            ("centres_standardised", 70),
            ("stations_standardised", 700),
            ("publicity_events", 700),
            ("cases_handled", 8_000),
            ("consultations", 80_000),
        ] {
            let percent = figures[indicator].0 * 100 / target;
            assert!(
                percent.abs_diff(planned) <= 8,
                "{indicator} on {as_of}: {percent} %"
            );
        }
    }
}

#[test]
fn one_county_settles_exactly_98_percent_and_one_just_less() {
    let network = yuxi();
    let sample = Sample::new(&network, &clean()).unwrap();
    let marked = sample.network_with_marks().unwrap();
    let verified = verify(&sample, &network);
    let (mut exact, mut below, mut above) = (0, 0, 0);
    for county in network.at_level(Level::County) {
        let code = network.code(county).to_string();
        let (settled, mediated) =
            figures(&verified, &marked, &code, "2019-11-30")["mediation_success_rate"];
        match (settled * 100).cmp(&(mediated * 98)) {
            std::cmp::Ordering::Equal => exact += 1,
            std::cmp::Ordering::Less => {
                assert!(
                    settled * 100 >= mediated * 96,
                    "{code}: {settled}/{mediated}"
                );
                below += 1;
            }
            std::cmp::Ordering::Greater => above += 1,
        }
    }
    assert_eq!((exact, below, above), (1, 1, 7));
}

#[test]
fn advisers_are_missing_where_the_plan_says_so() {
    let network = yuxi();
    let sample = Sample::new(&network, &clean()).unwrap();
    let marked = sample.network_with_marks().unwrap();
    let verified = verify(&sample, &network);
    let short = |as_of: &str| {
        let counties = network
            .at_level(Level::County)
            .map(|county| network.code(county).to_string());
        let uncovered = counties.filter(|code| {
            let (covered, poor) = figures(&verified, &marked, code, as_of)["adviser_coverage"];
            covered < poor
        });
        uncovered.count()
    };
    assert_eq!(short("2019-03-31"), 0);
    assert_eq!(short("2019-06-15"), 2);
    assert_eq!(short("2019-09-30"), 0);
    assert_eq!(short("2019-10-31"), 1);
    assert_eq!(short("2019-11-30"), 1);
}

/// No county is an outlier by the rule `consultations_unusual` (5 median
/// absolute deviations) at the end of any month.
#[test]
fn no_county_is_an_outlier_in_consultations() {
    let network = yuxi();
    let sample = Sample::new(&network, &clean()).unwrap();
    let consultations = records(&sample, "consultations");
    for month in 1..=12 {
        let month_end = format!("2019-{month:02}-31");
        let mut persons: BTreeMap<String, u64> = BTreeMap::new();
        for record in &consultations {
            let counted = ["wechat_group", "face_to_face"].contains(&record["channel"].as_str());
            let county = &record["division_code"][..6];
            if counted && record["held_on"] <= month_end && county != "530400" {
                *persons.entry(county.to_owned()).or_default() +=
                    record["persons"].parse::<u64>().unwrap();
            }
        }
        let median = |mut values: Vec<u64>| {
            values.sort_unstable();
            values[values.len() / 2]
        };
        let centre = median(persons.values().copied().collect());
        let distances: Vec<u64> = persons
            .values()
            .map(|value| value.abs_diff(centre))
            .collect();
        let furthest = *distances.iter().max().unwrap();
        let spread = median(distances);
        assert!(
            furthest <= 5 * spread,
            "{month_end}: {furthest} against {spread}"
        );
    }
}

#[test]
fn the_number_of_records_is_what_was_asked_for() {
    let network = yuxi();
    let total = |records: usize| {
        let options = SampleOptions {
            records: Some(records),
            ..clean()
        };
        let sample = Sample::new(&network, &options).unwrap();
        Dataset::all()
            .iter()
            .map(|dataset| sample.clean_count(*dataset))
            .sum::<u64>()
    };
    assert!(total(10_000_000).abs_diff(10_000_000) < 200);
    assert!(total(50_000).abs_diff(50_000) < 200);
    let options = SampleOptions {
        records: Some(usize::MAX),
        ..clean()
    };
    let error = Sample::new(&network, &options).unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::Limit);
}

/// A sample of ten million records is planned at once and any of its rows is
/// made alone: what is in memory does not depend on the number of records.
#[test]
fn large_samples_cost_nothing_until_they_are_read() {
    let network = Network::builtin("yunnan-2019").unwrap();
    let options = SampleOptions {
        records: Some(10_000_000),
        ..SampleOptions::default()
    };
    let sample = Sample::new(&network, &options).unwrap();
    let count = sample.clean_count(Dataset::Cases);
    assert!(count > 5_000_000, "{count}");
    let mut row = Row::default();
    sample.clean_row(Dataset::Cases, count - 1, &mut row);
    assert!(row.cell(3).unwrap().starts_with("2019-12"), "{row:?}");
}

#[test]
fn the_first_error_of_the_sink_ends_the_run() {
    let network = yuxi();
    let sample = Sample::new(&network, &clean()).unwrap();
    let mut rows = 0;
    let error = sample.rows("cases", &mut |_| {
        rows += 1;
        Err(crate::Error::new(
            crate::ErrorKind::Cancelled,
            crate::Text::same("stop"),
        ))
    });
    assert_eq!(error.unwrap_err().kind(), crate::ErrorKind::Cancelled);
    assert_eq!(rows, 1);
}

#[test]
fn unknown_names_and_unwritable_files_are_errors() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let network = yuxi();
    let sample = Sample::new(&network, &clean()).unwrap();
    assert_eq!(
        sample.header("case").unwrap_err().kind(),
        crate::ErrorKind::Argument
    );
    assert!(
        sample
            .header("case")
            .unwrap_err()
            .message()
            .en
            .contains("aid_requests")
    );
    assert_eq!(
        sample.write_csv("cases", Full).unwrap_err().kind(),
        crate::ErrorKind::Input
    );
    assert_eq!(
        sample.register_csv(Full).unwrap_err().kind(),
        crate::ErrorKind::Input
    );
}

#[test]
fn the_register_says_that_its_marks_are_synthetic_and_keeps_real_ones() {
    let network = yuxi();
    let sample = Sample::new(&network, &clean()).unwrap();
    let mut register = Vec::new();
    sample.register_csv(&mut register).unwrap();
    let text = String::from_utf8(register).unwrap();
    let header = "code,name,level,parent_code,kind,poor_village,population,valid_from,valid_until,successor,marks";
    assert_eq!(text.lines().next(), Some(header));
    assert!(
        text.lines()
            .skip(1)
            .all(|line| line.ends_with(",synthetic"))
    );
    let marked = sample.network_with_marks().unwrap();
    assert_eq!(marked.len(), network.len());
    let village = marked.at_level(Level::Village).next().unwrap();
    assert!(marked.poor_village(village).is_some() && marked.population(village).is_some());
    // With the marks given, another seed makes no others.
    let again = Sample::new(
        &marked,
        &SampleOptions {
            seed: 99,
            ..clean()
        },
    )
    .unwrap();
    let mut second = Vec::new();
    again.register_csv(&mut second).unwrap();
    assert_eq!(
        String::from_utf8(second).unwrap(),
        text.replace(",synthetic", ",register")
    );
}

#[test]
fn networks_without_counties_work_and_empty_ones_are_refused() {
    let lone = b"code,name,level,parent_code,kind\n530402001,\xE7\x94\xB2,township,,\n530402001001,\xE4\xB9\x99,village,530402001,\n";
    let network = Network::from_csv(lone).unwrap();
    let sample = Sample::new(&network, &SampleOptions::default()).unwrap();
    assert_findings_are_as_listed(&sample, &network);
    if let Ok(empty) = Network::from_records(Vec::new()) {
        assert_eq!(
            Sample::new(&empty, &clean()).unwrap_err().kind(),
            crate::ErrorKind::Argument
        );
    }
}

/// Measured: 3 seconds in release on one core.
#[test]
#[ignore = "a measurement: run in release with --ignored --nocapture"]
fn ten_million_rows_are_written_in_well_under_a_minute() {
    struct Counter(u64);
    impl Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len() as u64;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let network = Network::builtin("yunnan-2019").unwrap();
    let options = SampleOptions {
        records: Some(10_000_000),
        ..SampleOptions::default()
    };
    let start = std::time::Instant::now();
    let sample = Sample::new(&network, &options).unwrap();
    println!("planned after {:?}", start.elapsed());
    let mut counter = Counter(0);
    for dataset in sample.datasets() {
        sample.write_csv(dataset, &mut counter).unwrap();
        println!("{dataset}: {:?}, {} bytes", start.elapsed(), counter.0);
    }
    assert!(start.elapsed().as_secs() < 45);
    assert!(counter.0 > 500_000_000);
}
