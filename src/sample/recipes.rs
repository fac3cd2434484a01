//! The recipes of the defects: which rows they start from, what they change.
//!
//! Every recipe breaks one rule and no other. Records to be rejected come in
//! addition to the clean year and under keys of their own, so that they leave
//! every figure as it was; warned records are made such that no indicator
//! counts them, but for three publicity events.

use crate::network::Level;

use super::dataset::Dataset;
use super::defects::rules;

/// One kind of defect in a dataset.
pub(super) struct Recipe {
    pub(super) rule: &'static str,
    /// The field a finding points at.
    pub(super) field: Option<&'static str>,
    pub(super) way: Way,
    /// One set of new values for each time the defect occurs.
    pub(super) sets: &'static [&'static [(&'static str, Value)]],
    /// What the row it starts from must be like.
    pub(super) needs: &'static [Condition],
}

/// How a defect gets into the file.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// A copy of a row under a new key, with changes.
    Added,
    /// A change of a row.
    Changed,
    /// An exact copy of a row, further down.
    Copied,
    /// Two different rows under one new key.
    Conflict,
}

/// A new value of a cell.
pub(super) enum Value {
    Text(&'static str),
    Missing,
    /// The code of the county's centre, accepted in 2018.
    Centre,
    /// The code of the county's platform that was accepted last.
    LastPlatform,
    /// So many days before another field's date.
    DaysBefore(&'static str, i32),
    /// The same value in full-width digits.
    FullWidth,
}

/// What a row must be like.
pub(super) enum Condition {
    Is(&'static str, &'static str),
    Present(&'static str),
    /// The platform of this row is of this level and not accepted in time.
    Late(Level),
    /// The platform of this row is accepted in time.
    InTime,
    /// The date in this field is before the county's last platform was accepted.
    BeforeLastPlatform(&'static str),
}

use Condition::{BeforeLastPlatform, InTime, Is, Late, Present};
use Value::{Centre, DaysBefore, FullWidth, LastPlatform, Missing, Text};

impl Recipe {
    const fn added(
        rule: &'static str,
        field: &'static str,
        sets: &'static [&'static [(&'static str, Value)]],
    ) -> Self {
        Self {
            rule,
            field: Some(field),
            way: Way::Added,
            sets,
            needs: &[],
        }
    }

    const fn conflict(sets: &'static [&'static [(&'static str, Value)]]) -> Self {
        Self {
            rule: rules::CONFLICTING,
            field: None,
            way: Way::Conflict,
            sets,
            needs: &[],
        }
    }

    const fn changed(self) -> Self {
        Self {
            way: Way::Changed,
            ..self
        }
    }

    const fn needs(self, needs: &'static [Condition]) -> Self {
        Self { needs, ..self }
    }
}

const DIVISION: &str = "division_code";

/// A county of Yuxi that does not exist, a township that does not, and no code at all.
const UNKNOWN_DIVISION: Recipe = Recipe::added(
    rules::UNKNOWN_DIVISION,
    DIVISION,
    &[
        &[(DIVISION, Text("530499"))],
        &[(DIVISION, Text("530402998001"))],
        &[(DIVISION, Text("53O402"))],
    ],
);
const NO_DIVISION: Recipe = Recipe::added(rules::REQUIRED, DIVISION, &[&[(DIVISION, Missing)]]);
const COPY: Recipe = Recipe {
    rule: rules::COPY,
    field: None,
    way: Way::Copied,
    sets: &[&[], &[], &[]],
    needs: &[],
};
const NORMALISED: Recipe = Recipe::added(
    rules::NORMALISED,
    DIVISION,
    &[
        &[(DIVISION, FullWidth)],
        &[(DIVISION, FullWidth)],
        &[(DIVISION, FullWidth)],
    ],
)
.changed();

/// A required field that is missing.
macro_rules! missing {
    ($field:literal) => {
        Recipe::added(rules::REQUIRED, $field, &[&[($field, Missing)]])
    };
}
/// Values that are not of the field's type.
macro_rules! mistyped {
    ($field:literal, $($value:literal),+) => {
        Recipe::added(rules::TYPE, $field, &[$(&[($field, Text($value))]),+])
    };
}
/// Values outside the field's code list.
macro_rules! uncoded {
    ($field:literal, $($value:literal),+) => {
        Recipe::added(rules::CODE_LIST, $field, &[$(&[($field, Text($value))]),+])
    };
}
/// Own dates before the period, at a centre that was accepted by then, and
/// after it.
macro_rules! outside_period {
    ($field:literal $(, $end:literal)?) => {
        Recipe::added(
            rules::OUTSIDE_PERIOD,
            $field,
            &[
                &[($field, Text("2018-12-28")), (DIVISION, Centre)],
                &[($field, Text("2018-11-15")), (DIVISION, Centre)],
                &[($field, Text("2020-01-03")) $(, ($end, Text("2020-01-08")))?],
            ],
        )
    };
}
/// Ends before the start.
macro_rules! reversed {
    ($rule:expr, $end:literal, $start:literal) => {
        Recipe::added(
            $rule,
            $end,
            &[
                &[($end, DaysBefore($start, 1))],
                &[($end, DaysBefore($start, 7))],
                &[($end, DaysBefore($start, 31))],
            ],
        )
    };
}
/// Records of a platform that was not yet accepted, with further changes.
macro_rules! too_early {
    ($rule:expr, $date:literal $(, $field:literal = $value:literal)*) => {
        Recipe::added(
            $rule,
            DIVISION,
            &[
                &[(DIVISION, LastPlatform) $(, ($field, Text($value)))*],
                &[(DIVISION, LastPlatform) $(, ($field, Text($value)))*],
                &[(DIVISION, LastPlatform) $(, ($field, Text($value)))*],
            ],
        )
    };
}

/// The recipes of a dataset.
pub(super) fn recipes(dataset: Dataset) -> &'static [Recipe] {
    match dataset {
        Dataset::Platforms => PLATFORMS,
        Dataset::Residencies => RESIDENCIES,
        Dataset::Offerings => OFFERINGS,
        Dataset::People => PEOPLE,
        Dataset::Advisers => ADVISERS,
        Dataset::PublicityEvents => PUBLICITY_EVENTS,
        Dataset::Cases => CASES,
        Dataset::Consultations => CONSULTATIONS,
        Dataset::Needs => NEEDS,
        Dataset::AidRequests => AID_REQUESTS,
        Dataset::Disputes => DISPUTES,
        Dataset::Milestones => MILESTONES,
        Dataset::Reports => REPORTS,
    }
}

/// Platforms that would be rejected are those that count nowhere anyway and
/// that no record is made at: the ones not accepted in time.
const PLATFORMS: &[Recipe] = &[
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

const RESIDENCIES: &[Recipe] = &[
    missing!("service"),
    missing!("since"),
    NO_DIVISION,
    mistyped!("until", "2019-02-30", "2019-13-05", "年底"),
    uncoded!("service", "counselling", "court", "司法所"),
    UNKNOWN_DIVISION,
    Recipe::conflict(&[
        &[("until", Text("2019-11-04"))],
        &[("until", Text("2019-11-05"))],
        &[("until", Text("2019-11-06"))],
    ]),
    COPY,
    NORMALISED,
];

/// All fields are the key, so different records cannot conflict.
const OFFERINGS: &[Recipe] = &[
    missing!("channel"),
    missing!("weekday"),
    missing!("opens"),
    mistyped!("weekday", "星期一"),
    mistyped!("opens", "25:00"),
    mistyped!("closes", "17点半"),
    uncoded!("service", "counselling", "court"),
    uncoded!("channel", "fax"),
    UNKNOWN_DIVISION,
    COPY,
    NORMALISED,
];

const PEOPLE: &[Recipe] = &[
    missing!("service"),
    missing!("served_from"),
    NO_DIVISION,
    mistyped!("served_from", "2018-02-30", "去年三月"),
    mistyped!("served_until", "2019-11-31"),
    uncoded!("service", "judge", "police", "村干部"),
    UNKNOWN_DIVISION,
    reversed!(rules::PERSON_ENDED, "served_until", "served_from"),
    Recipe::conflict(&[
        &[("served_from", DaysBefore("served_from", 10))],
        &[("served_from", DaysBefore("served_from", 20))],
        &[("served_from", DaysBefore("served_from", 30))],
    ]),
    COPY,
    NORMALISED,
];

const ADVISERS: &[Recipe] = &[
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
    Recipe::conflict(&[
        &[("served_until", Text("2019-12-24"))],
        &[("served_until", Text("2019-12-25"))],
        &[("served_until", Text("2019-12-26"))],
    ]),
    COPY,
    NORMALISED,
];

const PUBLICITY_EVENTS: &[Recipe] = &[
    missing!("attendance"),
    missing!("held_on"),
    NO_DIVISION,
    mistyped!("attendance", "三十", "12.5"),
    mistyped!("held_on", "2019-02-30"),
    UNKNOWN_DIVISION,
    outside_period!("held_on"),
    Recipe::added(
        rules::FEW_ATTENDEES,
        "attendance",
        &[
            &[("attendance", Text("0"))],
            &[("attendance", Text("-3"))],
            &[("attendance", Text("0"))],
        ],
    ),
    too_early!(rules::EVENT_PLATFORM, "held_on").needs(&[BeforeLastPlatform("held_on")]),
    Recipe::conflict(&[
        &[("attendance", Text("401"))],
        &[("attendance", Text("402"))],
        &[("attendance", Text("403"))],
    ]),
    COPY,
    NORMALISED,
];

const CASES: &[Recipe] = &[
    missing!("beneficiary"),
    missing!("accepted_on"),
    NO_DIVISION,
    mistyped!("closed_on", "2019-02-30", "尚未办结"),
    mistyped!("accepted_on", "2019-13-05"),
    uncoded!("service", "counselling").needs(&[Is("outcome", "done")]),
    uncoded!("outcome", "closed").needs(&[Is("outcome", "done")]),
    uncoded!("beneficiary", "poor"),
    UNKNOWN_DIVISION,
    outside_period!("accepted_on", "closed_on").needs(&[Present("closed_on")]),
    reversed!(rules::CASE_CLOSED, "closed_on", "accepted_on").needs(&[Present("closed_on")]),
    Recipe::added(
        rules::CASE_OUTCOME,
        "outcome",
        &[&[("outcome", Text("settled"))]],
    )
    .needs(&[Is("service", "notary"), Is("outcome", "done")]),
    Recipe::added(
        rules::CASE_OUTCOME,
        "outcome",
        &[&[("outcome", Text("granted"))]],
    )
    .needs(&[Is("service", "lawyer"), Is("outcome", "done")]),
    Recipe::added(
        rules::CASE_OUTCOME,
        "outcome",
        &[&[("outcome", Text("refused"))]],
    )
    .needs(&[Is("service", "mediation"), Is("outcome", "settled")]),
    too_early!(
        rules::CASE_PLATFORM,
        "accepted_on",
        "service" = "grassroots"
    )
    .needs(&[BeforeLastPlatform("accepted_on"), Is("outcome", "done")]),
    Recipe::conflict(&[
        &[("closed_on", Text("2019-12-30"))],
        &[("closed_on", Text("2019-12-30"))],
        &[("closed_on", Text("2019-12-30"))],
    ])
    .needs(&[Is("outcome", "done")]),
    COPY,
    NORMALISED,
];

const CONSULTATIONS: &[Recipe] = &[
    missing!("persons"),
    missing!("channel"),
    NO_DIVISION,
    mistyped!("persons", "三十", "12.5"),
    mistyped!("held_on", "2019-02-30"),
    uncoded!("channel", "weibo", "letter", "短信"),
    UNKNOWN_DIVISION,
    outside_period!("held_on"),
    Recipe::added(
        rules::FEW_PERSONS,
        "persons",
        &[
            &[("persons", Text("0"))],
            &[("persons", Text("-5"))],
            &[("persons", Text("0"))],
        ],
    ),
    Recipe::added(
        rules::MANY_PERSONS,
        "persons",
        &[
            &[("persons", Text("501")), ("channel", Text("web"))],
            &[("persons", Text("660")), ("channel", Text("web"))],
            &[("persons", Text("5000")), ("channel", Text("web"))],
        ],
    ),
    too_early!(
        rules::CONSULTATION_PLATFORM,
        "held_on",
        "channel" = "physical"
    )
    .needs(&[BeforeLastPlatform("held_on")]),
    Recipe::conflict(&[
        &[("persons", Text("101"))],
        &[("persons", Text("102"))],
        &[("persons", Text("103"))],
    ]),
    COPY,
    NORMALISED,
];

const NEEDS: &[Recipe] = &[
    missing!("beneficiary"),
    missing!("service"),
    NO_DIVISION,
    mistyped!("raised_on", "2019-02-30", "春节前"),
    mistyped!("responded_on", "2019-04-31"),
    uncoded!("service", "counselling"),
    uncoded!("beneficiary", "poor", "五保户"),
    UNKNOWN_DIVISION,
    outside_period!("raised_on", "responded_on").needs(&[Present("responded_on")]),
    reversed!(rules::NEED_RESPONDED, "responded_on", "raised_on").needs(&[Present("responded_on")]),
    Recipe::conflict(&[
        &[("responded_on", Text("2019-12-30"))],
        &[("responded_on", Text("2019-12-30"))],
        &[("responded_on", Text("2019-12-30"))],
    ])
    .needs(&[
        Is("beneficiary", "registered_poor"),
        Present("responded_on"),
    ]),
    COPY.needs(&[Present("responded_on")]),
    NORMALISED,
];

const AID_REQUESTS: &[Recipe] = &[
    missing!("beneficiary"),
    missing!("requested_on"),
    NO_DIVISION,
    mistyped!("requested_on", "2019-02-30", "2019-13-05", "三月"),
    uncoded!("decision", "approved").needs(&[Present("decided_on")]),
    uncoded!("beneficiary", "poor", "五保户"),
    UNKNOWN_DIVISION,
    outside_period!("requested_on", "decided_on").needs(&[Present("decided_on")]),
    reversed!(rules::REQUEST_DECIDED, "decided_on", "requested_on").needs(&[Present("decided_on")]),
    Recipe::added(
        rules::DECISION_DATE,
        "decided_on",
        &[
            &[("decided_on", Missing)],
            &[("decided_on", Missing)],
            &[("decided_on", Missing)],
        ],
    )
    .needs(&[Present("decided_on")]),
    Recipe::added(
        rules::DECISION_DATE,
        "decided_on",
        &[
            &[("decision", Text("pending"))],
            &[("decision", Text("pending"))],
            &[("decision", Text("pending"))],
        ],
    )
    .needs(&[Present("decided_on")]),
    Recipe::conflict(&[
        &[("decision", Text("refused"))],
        &[("decision", Text("refused"))],
        &[("decision", Text("refused"))],
    ])
    .needs(&[Is("decision", "granted")]),
    COPY,
    NORMALISED,
];

const DISPUTES: &[Recipe] = &[
    missing!("party"),
    missing!("registered_on"),
    NO_DIVISION,
    mistyped!("registered_on", "2019-02-30", "2019-13-05", "年初"),
    uncoded!("party", "village", "五保户"),
    uncoded!("outcome", "agreed").needs(&[Present("mediated_on")]),
    UNKNOWN_DIVISION,
    outside_period!("registered_on", "mediated_on").needs(&[Present("mediated_on")]),
    reversed!(rules::DISPUTE_MEDIATED, "mediated_on", "registered_on")
        .needs(&[Present("mediated_on")]),
    Recipe::added(
        rules::OUTCOME_DATE,
        "mediated_on",
        &[
            &[("mediated_on", Missing)],
            &[("mediated_on", Missing)],
            &[("mediated_on", Missing)],
        ],
    )
    .needs(&[Present("mediated_on")]),
    Recipe::added(
        rules::OUTCOME_DATE,
        "mediated_on",
        &[
            &[("outcome", Text("pending"))],
            &[("outcome", Text("pending"))],
            &[("outcome", Text("pending"))],
        ],
    )
    .needs(&[Present("mediated_on")]),
    too_early!(rules::DISPUTE_PLATFORM, "registered_on", "party" = "other").needs(&[
        BeforeLastPlatform("registered_on"),
        Is("outcome", "settled"),
    ]),
    Recipe::conflict(&[
        &[("outcome", Text("failed"))],
        &[("outcome", Text("failed"))],
        &[("outcome", Text("failed"))],
    ])
    .needs(&[Is("outcome", "settled")]),
    COPY,
    NORMALISED,
];

const MILESTONES: &[Recipe] = &[
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
    Recipe::conflict(&[
        &[("done_on", Text("2019-12-30"))],
        &[("done_on", Text("2019-12-30"))],
        &[("done_on", Text("2019-12-30"))],
    ]),
    COPY,
    NORMALISED,
];

const REPORTS: &[Recipe] = &[
    missing!("numerator"),
    missing!("reported_on"),
    missing!("numerator"),
    mistyped!("numerator", "三十", "98%"),
    mistyped!("reported_on", "2019-11-31"),
    UNKNOWN_DIVISION,
    Recipe::conflict(&[
        &[("reported_on", Text("2019-12-30"))],
        &[("reported_on", Text("2019-12-30"))],
        &[("reported_on", Text("2019-12-30"))],
    ]),
    COPY,
    NORMALISED,
];
