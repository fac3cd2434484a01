//! The second built-in programme: nothing is tied to Yuxi.

use huimin::calendar::Date;
use huimin::input::{CsvOptions, CsvSource};
use huimin::network::Level;
use huimin::{Network, Plan, Programme, Tally};

/// By prefecture in the order of codes; computed apart from the library, by largest
/// remainder over the register's townships and villages that count.
const CENTRES: [u64; 16] = [
    97, 96, 53, 53, 104, 46, 73, 55, 73, 95, 74, 23, 80, 36, 21, 21,
];
const STATIONS: [u64; 16] = [
    1166, 1143, 487, 654, 929, 320, 722, 646, 757, 929, 671, 180, 791, 276, 197, 132,
];

fn plan() -> Plan {
    let programme = Programme::builtin("yunnan-2019").expect("a programme");
    let network = Network::builtin("yunnan-2019").expect("a register");
    Plan::new(&programme, network).expect("a plan")
}

#[test]
fn it_does_what_its_example_says() {
    let programme = Programme::builtin("yunnan-2019").expect("a programme");
    let network = Network::builtin("yunnan-2019").expect("a register");
    let warnings = programme.check(network).expect("no mistakes");
    assert_eq!(warnings.list.len(), 0, "{:?}", warnings.list);
}

#[test]
fn targets_go_to_sixteen_prefectures_and_their_counties() {
    let plan = plan();
    for (indicator, expected) in plan.indicators.iter().zip([CENTRES, STATIONS]) {
        let allocation = indicator.allocation.as_ref().expect("an allocation");
        let prefectures = plan.network.at_level(Level::City);
        let mut shares: Vec<_> = prefectures
            .map(|id| {
                (
                    plan.network.code(id),
                    allocation.target(id).expect("a share"),
                )
            })
            .collect();
        shares.sort();
        let shares: Vec<u64> = shares.into_iter().map(|(_, share)| share).collect();
        assert_eq!(shares, expected, "{}", indicator.id);
        let counties = plan.network.at_level(Level::County);
        let sum: u64 = counties.filter_map(|id| allocation.target(id)).sum();
        assert_eq!(sum, expected.iter().sum::<u64>());
    }
}

#[test]
fn a_province_is_assessed() {
    let plan = plan();
    // Every township of Wuhua district is accepted on the last day of June, one of Panlong a day later.
    let mut file = String::from("区划代码,验收日期\n");
    for township in plan.network.at_level(Level::Township) {
        let code = plan.network.code(township).to_string();
        if code.starts_with("530102") {
            file += &format!("{code},2019-06-30\n");
        } else if code == "530103001" {
            file += &format!("{code},2019-07-01\n");
        }
    }
    let mut tally = Tally::new(&plan);
    let source = CsvSource::new(file.as_bytes(), CsvOptions::default());
    let added = tally.add("platforms", source).expect("records");
    let townships = added.records - 1;
    let day = Date::parse("2019-06-30").expect("a date");
    let assessment = tally.assess(day).expect("an assessment");
    assert!(assessment.findings().is_empty());

    let wuhua = assessment
        .value("centres_standardised", "530102")
        .expect("a figure");
    assert_eq!(wuhua.display, townships.to_string());
    assert_eq!(
        wuhua.target.map(|target| target.to_string()).as_deref(),
        Some("7")
    );
    assert_eq!(wuhua.met, Some(true));
    let panlong = assessment
        .value("centres_standardised", "530103")
        .expect("a figure");
    assert_eq!((panlong.display.as_str(), panlong.met), ("0", Some(false)));
    let province = assessment
        .value("centres_standardised", "530000")
        .expect("a figure");
    assert_eq!(province.display, townships.to_string());
    assert_eq!(province.met, Some(false));
}
