//! What holds of all records: their order and parts make no difference, and
//! figures of a division and of those below it fit together.

use proptest::prelude::*;

use super::*;

const CODES: [&str; 8] = [
    "530400",
    "530402",
    "530402001",
    "530402001201",
    "530402001202",
    "530402002",
    "530403",
    "530403001",
];
const TIMES: [&str; 8] = [
    "00:00", "07:59", "08:00", "08:30", "12:00", "17:30", "22:00", "24:00",
];

fn code() -> impl Strategy<Value = &'static str> {
    (0..CODES.len()).prop_map(|position| CODES[position])
}

fn service() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("lawyer"), Just("notary")]
}

fn offerings() -> impl Strategy<Value = Vec<String>> {
    let channel = prop_oneof![Just("desk"), Just("hotline")];
    let times = (0..TIMES.len(), 0..TIMES.len());
    let row = (code(), service(), channel, 1..8_u8, times).prop_map(
        |(code, service, channel, weekday, (opens, closes))| {
            let (opens, closes) = (TIMES[opens], TIMES[closes]);
            format!("{code},{service},{channel},{weekday},{opens},{closes}\n")
        },
    );
    prop::collection::vec(row, 0..30)
}

fn persons() -> impl Strategy<Value = Vec<String>> {
    let row = (0..9_u8, code(), service());
    prop::collection::vec(row, 0..30).prop_map(|rows| {
        let rows = rows.into_iter().enumerate();
        rows.map(|(entry, (person, code, service))| {
            format!("{entry},P{person},{code},{service},2019-01-01,\n")
        })
        .collect()
    })
}

fn files(offerings: &[String], people: &[String]) -> Vec<(&'static str, String)> {
    let header = "division_code,service,channel,weekday,opens,closes\n";
    vec![
        ("offerings", format!("{header}{}", offerings.concat())),
        ("people", format!("{PEOPLE}{}", people.concat())),
    ]
}

/// All lists, as text.
fn everything(services: &Services) -> String {
    format!(
        "{:?}\n{:?}\n{:?}",
        services.coverage, services.teams, services.groupings
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn order_and_parts_make_no_difference(
        (rows, shuffled) in offerings().prop_flat_map(|rows| {
            (Just(rows.clone()), Just(rows).prop_shuffle())
        }),
        (people, other) in persons().prop_flat_map(|rows| {
            (Just(rows.clone()), Just(rows).prop_shuffle())
        }),
        cut in 0..30_usize,
    ) {
        let one = services(&files(&rows, &people));
        prop_assert_eq!(everything(&one), everything(&services(&files(&shuffled, &other))));
        let plan = plan(DEFINITION);
        let (first, last) = shuffled.split_at(cut.min(shuffled.len()));
        let (few, rest) = other.split_at(cut.min(other.len()));
        let mut merged = tally(&plan, &files(last, rest));
        merged.merge(&tally(&plan, &files(first, few))).expect("the same plan");
        let merged = Services::of(&merged.assess(day("2019-11-30")).expect("an assessment"));
        prop_assert_eq!(everything(&one), everything(&merged.expect("services")));
    }

    #[test]
    fn who_is_below_has_what_is_handed_down(rows in offerings()) {
        let found = services(&files(&rows, &[]));
        let hotline: Vec<String> =
            rows.iter().filter(|row| row.contains("hotline")).cloned().collect();
        // By the hotline alone, whatever a parent has its children have.
        let handed_down = services(&files(&hotline, &[]));
        let network = &found.plan().network;
        let services_per_division = 2;
        for (place, (one, least)) in found.coverage.iter().zip(&handed_down.coverage).enumerate() {
            let hours = |hour: u16| (one.times.has_hour(hour), least.times.has_hour(hour));
            for hour in 0..168 {
                let (covered, handed_down) = hours(hour);
                prop_assert!(covered || !handed_down);
            }
            if let Some(parent) = network.parent(one.division) {
                let above = parent.index() * services_per_division + place % services_per_division;
                let above = &handed_down.coverage[above];
                let reaches = (0..168)
                    .all(|hour| !above.times.has_hour(hour) || least.times.has_hour(hour));
                prop_assert!(reaches);
            }
            prop_assert!(one.own_hours <= one.covered_hours);
            let closed: u32 = one.times.gaps().iter().map(|gap| u32::from(gap.minutes())).sum();
            let open: u32 = one.times.runs().iter().map(|run| u32::from(run.minutes())).sum();
            prop_assert_eq!(open + closed, 10_080);
        }
    }

    #[test]
    fn heads_lie_between_the_most_and_the_sum_of_those_below(people in persons()) {
        let found = services(&files(&[], &people));
        let network = &found.plan().network;
        for team in &found.teams {
            let of = |id| found.teams.iter().find(|other| {
                other.division == id && other.service == team.service
            });
            let below: Vec<usize> = network
                .children(team.division)
                .filter_map(|id| Some(of(id)?.heads))
                .collect();
            prop_assert!(team.heads >= below.iter().copied().max().unwrap_or(0));
            let code = network.code(team.division).padded();
            let own = people.iter().filter(|row| {
                let code_of_row = row.split(',').nth(2).unwrap_or_default();
                code == format!("{code_of_row:0<12}")
            });
            prop_assert!(team.heads <= below.iter().sum::<usize>() + own.count());
        }
        // Everybody, once.
        let mut names: Vec<&str> = people.iter().filter_map(|row| row.split(',').nth(1)).collect();
        names.sort_unstable();
        names.dedup();
        let all = found.teams.iter().find(|team| team.service.is_none()).expect("the city");
        prop_assert_eq!(all.heads, names.len());
    }
}
