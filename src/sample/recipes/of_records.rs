//! The recipes of the datasets that grow with the number of records.

use crate::sample::defects::rules;

use super::Condition::{BeforeLastPlatform, Is, Present};
use super::Value::{Centre, DaysBefore, LastPlatform, Missing, Text};
use super::{COPY, DIVISION, NO_DIVISION, NORMALISED, Recipe, UNKNOWN_DIVISION};

pub(super) const PUBLICITY_EVENTS: &[Recipe] = &[
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

pub(super) const CASES: &[Recipe] = &[
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
    Recipe::added(
        rules::CASE_DATE,
        "closed_on",
        &[
            &[("closed_on", Missing)],
            &[("closed_on", Missing)],
            &[("closed_on", Missing)],
        ],
    )
    .needs(&[Present("closed_on")]),
    Recipe::added(
        rules::CASE_DATE,
        "closed_on",
        &[
            &[("outcome", Text("pending"))],
            &[("outcome", Text("pending"))],
            &[("outcome", Text("pending"))],
        ],
    )
    .needs(&[Present("closed_on")]),
    far_ahead!(rules::CASE_AHEAD, "closed_on").needs(&[Present("closed_on")]),
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

pub(super) const CONSULTATIONS: &[Recipe] = &[
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

pub(super) const NEEDS: &[Recipe] = &[
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
    far_ahead!(
        rules::NEED_AHEAD,
        "responded_on",
        "beneficiary" = "ordinary"
    ),
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

pub(super) const AID_REQUESTS: &[Recipe] = &[
    missing!("beneficiary"),
    missing!("requested_on"),
    NO_DIVISION,
    mistyped!("requested_on", "2019-02-30", "2019-13-05", "三月"),
    uncoded!("decision", "approved").needs(&[Present("decided_on")]),
    uncoded!("beneficiary", "poor", "五保户"),
    UNKNOWN_DIVISION,
    outside_period!("requested_on", "decided_on").needs(&[Present("decided_on")]),
    reversed!(rules::REQUEST_DECIDED, "decided_on", "requested_on").needs(&[Present("decided_on")]),
    far_ahead!(
        rules::REQUEST_AHEAD,
        "decided_on",
        "beneficiary" = "ordinary"
    )
    .needs(&[Present("decided_on")]),
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

pub(super) const DISPUTES: &[Recipe] = &[
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
    far_ahead!(rules::DISPUTE_AHEAD, "mediated_on", "party" = "other")
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
