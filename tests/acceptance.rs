//! Inspections, scores and posts of the built-in programme, called as a host calls them.

#![cfg(feature = "csv")]

#[path = "shared/empty.rs"]
mod empty;

use huimin::acceptance::{inspection, inspections, posts, scores};
use huimin::calendar::Date;
use huimin::input::{CsvOptions, CsvSource};
use huimin::report::{TABLES, reconciliation, table};
use huimin::{Assessment, Language, Network, Plan, Programme, Tally};

/// A year in which so many townships have a standardised centre.
fn year(centres: usize, as_of: &str) -> Assessment {
    let programme = Programme::builtin("yuxi-2019").expect("the programme");
    let network = Network::builtin("yuxi-2019").expect("the network");
    let plan = Plan::new(&programme, network).expect("a plan");
    let mut tally = Tally::new(&plan);
    let mut file = "division_code,name_unified,signboard_unified,logo_unified,items_unified,\
                    carrier_unified,workflow_unified,does_handling,does_publicity,does_guidance,\
                    does_consultation,does_demand_analysis,accepted_on\n"
        .to_owned();
    let townships = plan.network.at_level(huimin::network::Level::Township);
    for township in townships.take(centres) {
        let code = plan.network.code(township);
        file += &format!("{code}{},2019-06-30\n", ",true".repeat(11));
    }
    let source = CsvSource::new(file.as_bytes(), CsvOptions::default());
    tally.add("platforms", source).expect("platforms");
    empty::hand_over_the_rest(&mut tally);
    let as_of = Date::parse(as_of).expect("a date");
    tally.assess(as_of).expect("an assessment")
}

#[test]
fn another_seed_is_another_sample_of_the_same_size() {
    let year = year(75, "2019-12-31");
    let own = inspection(&year, "centres", None).expect("an inspection");
    let again = inspection(&year, "centres", Some("yuxi-2019 centres")).expect("an inspection");
    let other = inspection(&year, "centres", Some("2019-12-10")).expect("an inspection");
    assert_eq!(own.sample, again.sample);
    assert_ne!(own.sample, other.sample);
    let sizes = |inspected: &huimin::acceptance::Inspected<'_>| -> Vec<usize> {
        let strata = inspected.sample.strata.iter();
        strata.map(|stratum| stratum.units.len()).collect()
    };
    assert_eq!(sizes(&own), sizes(&other));
    // 384.16 ÷ (1 + 383.16 ÷ 75) = 62.89: of 75 centres 63 are inspected.
    assert_eq!(sizes(&own).iter().sum::<usize>(), 63);
}

#[test]
fn what_cannot_be_drawn_is_told() {
    let year = year(75, "2019-12-31");
    let error = inspection(&year, "center", None).expect_err("no such inspection");
    assert!(error.to_string().contains("`centres`"), "{error}");
    let error = inspection(&year, "centres", Some("")).expect_err("no seed");
    assert!(error.to_string().contains("seed"), "{error}");
}

#[test]
fn without_records_there_is_nothing_to_draw_and_every_table_is_made() {
    let year = year(0, "2019-11-30");
    for inspected in inspections(&year).expect("inspections") {
        assert!(inspected.population.is_empty() && inspected.sample.strata.is_empty());
        assert!(inspected.evaluation.is_none() && inspected.verified.is_none());
    }
    for name in TABLES {
        let made = table(&year, name, Language::English).expect(name);
        // The source names no grouping, so the programme has none.
        assert_eq!(made.is_some(), name != "groupings", "{name}");
    }
}

#[test]
fn nobody_owes_a_report_before_its_day() {
    assert!(
        reconciliation(&year(0, "2019-11-29"))
            .expect("none")
            .is_none()
    );
    let found = reconciliation(&year(0, "2019-11-30"))
        .expect("found")
        .expect("owed");
    // Nine counties and the city owe ten figures each.
    assert_eq!(found.comparisons.len(), 100);
    let due: Vec<_> = found
        .completeness
        .iter()
        .map(|it| it.due_on.to_string())
        .collect();
    assert!(due.contains(&"2019-11-30".to_owned()) && due.contains(&"2019-12-31".to_owned()));
}

#[test]
fn a_county_is_scored_by_its_own_target_and_somebody_answers_for_it() {
    // The first county has 11 townships, and owes 10 of the 70 centres.
    let year = year(11, "2019-12-31");
    let board = scores(&year).expect("scores").expect("a scheme");
    assert_eq!(board.scores().len(), 9);
    let first = &board.scores()[0];
    assert_eq!(first.division.padded(), "530402000000");
    let points: Vec<String> = first.items[..3]
        .iter()
        .map(|item| item.points.expect("points").shown.to_string())
        .collect();
    assert_eq!(points, ["10.00", "0.00", "0.00"]);

    let posts = posts(&year).expect("posts");
    let of = |code: &str| {
        let network = &year.plan().network;
        let mut all = posts.iter();
        all.find(|post| {
            network.code(post.division).padded() == code
                && post.indicator.id == "centres_standardised"
        })
        .expect("a post")
    };
    let county = of("530402000000");
    assert_eq!(county.met, Some(true));
    assert_eq!(
        county.responsibility.post.en,
        "director of the county bureau of justice"
    );
    let (above, _) = county.answers_to.expect("the city");
    assert_eq!(year.plan().network.name(above), "玉溪市");
    // Ten townships owe one centre each; the eleventh owes none, which is met too.
    assert_eq!((county.below_met, county.below_missed), (11, 0));
    let city = of("530400000000");
    assert_eq!(city.met, Some(false));
    assert_eq!(city.below_met + city.below_missed, 9 + 75);
}
