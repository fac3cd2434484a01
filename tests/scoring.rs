//! Scoring: properties over random schemes and candidates, and every total once more
//! in plain fractions of `i128`.

use std::collections::BTreeMap;

use huimin::figure::{Decimal, Ratio};
use huimin::network::DivisionCode;
use huimin::score::{
    Adjustment, Attainment, Candidate, Comparison, Curve, Instead, Item, Ranking, Scheme, Score,
    Scoreboard, Step, Terms, Total, Veto, VetoedRank, score,
};
use huimin::text::Text;
use proptest::prelude::*;

const ITEMS: [&str; 4] = ["a", "b", "c", "d"];

/// Numbers of one decimal place: 12 stands for 1.2.
fn tenths(value: i128) -> Decimal {
    Decimal::new(value, 1)
}

fn division(index: usize) -> DivisionCode {
    let code = format!("5304{:02}", index + 2);
    DivisionCode::parse(&code).expect("a code").code
}

fn run(terms: &Terms, candidates: &[Candidate]) -> Scoreboard {
    let scheme = Scheme::new(terms.clone()).expect("a sound scheme");
    score(&scheme, candidates).expect("a scoreboard")
}

/// Curves for an item with so many tenths of points.
fn curve(full: i128) -> impl Strategy<Value = Curve> {
    let linear = (0_i128..10, 1_i128..10).prop_map(|(floor, span)| Curve::Linear {
        floor: tenths(floor),
        cap: tenths(floor + span),
    });
    let steps = prop::collection::btree_map(0_i128..15, 0..=full, 1..5);
    let stepped = steps.prop_map(|steps| {
        let mut points: Vec<i128> = steps.values().copied().collect();
        points.sort_unstable();
        let steps = steps.keys().zip(points).map(|(attainment, points)| Step {
            attainment: tenths(*attainment),
            points: tenths(points),
        });
        Curve::Stepped(steps.collect())
    });
    prop_oneof![linear, stepped, Just(Curve::AllOrNothing)]
}

fn item(id: &'static str) -> impl Strategy<Value = Item> {
    let full = 1_i128..400;
    full.prop_flat_map(move |full| {
        curve(full).prop_map(move |curve| Item {
            id: id.to_owned(),
            full: tenths(full),
            curve,
        })
    })
}

fn adjustment(id: &'static str) -> impl Strategy<Value = Vec<Adjustment>> {
    (0_i128..50, 0_i128..200).prop_map(move |(each, cap)| {
        vec![Adjustment {
            id: id.to_owned(),
            each: tenths(each),
            cap: tenths(cap),
        }]
    })
}

fn instead() -> impl Strategy<Value = Option<Instead>> {
    let all = [Instead::FullPoints, Instead::NoPoints, Instead::LeftOut];
    prop::sample::select(all.to_vec()).prop_map(Some)
}

fn terms() -> impl Strategy<Value = Terms> {
    let parts = (
        ITEMS.map(item),
        adjustment("bonus"),
        adjustment("deduction"),
        0_i128..900,
    );
    let choices = (
        instead(),
        instead(),
        any::<[bool; 4]>(),
        prop::sample::select(vec![0_u8, 1, 2]),
    );
    (parts, choices).prop_map(|(parts, choices)| {
        let (items, bonuses, deductions, points) = parts;
        let (missing, not_applicable, [may_exceed_full, exact, dense, unranked], decimals) =
            choices;
        Terms {
            bonuses,
            deductions,
            vetoes: vec![Veto {
                id: "veto".to_owned(),
                reason: Text::same("x"),
                grade: None,
                points: tenths(points),
            }],
            may_exceed_full,
            missing,
            not_applicable,
            ranked_by: if exact {
                Comparison::Exact
            } else {
                Comparison::Shown
            },
            ranking: if dense {
                Ranking::Dense
            } else {
                Ranking::Standard
            },
            vetoed: if unranked {
                VetoedRank::Unranked
            } else {
                VetoedRank::Last
            },
            ..Terms::new(items.to_vec(), decimals)
        }
    })
}

/// Small denominators, so that plain `i128` holds every sum.
fn attainment() -> impl Strategy<Value = Attainment> {
    let known = (0_i128..40, 1_i128..25);
    let known = known.prop_map(|(value, target)| {
        Attainment::Known(Ratio::new(value, target).expect("a target"))
    });
    prop_oneof![
        8 => known,
        1 => Just(Attainment::Missing),
        1 => Just(Attainment::NotApplicable),
        1 => Just(Attainment::NotReceived)
    ]
}

/// The first item is always known, so that something is left to score.
fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let first = (0_i128..40, 1_i128..25);
    let rest = [attainment(), attainment(), attainment()];
    let unjudged = prop::sample::select(vec!["", "", "", "", "bonus", "deduction", "veto"]);
    let others = (0_u64..6, 0_u64..6, prop::bool::weighted(0.2), unjudged);
    let one = (first, rest, others).prop_map(|((value, target), rest, others)| {
        let (bonus, deduction, is_vetoed, unjudged) = others;
        let mut candidate = Candidate::new(division(0))
            .attain(ITEMS[0], Ratio::new(value, target).expect("a target"))
            .occur("bonus", bonus)
            .occur("deduction", deduction);
        for (id, attainment) in ITEMS[1..].iter().zip(rest) {
            candidate = candidate.stand(id, attainment);
        }
        if is_vetoed {
            candidate = candidate.veto("veto");
        }
        if unjudged.is_empty() {
            candidate
        } else {
            candidate.not_received(unjudged)
        }
    });
    prop::collection::vec(one, 1..12).prop_map(|mut candidates| {
        for (index, candidate) in candidates.iter_mut().enumerate() {
            candidate.division = division(index);
        }
        candidates
    })
}

/// A plain fraction: what the library computes, in the fewest words.
mod plain {
    #[derive(Clone, Copy, Debug)]
    pub struct Plain(pub i128, pub i128);

    impl Plain {
        pub fn lowest(self) -> Self {
            let (mut one, mut other) = (self.0.abs(), self.1);
            while other != 0 {
                (one, other) = (other, one % other);
            }
            Self(self.0 / one, self.1 / one)
        }
        pub fn add(self, other: Self) -> Self {
            Self(self.0 * other.1 + other.0 * self.1, self.1 * other.1).lowest()
        }
        pub fn sub(self, other: Self) -> Self {
            self.add(Self(-other.0, other.1))
        }
        pub fn mul(self, other: Self) -> Self {
            Self(self.0 * other.0, self.1 * other.1).lowest()
        }
        pub fn less(self, other: Self) -> bool {
            self.0 * other.1 < other.0 * self.1
        }
        pub fn min(self, other: Self) -> Self {
            if other.less(self) { other } else { self }
        }
        /// Rounded half to even, as a number of units of the last place.
        pub fn units(self, decimals: u32) -> i128 {
            let scaled = self.0 * 10_i128.pow(decimals);
            let (whole, rest) = (scaled / self.1, scaled % self.1);
            let up = 2 * rest > self.1 || (2 * rest == self.1 && whole % 2 == 1);
            whole + i128::from(up)
        }
    }
}
use plain::Plain;

fn of_decimal(decimal: Decimal) -> Plain {
    Plain(decimal.units(), 10_i128.pow(decimal.scale().into())).lowest()
}

fn of_ratio(ratio: Ratio) -> Plain {
    Plain(ratio.numerator(), ratio.denominator()).lowest()
}

fn plain_points(item: &Item, attainment: Plain) -> Plain {
    let full = of_decimal(item.full);
    match &item.curve {
        Curve::AllOrNothing => {
            if attainment.less(Plain(1, 1)) {
                Plain(0, 1)
            } else {
                full
            }
        }
        Curve::Linear { floor, cap } => {
            let (floor, cap) = (of_decimal(*floor), of_decimal(*cap));
            let above = attainment.min(cap).sub(floor);
            let above = if above.0 < 0 { Plain(0, 1) } else { above };
            let span = cap.sub(floor);
            full.mul(above).mul(Plain(span.1, span.0))
        }
        Curve::Stepped(steps) => {
            let mut points = Plain(0, 1);
            for step in steps {
                if !attainment.less(of_decimal(step.attainment)) {
                    points = of_decimal(step.points);
                }
            }
            points
        }
    }
}

/// None where a part cannot be judged.
fn plain_total(terms: &Terms, candidate: &Candidate) -> Option<Plain> {
    let mut attainments = candidate.attainments.values();
    let is_open = attainments.any(|it| *it == Attainment::NotReceived);
    if is_open || !candidate.not_received.is_empty() {
        return None;
    }
    let (mut all, mut counted, mut sum) = (Plain(0, 1), Plain(0, 1), Plain(0, 1));
    for item in &terms.items {
        let full = of_decimal(item.full);
        all = all.add(full);
        let instead = match candidate.attainments[&item.id] {
            Attainment::Known(attainment) => {
                sum = sum.add(plain_points(item, of_ratio(attainment)));
                counted = counted.add(full);
                continue;
            }
            Attainment::Missing => terms.missing,
            Attainment::NotApplicable => terms.not_applicable,
            Attainment::NotReceived => unreachable!("there is no total then"),
        };
        match instead.expect("a rule") {
            Instead::LeftOut => continue,
            Instead::FullPoints => sum = sum.add(full),
            Instead::NoPoints => {}
        }
        counted = counted.add(full);
    }
    let adjust = |adjustments: &[Adjustment]| {
        let points = adjustments.iter().map(|it| {
            let times = Plain(candidate.occurrences[&it.id].into(), 1);
            of_decimal(it.each).mul(times).min(of_decimal(it.cap))
        });
        points.fold(Plain(0, 1), Plain::add)
    };
    let scaled = sum.mul(all).mul(Plain(counted.1, counted.0));
    let mut total = scaled.add(adjust(&terms.bonuses));
    total = total.sub(adjust(&terms.deductions));
    if total.0 < 0 {
        total = Plain(0, 1);
    }
    if !terms.may_exceed_full {
        total = total.min(all);
    }
    if candidate.vetoes.contains("veto") {
        total = total.min(of_decimal(terms.vetoes[0].points));
    }
    Some(total)
}

fn total(score: &Score) -> &Total {
    score.total.as_ref().expect("a total")
}

fn ranks(board: &Scoreboard) -> BTreeMap<DivisionCode, Option<u64>> {
    let scores = board.scores().iter();
    scores.map(|it| (it.division, it.rank)).collect()
}

/// Whether `one` is strictly better than `other`, both with a rank.
fn beats(terms: &Terms, one: &Score, other: &Score) -> bool {
    match (one.vetoes.is_empty(), other.vetoes.is_empty()) {
        (true, false) => true,
        (false, true) => false,
        _ => match terms.ranked_by {
            Comparison::Exact => total(one).exact > total(other).exact,
            Comparison::Shown => total(one).shown > total(other).shown,
        },
    }
}

proptest! {
    #[test]
    fn totals_are_those_of_plain_fractions(terms in terms(), candidates in candidates()) {
        let board = run(&terms, &candidates);
        for candidate in &candidates {
            let found = board.score(candidate.division).expect("a score");
            let Some(expected) = plain_total(&terms, candidate) else {
                prop_assert_eq!((&found.total, &found.grade, found.rank), (&None, &None, None));
                continue;
            };
            let exact = total(found).exact.to_ratio().expect("a small fraction");
            prop_assert_eq!((exact.numerator(), exact.denominator()), (expected.0, expected.1));
            prop_assert_eq!(total(found).shown.units(), expected.units(terms.decimals.into()));
            prop_assert_eq!(total(found).shown.scale(), terms.decimals);
        }
    }

    #[test]
    fn points_lie_between_zero_and_the_full_points(terms in terms(), candidates in candidates()) {
        let scheme = Scheme::new(terms.clone()).expect("a sound scheme");
        for found in run(&terms, &candidates).scores() {
            for (item, found_item) in terms.items.iter().zip(&found.items) {
                let full = item.full.to_ratio().unwrap().checked_mul(found.scale).unwrap();
                if let Some(points) = found_item.points {
                    prop_assert!(points.exact >= Ratio::integer(0) && points.exact <= full);
                    prop_assert_eq!(points.shown, points.exact.round_half_even(terms.decimals).unwrap());
                }
            }
            if let Some(total) = found.total.as_ref().filter(|_| !terms.may_exceed_full) {
                let total = total.exact.to_ratio().unwrap();
                prop_assert!(total <= scheme.full().to_ratio().unwrap());
            }
        }
    }

    #[test]
    fn more_attainment_is_never_fewer_points(
        item in item("a"),
        (value, more, target) in (0_i128..40, 0_i128..10, 1_i128..25),
    ) {
        let terms = Terms::new(vec![item], 2);
        let ratio = |value| Ratio::new(value, target).unwrap();
        let less = Candidate::new(division(0)).attain("a", ratio(value));
        let more = Candidate::new(division(1)).attain("a", ratio(value + more));
        let board = run(&terms, &[less, more]);
        let total = |index| total(board.score(division(index)).unwrap());
        prop_assert!(total(0).exact <= total(1).exact);
        prop_assert!(total(0).shown <= total(1).shown);
    }

    #[test]
    fn scaled_weights_keep_exact_ranks(terms in terms(), candidates in candidates(), factor in 2_i128..9) {
        let terms = Terms { ranked_by: Comparison::Exact, ..terms };
        let by = |decimal: Decimal| decimal.checked_mul(Decimal::integer(factor)).unwrap();
        let mut scaled = terms.clone();
        for item in &mut scaled.items {
            item.full = by(item.full);
            if let Curve::Stepped(steps) = &mut item.curve {
                steps.iter_mut().for_each(|step| step.points = by(step.points));
            }
        }
        for adjustment in scaled.bonuses.iter_mut().chain(&mut scaled.deductions) {
            adjustment.each = by(adjustment.each);
            adjustment.cap = by(adjustment.cap);
        }
        scaled.vetoes[0].points = by(scaled.vetoes[0].points);
        prop_assert_eq!(ranks(&run(&terms, &candidates)), ranks(&run(&scaled, &candidates)));
    }

    #[test]
    fn the_order_of_candidates_makes_no_difference(
        terms in terms(),
        (candidates, shuffled) in candidates().prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle())),
    ) {
        prop_assert_eq!(run(&terms, &candidates), run(&terms, &shuffled));
    }

    #[test]
    fn ranks_follow_from_who_is_better(terms in terms(), candidates in candidates()) {
        let board = run(&terms, &candidates);
        let is_ranked = |it: &&Score| {
            it.total.is_some() && (it.vetoes.is_empty() || terms.vetoed == VetoedRank::Last)
        };
        let ranked: Vec<&Score> = board.scores().iter().filter(is_ranked).collect();
        for found in &ranked {
            let mut better: Vec<&&Score> = ranked.iter().filter(|it| beats(&terms, it, found)).collect();
            if terms.ranking == Ranking::Dense {
                better.dedup_by(|one, other| !beats(&terms, one, other) && !beats(&terms, other, one));
            }
            prop_assert_eq!(found.rank, Some(1 + better.len() as u64));
        }
        let unranked = board.scores().iter().filter(|it| !is_ranked(it));
        prop_assert!(unranked.into_iter().all(|it| it.rank.is_none()));
        let places = board.scores().iter().map(|it| (it.rank.unwrap_or(u64::MAX), it.division));
        prop_assert!(places.is_sorted());
    }
}
