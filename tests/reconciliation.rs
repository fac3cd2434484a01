//! Reports against records, on the network of Yuxi. Every expectation is worked
//! out by hand.

use huimin::calendar::Date;
use huimin::figure::{Decimal, Ratio};
use huimin::input::{CsvOptions, CsvSource};
use huimin::network::Level;
use huimin::reconcile::{
    Amounts, Balance, Duty, MissingChildren, Options, Problem, Reconciliation, State, Tolerance,
    reconcile,
};
use huimin::{Assessment, Network, Plan, Programme, Tally};

#[path = "reconciliation/definitions.rs"]
mod definitions;
#[path = "shared/empty.rs"]
mod empty;
#[cfg(feature = "sample")]
#[path = "reconciliation/sample.rs"]
mod sample;
#[path = "reconciliation/tables.rs"]
mod tables;

const REPORTS: &str = "division_code,indicator,period_end,numerator,denominator,reported_on\n";
const EVENTS: &str = "event_id,division_code,held_on,attendance\n";
const DISPUTES: &str = "dispute_id,division_code,party,registered_on,mediated_on,outcome\n";
const COUNTIES: [&str; 9] = [
    "530402", "530403", "530422", "530423", "530424", "530425", "530426", "530427", "530428",
];

fn day(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

fn network() -> Network {
    Network::builtin("yuxi-2019").expect("a register")
}

fn assess(network: Network, as_of: &str, files: &[(&str, String)]) -> Assessment {
    let programme = Programme::builtin("yuxi-2019").expect("a programme");
    let plan = Plan::new(&programme, network).expect("a plan");
    let mut tally = Tally::new(&plan);
    for (dataset, text) in files {
        let source = CsvSource::new(text.as_bytes(), CsvOptions::default());
        tally.add(dataset, source).expect("records");
    }
    empty::hand_over_the_rest(&mut tally);
    tally.assess(day(as_of)).expect("an assessment")
}

/// As of the end of November, from rows of reports alone.
fn of_reports(rows: &str) -> Assessment {
    assess(
        network(),
        "2019-11-30",
        &[("reports", format!("{REPORTS}{rows}"))],
    )
}

fn only(indicator: &str) -> Options {
    Options {
        indicators: vec![indicator.to_owned()],
        ..Options::default()
    }
}

fn run(assessment: &Assessment, options: &Options) -> Reconciliation {
    reconcile(assessment, options).expect("a reconciliation")
}

/// A number of November's reports of publicity events, made in time.
fn events(reported: &[(&str, i64)]) -> String {
    let row = |(code, count): &(&str, i64)| {
        format!("{code},publicity_events,2019-11-30,{count},,2019-11-29\n")
    };
    reported.iter().map(row).collect()
}

fn whole(number: i128) -> Ratio {
    Ratio::integer(number)
}

fn count(number: i128) -> Amounts {
    Amounts {
        numerator: whole(number),
        denominator: None,
    }
}

fn quotient(numerator: i128, denominator: i128) -> Amounts {
    Amounts {
        numerator: whole(numerator),
        denominator: Some(whole(denominator)),
    }
}

fn state_of(reconciliation: &Reconciliation, code: &str) -> State {
    let mut all = reconciliation.comparisons.iter();
    let found = all.find(|one| one.division_code.padded().starts_with(code));
    found.expect("a comparison").state
}

#[test]
fn every_state() {
    let records = "E1,530402,2019-03-01,10\nE2,530402001,2019-04-01,10\nE3,530402,2019-12-01,10\n\
                   E4,530403,2019-11-30,10\nE5,530400,2019-05-01,10\n";
    let reports = "530402,publicity_events,2019-11-30,2,,2019-11-30\n\
                   530403,publicity_events,2019-11-30,4,,2019-11-30\n\
                   530422,publicity_events,2019-11-30,0,,2019-12-01\n\
                   530423,publicity_events,2019-11-30,1,,2019-12-03\n\
                   530424,publicity_event,2019-11-30,1,,2019-11-30\n\
                   530402,publicity_events,2019-11-15,2,,2019-11-16\n\
                   530402,publicity_events,2019-12-31,3,,2019-12-31\n\
                   530402001,publicity_events,2019-11-30,1,,2019-12-31\n\
                   530425,publicity_events,2019-11-30,1,,2019-11-30\n\
                   530425,publicity_events,2019-11-30,2,,2019-11-30\n\
                   530426,publicity_events,2019-11-30,,,2019-11-30\n";
    let files = [
        ("publicity_events", format!("{EVENTS}{records}")),
        ("reports", format!("{REPORTS}{reports}")),
    ];
    let found = run(
        &assess(network(), "2019-11-30", &files),
        &only("publicity_events"),
    );
    let shown: Vec<String> = found
        .comparisons
        .iter()
        .map(|one| {
            let number = |amounts: Option<Amounts>| {
                amounts.map_or("-".to_owned(), |amounts| {
                    amounts.numerator.numerator().to_string()
                })
            };
            let difference = one.difference.map(|found| found.numerator.numerator());
            format!(
                "{} {} {} {} {} {difference:?} {:?} {}",
                &one.division_code.padded()[..9],
                one.indicator,
                one.period_end,
                number(one.reported),
                number(one.computed),
                one.days_late,
                one.state.id()
            )
        })
        .collect();
    let expected = [
        // Four events were held by November, one by the city itself.
        "530400000 publicity_events 2019-11-30 - 4 None None missing",
        "530402000 publicity_events 2019-11-15 2 - None None unexpected",
        "530402000 publicity_events 2019-11-30 2 2 Some(0) Some(0) agrees",
        // A township owes nothing, and is compared all the same.
        "530402001 publicity_events 2019-11-30 1 1 Some(0) None agrees",
        "530403000 publicity_events 2019-11-30 4 1 Some(3) Some(0) differs",
        "530422000 publicity_events 2019-11-30 0 0 Some(0) Some(1) late",
        // That it is late as well is in another column.
        "530423000 publicity_events 2019-11-30 1 0 Some(1) Some(3) differs",
        "530424000 publicity_events 2019-11-30 - 0 None None missing",
        "530424000 publicity_event 2019-11-30 1 - None None unexpected",
        // Two different reports under one key: neither counts. And one without a number.
        "530425000 publicity_events 2019-11-30 - 0 None Some(0) in_conflict",
        "530426000 publicity_events 2019-11-30 - 0 None Some(0) rejected",
        "530427000 publicity_events 2019-11-30 - 0 None None missing",
        "530428000 publicity_events 2019-11-30 - 0 None None missing",
    ];
    assert_eq!(shown, expected);

    let problems: Vec<_> = found.findings.iter().map(|found| found.problem).collect();
    assert_eq!(
        problems,
        [Problem::NotAPeriodEnd, Problem::UnknownIndicator]
    );
    let message = found.findings[1].message();
    assert_eq!(
        message.en,
        "`530424` reported the indicator `publicity_event`, which does not exist"
    );
    assert_eq!(message.zh, "`530424` 上报的指标 `publicity_event` 不存在");
    let late: Vec<_> = found.late().map(|one| one.days_late).collect();
    assert_eq!(late, [Some(1), Some(3)]);
}

#[test]
fn a_division_outside_the_programme_is_a_finding() {
    let rows = events(&[("530102", 1), ("530402", 0)]);
    let network = Network::builtin("yunnan-2019").expect("a register");
    let files = [("reports", format!("{REPORTS}{rows}"))];
    let found = run(
        &assess(network, "2019-11-30", &files),
        &only("publicity_events"),
    );
    assert_eq!(state_of(&found, "530102"), State::Unexpected);
    assert_eq!(state_of(&found, "530402"), State::Agrees);
    assert_eq!(found.findings.len(), 1);
    assert_eq!(found.findings[0].problem, Problem::OutsideDivision);
    // The city and its nine counties, and the one from outside.
    assert_eq!(found.comparisons.len(), 11);
}

#[test]
fn a_difference_exactly_at_the_tolerance_is_within() {
    let records: String = (1..=50)
        .map(|event| format!("E{event},530402,2019-03-01,10\n"))
        .collect();
    let files = [
        ("publicity_events", format!("{EVENTS}{records}")),
        ("reports", format!("{REPORTS}{}", events(&[("530402", 51)]))),
    ];
    let assessment = assess(network(), "2019-11-30", &files);
    let state = |absolute: &str, relative: &str| {
        let number = |text| Decimal::parse(text).expect("a number");
        let tolerance = Tolerance {
            absolute: number(absolute),
            relative: number(relative),
        };
        let options = Options {
            tolerance,
            ..only("publicity_events")
        };
        state_of(&run(&assessment, &options), "530402")
    };
    assert_eq!(state("0", "0"), State::Differs);
    assert_eq!(state("1", "0"), State::Agrees);
    assert_eq!(state("0.99", "0"), State::Differs);
    // 1 of 50 is 2 %.
    assert_eq!(state("0", "0.02"), State::Agrees);
    assert_eq!(state("0", "0.0199"), State::Differs);
}

/// Of two quotients of one value, numerators and denominators are compared.
#[test]
fn ratios_are_compared_part_by_part() {
    let records = "D1,530402,poor_household,2019-03-01,2019-03-09,settled\n\
                   D2,530402,poor_household,2019-03-01,2019-03-09,failed\n\
                   D3,530403,poor_household,2019-03-01,2019-03-09,settled\n";
    let reports = "530402,mediation_success_rate,2019-11-30,2,4,2019-11-30\n\
                   530403,mediation_success_rate,2019-11-30,1,1,2019-11-30\n\
                   530422,mediation_success_rate,2019-11-30,0,0,2019-11-30\n\
                   530423,mediation_success_rate,2019-11-30,0,,2019-11-30\n\
                   530400,mediation_success_rate,2019-11-30,3,5,2019-11-30\n";
    let files = [
        ("disputes", format!("{DISPUTES}{records}")),
        ("reports", format!("{REPORTS}{reports}")),
    ];
    let options = Options {
        missing_children: MissingChildren::Zero,
        ..only("mediation_success_rate")
    };
    let found = run(&assess(network(), "2019-11-30", &files), &options);
    let hongta = &found.comparisons[1];
    assert_eq!(hongta.computed, Some(quotient(1, 2)));
    let difference = hongta.difference.expect("both sides");
    assert_eq!(difference.numerator, whole(1));
    assert_eq!(difference.denominator, Some(whole(2)));
    assert_eq!(difference.value, Some(whole(0)));
    assert_eq!(hongta.state, State::Differs);
    assert_eq!(state_of(&found, "530403"), State::Agrees);
    // Nothing to mediate, and nothing reported: no value on either side.
    assert_eq!(state_of(&found, "530422"), State::Agrees);
    // A quotient without its denominator.
    assert_eq!(state_of(&found, "530423"), State::Differs);

    let city = &found.imbalances[0];
    assert_eq!(city.sum, Some(quotient(3, 5)));
    assert_eq!(city.imbalance, Some(quotient(0, 0)));
    assert_eq!(city.state, Balance::Balanced);
    // The one without denominator cannot be summed, nor can six that are not there.
    assert_eq!(city.missing_children.len(), 6);
    assert_eq!(city.missing_children[0].padded(), "530423000000");
}

#[test]
fn a_missing_child_is_as_the_policy_says() {
    let mut reported: Vec<(&str, i64)> = COUNTIES.into_iter().zip(1..).collect();
    reported.pop();
    reported.push(("530400", 40));
    let rows = events(&reported);
    let balance = |rows: &str, missing_children| {
        let options = Options {
            missing_children,
            ..only("publicity_events")
        };
        let mut found = run(&of_reports(rows), &options).imbalances;
        assert_eq!(found.len(), 1);
        let found = found.remove(0);
        assert_eq!(found.children, 9);
        (found.state, found.sum, found.imbalance)
    };
    // 1 + 2 + … + 8 = 36, and the city says 40.
    assert_eq!(
        balance(&rows, MissingChildren::None),
        (Balance::NotCompared, None, None)
    );
    assert_eq!(
        balance(&rows, MissingChildren::Zero),
        (Balance::Imbalanced, Some(count(36)), Some(count(4)))
    );
    assert_eq!(
        balance(&rows, MissingChildren::Fail),
        (Balance::ChildMissing, None, None)
    );
    let whole = rows + &events(&[("530428", 4)]);
    for policy in [
        MissingChildren::None,
        MissingChildren::Zero,
        MissingChildren::Fail,
    ] {
        assert_eq!(
            balance(&whole, policy),
            (Balance::Balanced, Some(count(40)), Some(count(0)))
        );
    }
    let counties_only = events(&[("530402", 1)]);
    assert_eq!(
        balance(&counties_only, MissingChildren::Zero),
        (Balance::NotCompared, Some(count(1)), None)
    );
}

/// Children are of the next level that owes the same report, whatever lies between.
#[test]
fn children_are_those_that_owe_the_same_report() {
    let duty = |level, period_end| Duty {
        period_end: day(period_end),
        level,
        due_on: day("2019-11-30"),
    };
    let options = Options {
        duties: vec![
            duty(Level::Township, "2019-10-31"),
            duty(Level::City, "2019-10-31"),
            duty(Level::City, "2019-11-30"),
            duty(Level::County, "2019-11-30"),
            duty(Level::Township, "2019-11-30"),
        ],
        ..only("publicity_events")
    };
    let found = run(&of_reports(""), &options).imbalances;
    let of = |place: usize| (found[place].period_end, found[place].children);
    // 75 townships, of which 11 in the first county.
    assert_eq!(of(0), (day("2019-10-31"), 75));
    assert_eq!(of(1), (day("2019-11-30"), 9));
    assert_eq!(of(2), (day("2019-11-30"), 11));
    assert_eq!(found.len(), 2 + 9);
}

#[test]
fn a_division_owes_nothing_for_a_day_on_which_it_is_not() {
    let register = "code,name,level,parent_code,valid_from\n\
                    530400,玉溪市,city,,\n530402,红塔区,county,530400,\n\
                    530403,江川区,county,530400,2019-12-01\n";
    let network = Network::from_csv(register.as_bytes()).expect("a register");
    let found = run(
        &assess(network, "2019-11-30", &[]),
        &only("publicity_events"),
    );
    let codes = found.comparisons.iter().map(|one| one.division_code);
    let codes: Vec<String> = codes.map(|code| code.to_string()).collect();
    assert_eq!(codes, ["530400", "530402"]);
    assert_eq!(found.imbalances[0].children, 1);
}

#[test]
fn who_has_reported_and_who_in_time() {
    let rows = "530402,publicity_events,2019-11-30,0,,2019-11-30\n\
                530402,consultations,2019-11-30,0,,2019-12-01\n\
                530403,publicity_events,2019-11-30,0,,2019-11-01\n\
                530400,publicity_events,2019-11-30,0,,2019-12-20\n";
    let duty = |level, due_on| Duty {
        period_end: day("2019-11-30"),
        level,
        due_on: day(due_on),
    };
    let options = Options {
        // As the milestones of `yuxi-2019` have it.
        duties: vec![
            duty(Level::County, "2019-11-30"),
            duty(Level::City, "2019-12-31"),
        ],
        indicators: vec!["consultations".to_owned(), "publicity_events".to_owned()],
        ..Options::default()
    };
    let assessment = assess(
        network(),
        "2019-12-31",
        &[("reports", format!("{REPORTS}{rows}"))],
    );
    let found = run(&assessment, &options);
    let shown: Vec<_> = found
        .completeness
        .iter()
        .map(|row| {
            let code = row.division_code.map(|code| code.to_string());
            (row.level, code, row.owed, row.received, row.on_time)
        })
        .take(5)
        .collect();
    let code = |code: &str| Some(code.to_owned());
    assert_eq!(
        shown,
        [
            (Level::City, None, 2, 1, 1),
            (Level::City, code("530400"), 2, 1, 1),
            (Level::County, None, 18, 3, 2),
            (Level::County, code("530402"), 2, 2, 1),
            (Level::County, code("530403"), 2, 1, 1),
        ]
    );
    assert_eq!(found.completeness.len(), 2 + 1 + 9);
    let counties = &found.completeness[2];
    assert_eq!(counties.received_share(), Ratio::new(1, 6));
    assert_eq!(counties.on_time_share(), Ratio::new(1, 9));
    assert_eq!(found.late().count(), 1);
}

/// What was received and does not count is told from what was never received: of a key
/// whose records of one day differ, and of a record that a rule rejects. The version
/// that counts decides what is late, and a corrected report takes the place of the first.
#[test]
fn received_in_conflict_or_rejected_is_not_missing() {
    let rows = "530402,publicity_events,2019-11-30,5,,2019-11-20\n\
                530402,publicity_events,2019-11-30,0,,2019-11-30\n\
                530403,publicity_events,2019-11-30,5,,2019-11-20\n\
                530403,publicity_events,2019-11-30,0,,2019-12-02\n\
                530422,publicity_events,2019-11-30,0,,2019-11-20\n\
                530422,publicity_events,2019-11-30,1,,2019-11-20\n\
                530423,publicity_events,2019-11-30,,,2019-12-01\n\
                530424,publicity_events,2019-11-30,1,,2019-11-20\n\
                530424,publicity_events,2019-11-30,,,2019-11-21\n";
    let found = run(&of_reports(rows), &only("publicity_events"));
    let shown: Vec<_> = found.comparisons[1..7]
        .iter()
        .map(|one| {
            let reported = one.reported.map(|amounts| amounts.numerator);
            (one.state, reported, one.days_late)
        })
        .collect();
    let none = Some(whole(0));
    assert_eq!(
        shown,
        [
            (State::Agrees, none, Some(0)),
            (State::Late, none, Some(2)),
            (State::InConflict, None, Some(0)),
            (State::Rejected, None, Some(1)),
            // The highest version is rejected, and the one before it does not stand in.
            (State::Rejected, None, Some(0)),
            (State::Missing, None, None),
        ]
    );
    let counties = &found.completeness[2];
    assert_eq!(counties.level, Level::County);
    let counts = [
        counties.owed,
        counties.received,
        counties.in_conflict,
        counties.rejected,
        counties.on_time,
    ];
    assert_eq!(counts, [9, 5, 1, 2, 3]);
    assert_eq!(counties.received_share(), Ratio::new(5, 9));
    // Nothing of it is summed.
    assert_eq!(found.imbalances[0].missing_children.len(), 7);
    assert!(found.findings.is_empty() && found.falls.is_empty());
}

#[test]
fn a_count_to_date_does_not_fall() {
    let row = |month: &str, count: u32| {
        format!("530402,publicity_events,2019-{month},{count},,2019-{month}\n")
    };
    let rows = [
        row("03-31", 5),
        row("04-30", 9),
        row("05-31", 7),
        row("06-30", 8),
        row("07-31", 9),
    ];
    let rate = "530402,mediation_success_rate,2019-03-31,5,5,2019-03-31\n\
                530402,mediation_success_rate,2019-04-30,4,4,2019-04-30\n\
                530403,publicity_events,2019-04-30,1,,2019-04-30\n";
    let found = run(&of_reports(&(rows.concat() + rate)), &Options::default());
    let falls: Vec<_> = found
        .falls
        .iter()
        .map(|fall| {
            let days = (fall.period_end, fall.earlier_period_end);
            (days, fall.numerator, fall.earlier_numerator)
        })
        .collect();
    let april = day("2019-04-30");
    assert_eq!(
        falls,
        [
            ((day("2019-05-31"), april), whole(7), whole(9)),
            ((day("2019-06-30"), april), whole(8), whole(9)),
        ]
    );
}
