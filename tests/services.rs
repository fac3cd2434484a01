//! What the service network offers, on small networks. Every expectation is worked
//! out by hand; more of them stand in tests/cases/services.toml.

#![cfg(feature = "csv")]

use huimin::calendar::Date;
use huimin::figure::Ratio;
use huimin::input::{CsvOptions, CsvSource};
use huimin::services::{ResidencyState, Residents, Services, Subject, Team};
use huimin::{Assessment, Network, Plan, Programme, Tally};

#[path = "services/definitions.rs"]
mod definitions;
#[path = "shared/empty.rs"]
mod empty;
#[path = "services/properties.rs"]
mod properties;

const REGISTER: &str = "code,name,level,parent_code,population\n\
    530400,玉溪市,city,,\n\
    530402,红塔区,county,530400,\n\
    530402001,玉兴街道,township,530402,4000\n\
    530402001201,甲村,village,530402001,\n\
    530402001202,乙村,village,530402001,\n\
    530402002,凤凰街道,township,530402,2000\n\
    530403,江川区,county,530400,\n\
    530403001,大街街道,township,530403,\n";

/// Services of everything, people who may serve in several places, a grouping.
const DEFINITION: &str = include_str!("services/definition.toml");

fn day(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

fn network() -> Network {
    Network::from_csv(REGISTER.as_bytes()).expect("a register")
}

fn plan(definition: &str) -> Plan {
    let programme = Programme::from_toml("services.toml", definition).expect("a definition");
    Plan::new(&programme, network()).expect("a plan")
}

fn tally(plan: &Plan, files: &[(&str, String)]) -> Tally {
    let mut tally = Tally::new(plan);
    for (dataset, text) in files {
        let source = CsvSource::new(text.as_bytes(), CsvOptions::default());
        tally.add(dataset, source).expect("records");
    }
    tally
}

fn assess(files: &[(&str, String)]) -> Assessment {
    let tally = tally(&plan(DEFINITION), files);
    tally.assess(day("2019-11-30")).expect("an assessment")
}

fn services(files: &[(&str, String)]) -> Services {
    Services::of(&assess(files)).expect("services")
}

const PEOPLE: &str = "entry,person_id,division_code,service,served_from,served_until\n";

fn people(rows: &str) -> Vec<(&'static str, String)> {
    vec![("people", format!("{PEOPLE}{rows}"))]
}

fn team<'s>(services: &'s Services, code: &str, service: Option<usize>) -> &'s Team {
    let network = &services.plan().network;
    let mut teams = services.teams.iter();
    let is_it = |team: &&Team| {
        team.service == service && network.code(team.division).padded().starts_with(code)
    };
    teams.find(is_it).expect("a team")
}

/// Lawyer is service 0, notary 1.
const LAWYER: Option<usize> = Some(0);

#[test]
fn a_person_counts_once_in_every_division_that_has_his_places() {
    let rows = "1,P1,530402001201,lawyer,2018-01-01,\n\
                2,P1,530402001202,lawyer,2018-01-01,\n\
                3,P1,530403,lawyer,2018-01-01,\n\
                4,P1,530402001,notary,2018-01-01,\n\
                5,P2,530402001,lawyer,2018-01-01,\n\
                6,P2,530402001201,lawyer,2018-01-01,\n\
                7,P2,530402,lawyer,2018-01-01,2019-11-30\n";
    let found = services(&people(rows));
    let heads = |code: &str, service| team(&found, code, service).heads;
    assert_eq!(heads("530402001201", LAWYER), 2);
    assert_eq!(heads("530402001202", LAWYER), 1);
    assert_eq!(heads("530402001000", LAWYER), 2);
    assert_eq!(heads("530402000000", LAWYER), 2);
    assert_eq!(heads("530403000000", LAWYER), 1);
    assert_eq!(heads("530400000000", LAWYER), 2);
    assert_eq!(heads("530402001000", Some(1)), 1);
    // Everybody once, whatever he does.
    assert_eq!(heads("530402001000", None), 2);
    assert_eq!(heads("530400000000", None), 2);
}

#[test]
fn residents_are_the_registers_or_the_sum_of_the_childrens() {
    let found = services(&people("1,P1,530402,lawyer,2018-01-01,\n"));
    let of = |code: &str| team(&found, code, LAWYER);
    assert_eq!(of("530402001000").residents, Residents::Stated(4_000));
    assert_eq!(of("530402000000").residents, Residents::OfChildren(6_000));
    assert_eq!(of("530402000000").per_ten_thousand(), Ratio::new(10, 6));
    // A township without a number leaves county and city without one.
    assert_eq!(of("530403000000").residents, Residents::Unknown);
    assert_eq!(of("530400000000").reason(), Some("no_population"));
}

#[test]
fn a_grouping_is_a_ratio_of_sums_over_its_divisions() {
    let needs = "need_id,division_code,service,raised_on,responded_on\n\
                 N1,530402001201,lawyer,2019-05-01,2019-05-03\n\
                 N2,530402001,lawyer,2019-05-01,\n\
                 N3,530403,lawyer,2019-05-01,2019-05-02\n\
                 N4,530403,notary,2019-05-01,2019-05-02\n\
                 N5,530402002,lawyer,2019-05-01,\n";
    let offerings = "division_code,service,channel,weekday,opens,closes\n\
                     530402001,lawyer,desk,1,08:00,12:00\n\
                     530403,lawyer,hotline,1,00:00,24:00\n\
                     530400,notary,hotline,1,10:00,12:00\n";
    let mut files = people(
        "1,P1,530402001201,lawyer,2018-01-01,\n\
         2,P1,530403,lawyer,2018-01-01,\n\
         3,P2,530402002,lawyer,2018-01-01,\n",
    );
    files.push(("needs", needs.to_owned()));
    files.push(("offerings", offerings.to_owned()));
    let found = services(&files);
    let shown = |subject: Subject| {
        let mut all = found.groupings.iter();
        let figure = all.find(|one| one.subject == subject).expect("a figure");
        let denominator = figure.denominator.map(|it| it.reduced().numerator());
        let numerator = figure.numerator.map(|it| it.reduced().numerator());
        (numerator, denominator, figure.display.clone(), figure.met)
    };
    // Three of four needs; the mean of 1 of 2 and 2 of 2 is three quarters as well,
    // and the township that is not in the grouping has one without an answer.
    let rate = shown(Subject::Indicator(0));
    assert_eq!(rate, (Some(3), Some(4), "75.00%".to_owned(), Some(false)));
    let raised = shown(Subject::Indicator(1));
    assert_eq!(raised, (Some(4), None, "4".to_owned(), None));
    // The greatest over the divisions; and how many different ones the figures
    // do not know of two divisions together.
    let last = shown(Subject::Indicator(2));
    assert_eq!(last.0, Some(2));
    assert_eq!(shown(Subject::Indicator(3)).0, None);
    // P1 serves in both divisions of the grouping; P2 in neither.
    assert_eq!(shown(Subject::Team(LAWYER)).0, Some(1));
    assert_eq!(shown(Subject::Team(None)).0, Some(1));
    // Of lawyers 4 hours here and 24 there, of 2 × 168.
    let coverage = shown(Subject::Coverage(0));
    assert_eq!(coverage, (Some(28), Some(336), "8.33%".to_owned(), None));
    let all = found.groupings.iter();
    let unknown = all.filter(|one| one.subject == Subject::Coverage(1));
    assert_eq!(unknown.count(), 0, "the grouping is about lawyers");
    let explained = found.explain_grouping(&found.groupings[0]);
    assert_eq!(explained.zh, "2 个区划合计,回应率:3/4,75.00%(依据:网络)");
    assert_eq!(
        explained.en,
        "2 divisions together, response rate: 3/4, 75.00% (clause: network)"
    );
}

#[test]
fn a_division_that_is_no_more_owes_nothing() {
    let register = "code,name,level,parent_code,valid_until\n\
                    530400,玉溪市,city,,\n\
                    530402,红塔区,county,530400,2019-11-30\n\
                    530403,江川区,county,530400,2019-12-01\n";
    let programme = Programme::builtin("yuxi-2019").expect("a programme");
    let network = Network::from_csv(register.as_bytes()).expect("a register");
    let plan = Plan::new(&programme, network).expect("a plan");
    let mut tally = Tally::new(&plan);
    empty::hand_over_the_rest(&mut tally);
    let assessment = tally.assess(day("2019-11-30")).expect("empty");
    let found = Services::of(&assessment).expect("services");
    let codes: Vec<String> = found
        .platforms
        .iter()
        .map(|one| plan.network.code(one.division).padded())
        .collect();
    assert_eq!(codes, ["530400000000", "530403000000"]);
    let county = found.residencies.iter().filter(|one| {
        plan.network.level(one.division).id() == "county" && one.state == ResidencyState::Missing
    });
    // Legal aid and mediation; the others are asked for on demand.
    assert_eq!(county.count(), 2);
}

#[test]
fn a_definition_without_the_tables_says_nothing() {
    let family_doctors = include_str!("../examples/programmes/family-doctors.toml");
    let assessment = tally(&plan(family_doctors), &[]).assess(day("2019-11-30"));
    let assessment = assessment.or_else(|_| {
        let plan = plan(family_doctors);
        let end = plan.period.end();
        tally(&plan, &[]).assess(end)
    });
    let assessment = assessment.expect("an assessment");
    let found = Services::of(&assessment).expect("services");
    assert!(found.platforms.is_empty() && found.coverage.is_empty() && found.teams.is_empty());
    let table = huimin::report::table(&assessment, "coverage", huimin::Language::English);
    assert_eq!(table.expect("no error"), None);
}
