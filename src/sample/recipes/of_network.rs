//! The recipes of the datasets whose size is the network's.

use crate::network::Level;
use crate::sample::defects::rules;

use super::Condition::{Absent, InTime, Late};
use super::Value::{DaysBefore, Missing, Text};
use super::{COPY, NO_DIVISION, NORMALISED, Recipe, UNKNOWN_DIVISION, Way};

/// Platforms that would be rejected are those that count nowhere anyway and
/// that no record is made at: the ones not accepted in time.
pub(super) const PLATFORMS: &[Recipe] = &[
    missing!("name_unified")
        .changed()
        .needs(&[Late(Level::Village)]),
    missing!("items_unified")
        .changed()
        .needs(&[Late(Level::Village)]),
    missing!("does_guidance")
        .changed()
        .needs(&[Late(Level::Village)]),
    mistyped!("signboard_unified", "maybe")
        .changed()
        .needs(&[Late(Level::Village)]),
    mistyped!("does_handling", "unclear")
        .changed()
        .needs(&[Late(Level::Village)]),
    mistyped!("accepted_on", "2019-02-30")
        .changed()
        .needs(&[Late(Level::Village)]),
    UNKNOWN_DIVISION,
    Recipe::conflict(&[
        &[("accepted_on", Text("2019-10-08"))],
        &[("accepted_on", Text("2019-10-09"))],
    ])
    .needs(&[Late(Level::Village)]),
    Recipe::conflict(&[&[("accepted_on", Text("2019-10-10"))]]).needs(&[Late(Level::Township)]),
    // Few platforms are late, and others count.
    Recipe::added(
        rules::PLATFORM_AHEAD,
        "accepted_on",
        &[&[("accepted_on", Text("2091-06-18"))]],
    )
    .changed()
    .needs(&[Late(Level::Village)]),
    Recipe::added(
        rules::LOGO,
        "logo_unified",
        &[&[("logo_unified", Text("false"))]],
    )
    .changed()
    .needs(&[Late(Level::Township)]),
    Recipe::added(
        rules::CARRIER,
        "carrier_unified",
        &[&[("carrier_unified", Text("false"))]],
    )
    .changed()
    .needs(&[Late(Level::Township)]),
    Recipe::added(
        rules::WORKFLOW,
        "workflow_unified",
        &[&[("workflow_unified", Text("false"))]],
    )
    .changed()
    .needs(&[Late(Level::Township)]),
    Recipe::added(
        rules::GUIDANCE,
        "does_guidance",
        &[&[("does_guidance", Text("false"))]],
    )
    .changed()
    .needs(&[InTime]),
    Recipe::added(
        rules::CONSULTATION,
        "does_consultation",
        &[&[("does_consultation", Text("false"))]],
    )
    .changed()
    .needs(&[InTime]),
    Recipe::added(
        rules::DEMAND_ANALYSIS,
        "does_demand_analysis",
        &[
            &[("does_demand_analysis", Text("false"))],
            &[("does_demand_analysis", Text("false"))],
        ],
    )
    .changed()
    .needs(&[InTime]),
    COPY.needs(&[InTime]),
    NORMALISED.needs(&[InTime]),
];

pub(super) const RESIDENCIES: &[Recipe] = &[
    missing!("service"),
    missing!("since"),
    NO_DIVISION,
    mistyped!("until", "2019-02-30", "2019-13-05", "年底"),
    uncoded!("service", "counselling", "court", "司法所"),
    UNKNOWN_DIVISION,
    Recipe::added(
        rules::RESIDENCY_ENDED,
        "until",
        &[
            &[("until", Text("2001-01-01"))],
            &[("until", Text("2001-01-02"))],
            &[("until", Text("2001-01-03"))],
        ],
    ),
    far_ahead!(rules::RESIDENCY_AHEAD, "since").needs(&[Absent("until")]),
    Recipe::conflict(&[
        &[("until", Text("2019-11-04"))],
        &[("until", Text("2019-11-05"))],
        &[("until", Text("2019-11-06"))],
    ]),
    COPY,
    NORMALISED,
];

/// All fields are the key, so different records cannot conflict.
pub(super) const OFFERINGS: &[Recipe] = &[
    missing!("channel"),
    missing!("weekday"),
    missing!("opens"),
    mistyped!("weekday", "星期一"),
    mistyped!("opens", "25:00"),
    mistyped!("closes", "17点半"),
    uncoded!("service", "counselling", "court"),
    uncoded!("channel", "fax"),
    Recipe::added(
        rules::WEEKDAY,
        "weekday",
        &[
            &[("weekday", Text("0"))],
            &[("weekday", Text("8"))],
            &[("weekday", Text("-1"))],
        ],
    ),
    Recipe::added(
        rules::NEVER_OPEN,
        "closes",
        &[
            &[("opens", Text("09:00")), ("closes", Text("09:00"))],
            &[("opens", Text("00:00")), ("closes", Text("00:00"))],
            &[("opens", Text("17:30")), ("closes", Text("17:30"))],
        ],
    ),
    UNKNOWN_DIVISION,
    COPY,
    NORMALISED,
];

pub(super) const PEOPLE: &[Recipe] = &[
    missing!("service"),
    missing!("served_from"),
    NO_DIVISION,
    mistyped!("served_from", "2018-02-30", "去年三月"),
    mistyped!("served_until", "2019-11-31"),
    uncoded!("service", "judge", "police", "村干部"),
    UNKNOWN_DIVISION,
    reversed!(rules::PERSON_ENDED, "served_until", "served_from"),
    far_ahead!(rules::PERSON_AHEAD, "served_from").needs(&[Absent("served_until")]),
    Recipe::conflict(&[
        &[("served_from", DaysBefore("served_from", 10))],
        &[("served_from", DaysBefore("served_from", 20))],
        &[("served_from", DaysBefore("served_from", 30))],
    ]),
    COPY,
    NORMALISED,
];

pub(super) const ADVISERS: &[Recipe] = &[
    Recipe::added(
        rules::REQUIRED,
        "profession",
        &[
            &[("profession", Missing)],
            &[("profession", Missing)],
            &[("profession", Missing)],
        ],
    ),
    mistyped!("served_until", "2019-02-30", "2019-11-31", "至今"),
    uncoded!("profession", "judge", "notary", "律师助理"),
    UNKNOWN_DIVISION,
    reversed!(rules::ADVISER_ENDED, "served_until", "served_from"),
    far_ahead!(rules::ADVISER_AHEAD, "served_from").needs(&[Absent("served_until")]),
    Recipe::conflict(&[
        &[("served_until", Text("2019-12-24"))],
        &[("served_until", Text("2019-12-25"))],
        &[("served_until", Text("2019-12-26"))],
    ]),
    COPY,
    NORMALISED,
];

pub(super) const MILESTONES: &[Recipe] = &[
    Recipe::added(
        rules::REQUIRED,
        "due_on",
        &[
            &[("due_on", Missing)],
            &[("due_on", Missing)],
            &[("due_on", Missing)],
        ],
    ),
    mistyped!("due_on", "2019-02-30"),
    mistyped!("done_on", "2019-13-05", "已完成"),
    UNKNOWN_DIVISION,
    Recipe::added(
        rules::UNKNOWN_ID,
        "milestone",
        &[
            &[("milestone", Text("leading_groups"))],
            &[("milestone", Text("办公室"))],
            &[("milestone", Text("plan"))],
        ],
    ),
    far_ahead!(rules::MILESTONE_DUE_AHEAD, "due_on"),
    far_ahead!(rules::MILESTONE_DONE_AHEAD, "done_on"),
    Recipe::conflict(&[
        &[("done_on", Text("2019-12-30"))],
        &[("done_on", Text("2019-12-30"))],
        &[("done_on", Text("2019-12-30"))],
    ]),
    COPY,
    NORMALISED,
];

pub(super) const REPORTS: &[Recipe] = &[
    missing!("numerator"),
    missing!("reported_on"),
    missing!("numerator"),
    mistyped!("numerator", "三十", "98%"),
    mistyped!("reported_on", "2019-11-31"),
    UNKNOWN_DIVISION,
    Recipe::added(
        rules::UNKNOWN_ID,
        "indicator",
        &[
            &[("indicator", Text("case_handled"))],
            &[("indicator", Text("consultation"))],
            &[("indicator", Text("接待咨询"))],
        ],
    ),
    far_ahead!(rules::REPORT_AHEAD, "reported_on"),
    Recipe::added(
        rules::REPORT_LATER,
        "period_end",
        &[
            &[("period_end", Text("2020-01-31"))],
            &[("period_end", Text("2020-11-30"))],
            &[("period_end", Text("2029-11-30"))],
        ],
    ),
    // Of one day and with other numbers: none is before the other.
    Recipe::conflict(&[
        &[("numerator", Text("900001"))],
        &[("numerator", Text("900002"))],
        &[("numerator", Text("900003"))],
    ]),
    Recipe {
        rule: rules::SUPERSEDED,
        field: None,
        way: Way::Corrected,
        sets: &[
            &[("reported_on", Text("2019-12-30"))],
            &[("reported_on", Text("2019-12-30"))],
            &[("reported_on", Text("2019-12-30"))],
        ],
        needs: &[],
    },
    COPY,
    NORMALISED,
];
