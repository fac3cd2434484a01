//! The short way against the general one, on any numbers.

use proptest::prelude::*;

use super::*;
use crate::assess::cell::Cell;
use crate::assess::figure::{Fraction, Judged};
use crate::definition::Display;
use crate::diagnostic::Span;
use crate::formula::Type;
use crate::plan::{MeasureSource, Members, TargetPlan};
use crate::text::Text;

fn measure(scale: u8) -> MeasurePlan {
    MeasurePlan {
        id: String::new(),
        label: Text::default(),
        scale,
        is_date: false,
        flow: true,
        source: MeasureSource::Divisions {
            level: crate::network::Level::Village,
            members: Members::default(),
            holds: None,
        },
        needs: Vec::new(),
    }
}

fn named(position: u16) -> Expression {
    Expression {
        kind: ExpressionKind::Name(Reference::Measure(position)),
        r#type: Type::Decimal { scale: 0 },
        span: Span::default(),
    }
}

/// What a figure is made of, of any kind.
#[derive(Clone, Debug)]
struct Case {
    numerator: Option<i128>,
    denominator: Option<Option<i128>>,
    scales: (u8, u8, u8),
    target: Option<(Decimal, Bound)>,
    has_target: bool,
    comparison: Comparison,
    display: Display,
    empty: EmptyDenominator,
}

impl Case {
    fn plan(&self) -> IndicatorPlan {
        IndicatorPlan {
            id: String::new(),
            label: Text::default(),
            unit: Text::default(),
            formula: String::new(),
            numerator: named(0),
            denominator: self.denominator.map(|_| named(1)),
            needs: Vec::new(),
            empty: self.empty,
            target: self.target.map(|(value, bound)| TargetPlan {
                bound,
                value,
                every_division: true,
            }),
            allocation: None,
            scheduled: false,
            display: self.display,
            comparison: self.comparison,
            clause: None,
        }
    }

    /// The digits of the table: those of the longest measure.
    fn scale(&self) -> u8 {
        self.scales.0.max(self.scales.1).max(self.scales.2)
    }

    fn plain(&self) -> Option<Plain> {
        let measures = [measure(self.scales.0), measure(self.scales.1)];
        Plain::new(&self.plan(), &measures, self.scale())
    }

    fn parts(&self, plain: &Plain) -> Option<Parts> {
        plain.parts(self.numerator, self.denominator.flatten())
    }

    fn short(&self) -> Option<Cell> {
        let plain = self.plain()?;
        let row = plain.row(self.parts(&plain)?, self.has_target);
        Some(Cell {
            numerator: row.numerator(),
            denominator: row.denominator(),
            value: row.value(),
            shown: row.shown(),
            attainment: row.attainment(),
            met: row.met(),
            reason: row.reason(),
        })
    }

    fn fraction(&self) -> crate::error::Result<Fraction> {
        let ratio = |units: i128, scale| Decimal::new(units, scale).to_ratio().unwrap();
        let numerator = self.numerator.map(|units| ratio(units, self.scales.0));
        let denominator = self.denominator.flatten();
        let denominator = denominator.map(|units| ratio(units, self.scales.1));
        Fraction::new(&self.plan(), numerator, denominator)
    }

    fn general(&self) -> crate::error::Result<Cell> {
        let target = self.target.filter(|_| self.has_target);
        let target = target.map(|(value, _)| value);
        let judged = Judged::new(&self.plan(), self.fraction()?, target)?;
        Ok(Cell::of(&judged, self.scale()))
    }
}

/// Numbers as they come, and those at the edges of everything.
fn units() -> impl Strategy<Value = i128> {
    let edges = [
        0,
        1,
        -1,
        i128::from(LARGEST),
        i128::from(LARGEST) + 1,
        -i128::from(LARGEST),
        i128::from(i64::MAX),
        i128::from(i64::MIN),
        i128::MAX,
        i128::MIN,
    ];
    prop_oneof![
        4 => 0_i128..50,
        4 => -2_000_i128..200_000,
        3 => any::<i64>().prop_map(|number| i128::from(number >> 12)),
        1 => any::<i64>().prop_map(i128::from),
        1 => any::<i128>(),
        2 => prop::sample::select(edges.to_vec()),
    ]
}

fn value() -> impl Strategy<Value = Option<i128>> {
    prop_oneof![9 => units().prop_map(Some), 1 => Just(None)]
}

fn target() -> impl Strategy<Value = Option<(Decimal, Bound)>> {
    let units = prop_oneof![
        6 => 1_i128..120,
        2 => -100_i128..100_000,
        1 => units(),
    ];
    let bound = prop::sample::select(vec![Bound::AtLeast, Bound::AtMost, Bound::Exactly]);
    let scale = prop_oneof![5 => 0_u8..5, 1 => 0_u8..20];
    let target = (units, scale, bound);
    let target = target.prop_map(|(units, scale, bound)| (Decimal::new(units, scale), bound));
    prop_oneof![8 => target.prop_map(Some), 1 => Just(None)]
}

fn case() -> impl Strategy<Value = Case> {
    let scale = || prop_oneof![6 => Just(0_u8), 3 => 0_u8..4, 1 => 0_u8..19];
    let decimals = prop_oneof![6 => 0_u8..4, 1 => 0_u8..30, 1 => any::<u8>()];
    (
        (value(), prop::option::of(value())),
        (scale(), scale(), scale()),
        (target(), any::<bool>()),
        prop::sample::select(vec![Comparison::Full, Comparison::Rounded]),
        (any::<bool>(), decimals),
        prop::sample::select(vec![EmptyDenominator::NotApplicable, EmptyDenominator::Met]),
    )
        .prop_map(|(parts, scales, target, comparison, display, empty)| Case {
            numerator: parts.0,
            denominator: parts.1,
            scales,
            target: target.0,
            has_target: target.1,
            comparison,
            display: Display {
                percent: display.0,
                decimals: display.1,
            },
            empty,
        })
}

/// Everything a table shows of a cell, to the bit and the digit.
fn said(cell: &Cell) -> impl PartialEq + std::fmt::Debug {
    let text = |number: Option<Decimal>| number.map(|number| number.to_string());
    (
        (cell.numerator, cell.denominator),
        cell.value.map(f64::to_bits),
        (text(cell.shown), text(cell.attainment)),
        (cell.met, cell.reason),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn the_short_way_says_what_the_general_one_says(case in case()) {
        if let Some(short) = case.short() {
            let general = case.general();
            prop_assert!(general.is_ok(), "{short:?} but {general:?}");
            let general = general.unwrap();
            prop_assert_eq!(said(&short), said(&general));
        }
    }

    #[test]
    fn a_share_of_the_target_is_exact(case in case()) {
        if let Some(plain) = case.plain()
            && let Some(parts) = case.parts(&plain)
            && let Some(share) = plain.row(parts, true).share()
        {
            let limit = case.target.unwrap().0.to_ratio().unwrap();
            let value = case.fraction().unwrap().value.unwrap();
            prop_assert_eq!(value.checked_div(limit).unwrap(), Some(share));
            prop_assert_eq!(share > Ratio::integer(1), value > limit);
        }
    }
}

#[test]
fn the_usual_case_takes_the_short_way_and_the_edges_do_not() {
    let usual = Case {
        numerator: Some(49),
        denominator: Some(Some(50)),
        scales: (0, 0, 2),
        target: Some((Decimal::new(98, 0), Bound::AtLeast)),
        has_target: true,
        comparison: Comparison::Rounded,
        display: Display {
            percent: true,
            decimals: 2,
        },
        empty: EmptyDenominator::Met,
    };
    let short = |change: fn(&mut Case)| {
        let mut case = usual.clone();
        change(&mut case);
        case.short()
    };
    let shown = |cell: Option<Cell>| cell.and_then(|cell| cell.shown);
    assert_eq!(shown(short(|_| {})), Some(Decimal::new(9_800, 2)));
    assert!(short(|case| case.denominator = Some(Some(0))).is_some());
    assert!(short(|case| case.denominator = Some(None)).is_some());
    assert!(short(|case| case.numerator = Some(-1)).is_some());
    // At a scale of two digits, hundreds of it are one.
    let largest = i128::from(LARGEST) / 100;
    let mut edge = usual.clone();
    edge.numerator = Some(largest);
    assert!(edge.short().is_some());
    edge.numerator = Some(largest + 1);
    assert!(edge.short().is_none());
    assert!(short(|case| case.denominator = Some(Some(-1))).is_none());
    assert!(short(|case| case.numerator = Some(i128::MAX)).is_none());
    assert!(short(|case| case.display.decimals = 17).is_none());
    assert!(short(|case| case.scales.2 = 16).is_none());
}
