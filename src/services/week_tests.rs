use super::*;

fn minutes(text: &str) -> i64 {
    TimeOfDay::parse(text).unwrap().minutes().into()
}

fn week(openings: &[(i64, &str, &str)]) -> Week {
    let openings = openings.iter().filter_map(|(weekday, opens, closes)| {
        Opening::new(*weekday, minutes(opens), minutes(closes))
    });
    Week::of_openings(openings)
}

fn gaps(week: &Week) -> Vec<String> {
    week.gaps().iter().map(|run| run.label().zh).collect()
}

#[test]
fn an_hour_counts_when_all_its_minutes_are_covered() {
    for (opens, closes, hours) in [
        ("08:00", "09:00", 1),
        ("08:01", "09:00", 0),
        ("08:00", "08:59", 0),
        ("08:30", "17:30", 8),
        ("08:59", "10:01", 1),
        ("00:00", "24:00", 24),
        ("23:00", "24:00", 1),
        ("09:00", "09:00", 0),
        ("24:00", "24:00", 0),
        ("24:00", "00:00", 0),
        // Past midnight.
        ("22:00", "02:00", 4),
        ("24:00", "02:00", 2),
        ("12:00", "00:00", 12),
        ("09:00", "08:59", 23),
    ] {
        assert_eq!(
            week(&[(3, opens, closes)]).hours(),
            hours,
            "{opens}–{closes}"
        );
        let wrapped = week(&[(7, opens, closes)]);
        // On Sunday what is past midnight is Monday's; the hour at midnight is none.
        assert_eq!(wrapped.hours(), hours, "Sunday {opens}–{closes}");
    }
}

#[test]
fn halves_of_an_hour_make_one_together() {
    let halves = week(&[(1, "08:00", "08:30"), (1, "08:30", "09:00")]);
    assert_eq!((halves.hours(), halves.runs().len()), (1, 1));
    let apart = week(&[(1, "08:00", "08:30"), (1, "08:31", "09:00")]);
    assert_eq!((apart.hours(), apart.runs().len()), (0, 2));
    // Sunday's end and Monday's beginning are two hours of the week.
    let night = week(&[(7, "23:30", "00:30")]);
    assert_eq!(night.hours(), 0);
    let longer = night.union(&week(&[(7, "23:00", "23:30"), (1, "00:30", "01:00")]));
    assert_eq!(longer.hours(), 2);
    assert!(longer.has_hour(0) && longer.has_hour(167) && !longer.has_hour(1));
}

#[test]
fn gaps_read_as_people_speak() {
    assert_eq!(gaps(&Week::default()), ["周一 00:00–周日 24:00"]);
    let all: Vec<_> = (1..=7).map(|day| (day, "00:00", "24:00")).collect();
    assert_eq!(gaps(&week(&all)), Vec::<String>::new());
    assert_eq!(week(&all).hours(), WEEK_HOURS);
    assert_eq!(
        gaps(&week(&[(1, "08:30", "17:30"), (2, "00:00", "24:00")])),
        [
            "周一 00:00–08:30",
            "周一 17:30–24:00",
            "周三 00:00–周日 24:00"
        ]
    );
    let overnight = week(&[(1, "00:00", "17:30"), (2, "08:30", "24:00")]);
    let first = overnight.gaps()[0];
    assert_eq!(first.label().en, "Monday 17:30–Tuesday 08:30");
    assert_eq!(first.minutes(), 15 * 60);
}

#[test]
fn what_is_no_time_of_a_week_opens_nothing() {
    for (weekday, opens, closes) in [
        (0, 0, 60),
        (8, 0, 60),
        (-1, 0, 60),
        (1, -1, 60),
        (1, 0, 1_441),
    ] {
        assert_eq!(Opening::new(weekday, opens, closes), None);
    }
}

/// Minute by minute, for every pair of half hours.
#[test]
fn hours_and_gaps_agree_with_minutes() {
    for one in 0..48_i64 {
        for other in 0..48_i64 {
            let openings = [
                (1, one * 30, other * 30),
                (7, other * 30, one * 30),
                (3, 600, 660),
            ];
            let week = Week::of_openings(
                openings
                    .iter()
                    .filter_map(|(day, opens, closes)| Opening::new(*day, *opens, *closes)),
            );
            let mut open = vec![false; 10_080];
            for (day, opens, closes) in openings {
                let length = (closes - opens).rem_euclid(1_440);
                for minute in 0..length {
                    open[((day - 1) * 1_440 + opens + minute).rem_euclid(10_080) as usize] = true;
                }
            }
            let hours = open
                .chunks(60)
                .filter(|hour| hour.iter().all(|open| *open))
                .count();
            assert_eq!(week.hours() as usize, hours);
            let closed = open.iter().filter(|open| !**open).count();
            let missing: usize = week
                .gaps()
                .iter()
                .map(|run| usize::from(run.minutes()))
                .sum();
            assert_eq!(missing, closed);
            let counted = (0..168).filter(|hour| week.has_hour(*hour)).count();
            assert_eq!(counted, hours);
        }
    }
}
