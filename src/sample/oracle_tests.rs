//! A slow, obvious verification of a sample by the rules of `yuxi-2019`, and
//! the ten indicators from what it accepts. It shares nothing with the
//! generator but the datasets' headers.
#![expect(clippy::arithmetic_side_effects, reason = "tests may fail")]

use std::collections::{BTreeMap, BTreeSet};

use super::dataset::Dataset;
use super::{Defect, Sample};
use crate::calendar::{Date, TimeOfDay};
use crate::network::{DivisionCode, Level, Network, Resolution};

/// A row by field names; missing values are left out, codes are normalised.
pub(super) type Record = BTreeMap<&'static str, String>;

/// What the verification of a whole sample gives.
pub(super) struct Verified {
    /// All findings, sorted.
    pub(super) findings: Vec<Defect>,
    /// The records that count, by dataset.
    pub(super) accepted: BTreeMap<&'static str, Vec<Record>>,
}

pub(super) fn records(sample: &Sample<'_>, dataset: &str) -> Vec<Record> {
    let header = sample.header(dataset).unwrap();
    let mut records = Vec::new();
    sample
        .rows(dataset, &mut |cells| {
            assert_eq!(cells.len(), header.len());
            let filled = header
                .iter()
                .zip(cells)
                .filter_map(|(field, cell)| Some((*field, (*cell)?.to_owned())));
            records.push(filled.collect());
            Ok(())
        })
        .unwrap();
    records
}

pub(super) fn verify(sample: &Sample<'_>, network: &Network) -> Verified {
    let mut findings = Vec::new();
    let mut accepted: BTreeMap<&'static str, Vec<Record>> = BTreeMap::new();
    for dataset in sample.datasets() {
        let platforms: BTreeMap<String, Record> = accepted
            .get("platforms")
            .into_iter()
            .flatten()
            .map(|platform| (platform["division_code"].clone(), platform.clone()))
            .collect();
        let mut checked: Vec<(Record, bool)> = Vec::new();
        let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, mut record) in records(sample, dataset).into_iter().enumerate() {
            let mut faults = structure(dataset, &mut record, network);
            let readable: BTreeSet<&str> = record
                .keys()
                .copied()
                .filter(|field| !faults.iter().any(|(_, of)| of == field))
                .collect();
            let known = |field: &str| readable.contains(field).then(|| record[field].as_str());
            let unknown = |field: &str| faults.iter().any(|(_, of)| *of == field);
            let judged = rules(dataset, &known, &unknown, &platforms);
            faults.extend(judged);
            let key = key(dataset, &record);
            let rejected = faults.iter().any(|(rule, _)| !harmless(rule));
            for (rule, field) in faults {
                let row = index as u64 + 1;
                findings.push(Defect {
                    dataset,
                    row,
                    rule,
                    key: key.clone(),
                    field: Some(field),
                });
            }
            by_key.entry(key).or_default().push(checked.len());
            checked.push((record, rejected));
        }
        for (key, rows) in by_key.iter().filter(|(_, rows)| rows.len() > 1) {
            let reported_on = |row: &usize| checked[*row].0.get("reported_on").cloned();
            let latest = match *dataset {
                "reports" => rows.iter().filter_map(reported_on).max(),
                _ => None,
            };
            let is_latest = |row: &&usize| latest.is_none() || reported_on(row) == latest;
            let (top, lower): (Vec<usize>, Vec<usize>) = rows.iter().partition(is_latest);
            for row in lower {
                findings.push(Defect {
                    dataset,
                    row: row as u64 + 1,
                    rule: "superseded",
                    key: key.clone(),
                    field: None,
                });
                checked[row].1 = true;
            }
            let rows = &top;
            if rows.len() == 1 {
                continue;
            }
            let same = rows.iter().all(|row| checked[*row].0 == checked[rows[0]].0);
            for (position, row) in rows.iter().enumerate() {
                let rule = if same {
                    "identical_copy"
                } else {
                    "conflicting_records"
                };
                findings.push(Defect {
                    dataset,
                    row: *row as u64 + 1,
                    rule,
                    key: key.clone(),
                    field: None,
                });
                checked[*row].1 |= !same || position > 0;
            }
        }
        let counted = checked
            .into_iter()
            .filter(|(_, rejected)| !rejected)
            .map(|(record, _)| record);
        accepted.insert(dataset, counted.collect());
    }
    findings.sort();
    Verified { findings, accepted }
}

/// Fails with the findings that are on one side only.
pub(super) fn assert_findings_are_as_listed(sample: &Sample<'_>, network: &Network) {
    let (found, listed) = (verify(sample, network).findings, sample.defects());
    let beyond = |these: &[Defect], those: &[Defect]| -> Vec<Defect> {
        let those: BTreeSet<&Defect> = those.iter().collect();
        these
            .iter()
            .filter(|finding| !those.contains(finding))
            .cloned()
            .collect()
    };
    assert_eq!(beyond(&found, &listed), [], "found, but not listed");
    assert_eq!(beyond(&listed, &found), [], "listed, but not found");
    assert_eq!(found.len(), listed.len(), "listed twice");
}

fn harmless(rule: &str) -> bool {
    rule == "normalised"
        || rule == "report_about_later_day"
        || rule.ends_with("_far_ahead")
        || rule == "persons_above_500"
        || rule.ends_with("_before_platform")
        || rule.ends_with("_not_unified")
        || rule.ends_with("_missing")
}

fn key(dataset: &str, record: &Record) -> String {
    let fields: &[&str] = match dataset {
        "platforms" => &["division_code"],
        "residencies" => &["division_code", "service", "since"],
        "offerings" => &[
            "division_code",
            "service",
            "channel",
            "weekday",
            "opens",
            "closes",
        ],
        "people" => &["person_id"],
        "advisers" => &["adviser_id", "division_code", "served_from"],
        "publicity_events" => &["event_id"],
        "cases" => &["case_id"],
        "consultations" => &["consultation_id"],
        "needs" => &["need_id"],
        "aid_requests" => &["request_id"],
        "disputes" => &["dispute_id"],
        "milestones" => &["division_code", "milestone"],
        _ => &["division_code", "indicator", "period_end"],
    };
    let parts: Vec<&str> = fields
        .iter()
        .map(|field| record.get(field).map_or("", String::as_str))
        .collect();
    parts.join("|")
}

/// What follows from the fields' declarations.
fn structure(
    dataset: &str,
    record: &mut Record,
    network: &Network,
) -> Vec<(&'static str, &'static str)> {
    let mut faults = Vec::new();
    let optional = [
        "until",
        "served_until",
        "closed_on",
        "responded_on",
        "decided_on",
        "mediated_on",
        "done_on",
        "denominator",
    ];
    for field in Dataset::find(dataset).unwrap().header() {
        let Some(value) = record.get(field).cloned() else {
            let unasked = dataset == "platforms" && *field == "accepted_on";
            if !unasked && !optional.contains(field) {
                faults.push(("required", *field));
            }
            continue;
        };
        if *field == "division_code" {
            let folded: String = value.chars().map(narrow).collect();
            match DivisionCode::parse(&folded) {
                Ok(parsed) if network.resolve(parsed.code) != Resolution::Unknown => {}
                _ => faults.push(("unknown_division", *field)),
            }
            if folded != value {
                faults.push(("normalised", *field));
                record.insert(*field, folded);
            }
        } else if !fits(field, &value) {
            faults.push(("type", *field));
        } else if !codes(dataset, field).is_none_or(|codes| codes.contains(&value.as_str())) {
            faults.push(("code_list", *field));
        }
    }
    let own_date = match dataset {
        "publicity_events" | "consultations" => "held_on",
        "cases" => "accepted_on",
        "needs" => "raised_on",
        "aid_requests" => "requested_on",
        "disputes" => "registered_on",
        _ => return faults,
    };
    let in_period = |date: &String| {
        fits(own_date, date) && !("2019-01-01".."2020-01-01").contains(&date.as_str())
    };
    if record.get(own_date).is_some_and(in_period) {
        faults.push(("outside_period", own_date));
    }
    faults
}

fn narrow(letter: char) -> char {
    match letter {
        '\u{FF10}'..='\u{FF19}' => char::from_digit(letter as u32 - 0xFF10, 10).unwrap(),
        other => other,
    }
}

fn fits(field: &str, value: &str) -> bool {
    match field {
        "attendance" | "persons" | "weekday" | "numerator" | "denominator" => {
            value.parse::<i64>().is_ok()
        }
        "opens" | "closes" => TimeOfDay::parse(value).is_some(),
        "since" | "until" | "served_from" | "served_until" | "period_end" => {
            Date::parse(value).is_some()
        }
        _ if field.ends_with("_on") => Date::parse(value).is_some(),
        _ if field.ends_with("_unified") || field.starts_with("does_") => {
            ["true", "false"].contains(&value)
        }
        _ => true,
    }
}

fn codes(dataset: &str, field: &str) -> Option<&'static [&'static str]> {
    Some(match (dataset, field) {
        (_, "service") => &[
            "lawyer",
            "notary",
            "forensic",
            "legal_aid",
            "arbitration",
            "mediation",
            "grassroots",
            "publicity",
        ],
        (_, "channel") => &["physical", "hotline", "web", "wechat_group", "face_to_face"],
        (_, "beneficiary") => &["registered_poor", "ordinary"],
        (_, "profession") => &["lawyer", "grassroots"],
        (_, "decision") => &["granted", "refused", "pending"],
        (_, "party") => &["poor_village", "poor_household", "other"],
        ("cases", "outcome") => &["done", "granted", "refused", "settled", "failed", "pending"],
        ("disputes", "outcome") => &["settled", "failed", "pending"],
        _ => return None,
    })
}

/// The `[[rule]]` blocks of the definition. A rule that needs a field with a
/// fault says nothing: that fault has its own finding.
fn rules<'a>(
    dataset: &str,
    known: &dyn Fn(&str) -> Option<&'a str>,
    unknown: &dyn Fn(&str) -> bool,
    platforms: &BTreeMap<String, Record>,
) -> Vec<(&'static str, &'static str)> {
    let mut faults = Vec::new();
    let mut check = |rule: &'static str, field: &'static str, fails: bool| {
        if fails {
            faults.push((rule, field));
        }
    };
    let before = |end: &str, start: &str| matches!((known(end), known(start)), (Some(end), Some(start)) if end < start);
    let below = |field: &str, limit: i64| {
        known(field).is_some_and(|value| value.parse::<i64>().unwrap() < limit)
    };
    // Dates in ISO 8601 compare as text.
    let early = |date: &str| {
        let (Some(date), Some(division)) = (known(date), known("division_code")) else {
            return false;
        };
        let accepted = platforms
            .get(division)
            .and_then(|platform| platform.get("accepted_on"));
        !unknown("division_code") && accepted.is_none_or(|accepted| accepted.as_str() > date)
    };
    let dated = |word: &str, date: &str| {
        !unknown(date)
            && known(word).is_some_and(|word| (word == "pending") == known(date).is_some())
    };
    for (of, field, rule) in FAR_AHEAD {
        if of == dataset {
            check(
                rule,
                field,
                known(field).is_some_and(|date| date > "2020-12-31"),
            );
        }
    }
    match dataset {
        "platforms" => {
            for (field, rule) in PLATFORM_RULES {
                check(rule, field, known(field) == Some("false"));
            }
        }
        "residencies" => check(
            "residency_ended_before_started",
            "until",
            before("until", "since"),
        ),
        "offerings" => {
            check(
                "weekday_outside_week",
                "weekday",
                below("weekday", 1) || known("weekday").is_some() && !below("weekday", 8),
            );
            check(
                "offering_without_duration",
                "closes",
                known("closes").is_some() && known("closes") == known("opens"),
            );
        }
        "milestones" => check(
            "unknown_id",
            "milestone",
            known("milestone").is_some_and(|id| !MILESTONES.contains(&id)),
        ),
        "reports" => {
            check(
                "unknown_id",
                "indicator",
                known("indicator").is_some_and(|id| !INDICATORS.contains(&id)),
            );
            check(
                "report_about_later_day",
                "period_end",
                known("period_end").is_some_and(|day| day > "2019-12-31"),
            );
        }
        "people" => check(
            "person_ended_before_started",
            "served_until",
            before("served_until", "served_from"),
        ),
        "advisers" => check(
            "adviser_ended_before_started",
            "served_until",
            before("served_until", "served_from"),
        ),
        "publicity_events" => {
            check("attendance_below_one", "attendance", below("attendance", 1));
            check("event_before_platform", "division_code", early("held_on"));
        }
        "cases" => {
            check(
                "case_closed_before_accepted",
                "closed_on",
                before("closed_on", "accepted_on"),
            );
            let unfit = match known("outcome") {
                Some("settled" | "failed") => {
                    known("service").is_some_and(|service| service != "mediation")
                }
                Some("granted" | "refused") => {
                    known("service").is_some_and(|service| service != "legal_aid")
                }
                _ => false,
            };
            check("case_outcome_unfit", "outcome", unfit);
            check(
                "case_outcome_without_date",
                "closed_on",
                dated("outcome", "closed_on"),
            );
            check(
                "case_before_platform",
                "division_code",
                early("accepted_on"),
            );
        }
        "consultations" => {
            check("persons_below_one", "persons", below("persons", 1));
            check(
                "persons_above_500",
                "persons",
                known("persons").is_some() && !below("persons", 501),
            );
            check(
                "consultation_before_platform",
                "division_code",
                early("held_on"),
            );
        }
        "needs" => check(
            "need_responded_before_raised",
            "responded_on",
            before("responded_on", "raised_on"),
        ),
        "aid_requests" => {
            check(
                "request_decided_before_requested",
                "decided_on",
                before("decided_on", "requested_on"),
            );
            check(
                "request_decision_without_date",
                "decided_on",
                dated("decision", "decided_on"),
            );
        }
        "disputes" => {
            check(
                "dispute_mediated_before_registered",
                "mediated_on",
                before("mediated_on", "registered_on"),
            );
            check(
                "dispute_outcome_without_date",
                "mediated_on",
                dated("outcome", "mediated_on"),
            );
            check(
                "dispute_before_platform",
                "division_code",
                early("registered_on"),
            );
        }
        _ => {}
    }
    faults
}

/// Dates that may not be more than a year after the period.
const FAR_AHEAD: [(&str, &str, &str); 11] = [
    ("platforms", "accepted_on", "platform_accepted_far_ahead"),
    ("residencies", "since", "residency_since_far_ahead"),
    ("people", "served_from", "person_from_far_ahead"),
    ("advisers", "served_from", "adviser_from_far_ahead"),
    ("cases", "closed_on", "case_closed_far_ahead"),
    ("needs", "responded_on", "need_responded_far_ahead"),
    ("aid_requests", "decided_on", "request_decided_far_ahead"),
    ("disputes", "mediated_on", "dispute_mediated_far_ahead"),
    ("milestones", "due_on", "milestone_due_far_ahead"),
    ("milestones", "done_on", "milestone_done_far_ahead"),
    ("reports", "reported_on", "report_made_far_ahead"),
];

const MILESTONES: [&str; 9] = [
    "work_conference",
    "government_briefing",
    "leading_group",
    "office",
    "implementation_plan",
    "report_to_government",
    "report_to_city_bureau",
    "city_report",
    "acceptance",
];

const INDICATORS: [&str; 10] = [
    "centres_standardised",
    "stations_standardised",
    "publicity_events",
    "cases_handled",
    "consultations",
    "adviser_coverage",
    "need_response_rate",
    "aid_grant_rate",
    "dispute_handling_rate",
    "mediation_success_rate",
];

const PLATFORM_RULES: [(&str, &str); 11] = [
    ("name_unified", "name_not_unified"),
    ("signboard_unified", "signboard_not_unified"),
    ("logo_unified", "logo_not_unified"),
    ("items_unified", "items_not_unified"),
    ("carrier_unified", "carrier_not_unified"),
    ("workflow_unified", "workflow_not_unified"),
    ("does_handling", "handling_missing"),
    ("does_publicity", "publicity_missing"),
    ("does_guidance", "guidance_missing"),
    ("does_consultation", "consultation_missing"),
    ("does_demand_analysis", "demand_analysis_missing"),
];

/// The ten indicators of the divisions whose code begins with `prefix`, as
/// numerator and denominator, as of a date.
pub(super) fn figures(
    verified: &Verified,
    network: &Network,
    prefix: &str,
    as_of: &str,
) -> BTreeMap<&'static str, (u64, u64)> {
    let of = |dataset: &str| {
        verified.accepted[dataset]
            .iter()
            .filter(|record| record["division_code"].starts_with(prefix))
    };
    let by =
        |record: &Record, field: &str| record.get(field).is_some_and(|date| date.as_str() <= as_of);
    let within = |record: &Record, field: &str| {
        record
            .get(field)
            .is_some_and(|date| ("2019-01-01"..=as_of).contains(&date.as_str()))
    };
    let level = |record: &Record| {
        let code = DivisionCode::parse(&record["division_code"]).unwrap().code;
        network.level(network.find(code).unwrap())
    };
    let standardised = |at: Level| {
        let all = |record: &&Record| {
            PLATFORM_RULES[..6]
                .iter()
                .all(|(field, _)| record[field] == "true")
        };
        of("platforms")
            .filter(all)
            .filter(|record| level(record) == at && by(record, "accepted_on"))
            .count() as u64
    };
    let six = [
        "lawyer",
        "mediation",
        "legal_aid",
        "notary",
        "arbitration",
        "forensic",
    ];
    let cases = of("cases").filter(|case| {
        within(case, "closed_on")
            && case["outcome"] != "pending"
            && six.contains(&case["service"].as_str())
    });
    let advised = of("consultations")
        .filter(|record| within(record, "held_on"))
        .filter(|record| ["wechat_group", "face_to_face"].contains(&record["channel"].as_str()))
        .map(|record| record["persons"].parse::<u64>().unwrap())
        .sum();
    let covered: BTreeSet<&str> = of("advisers")
        .filter(|term| by(term, "served_from") && !by(term, "served_until"))
        .map(|term| term["division_code"].as_str())
        .collect();
    let poor: Vec<String> = network
        .ids()
        .filter(|id| network.poor_village(*id) == Some(true))
        .map(|id| network.code(id).to_string())
        .filter(|code| code.starts_with(prefix))
        .collect();
    let needs: Vec<&Record> = of("needs")
        .filter(|need| need["beneficiary"] == "registered_poor" && within(need, "raised_on"))
        .collect();
    let requests: Vec<&Record> = of("aid_requests")
        .filter(|request| {
            request["beneficiary"] == "registered_poor" && within(request, "requested_on")
        })
        .collect();
    let disputes: Vec<&Record> = of("disputes")
        .filter(|dispute| dispute["party"] != "other")
        .collect();
    let count = |records: &[&Record], holds: &dyn Fn(&Record) -> bool| {
        records.iter().filter(|record| holds(record)).count() as u64
    };
    BTreeMap::from([
        ("centres_standardised", (standardised(Level::Township), 1)),
        ("stations_standardised", (standardised(Level::Village), 1)),
        (
            "publicity_events",
            (
                of("publicity_events")
                    .filter(|event| within(event, "held_on"))
                    .count() as u64,
                1,
            ),
        ),
        ("cases_handled", (cases.count() as u64, 1)),
        ("consultations", (advised, 1)),
        (
            "adviser_coverage",
            (
                poor.iter()
                    .filter(|code| covered.contains(code.as_str()))
                    .count() as u64,
                poor.len() as u64,
            ),
        ),
        (
            "need_response_rate",
            (
                count(&needs, &|need| by(need, "responded_on")),
                needs.len() as u64,
            ),
        ),
        (
            "aid_grant_rate",
            (
                count(&requests, &|request| {
                    request["decision"] == "granted" && by(request, "decided_on")
                }),
                requests.len() as u64,
            ),
        ),
        (
            "dispute_handling_rate",
            (
                count(&disputes, &|dispute| {
                    within(dispute, "registered_on") && by(dispute, "mediated_on")
                }),
                count(&disputes, &|dispute| within(dispute, "registered_on")),
            ),
        ),
        (
            "mediation_success_rate",
            (
                count(&disputes, &|dispute| {
                    within(dispute, "mediated_on") && dispute["outcome"] == "settled"
                }),
                count(&disputes, &|dispute| within(dispute, "mediated_on")),
            ),
        ),
    ])
}
