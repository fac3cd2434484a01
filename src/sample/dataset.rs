//! The datasets of `yuxi-2019`: names, fields, keys, types.

use crate::error::{Error, ErrorKind, Result};
use crate::text::text;

/// A dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dataset {
    Platforms,
    Residencies,
    Offerings,
    People,
    Advisers,
    PublicityEvents,
    Cases,
    Consultations,
    Needs,
    AidRequests,
    Disputes,
    Milestones,
    Reports,
}

/// The type of a field where a file has types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldKind {
    Text,
    Date,
    Boolean,
    Integer,
}

/// The names in the order of the appendix; [`Dataset::all`] has the same order.
pub(super) const NAMES: [&str; 13] = [
    "platforms",
    "residencies",
    "offerings",
    "people",
    "advisers",
    "publicity_events",
    "cases",
    "consultations",
    "needs",
    "aid_requests",
    "disputes",
    "milestones",
    "reports",
];

/// The services, by the codes of the programme.
pub(super) const SERVICES: [&str; 8] = [
    "lawyer",
    "notary",
    "forensic",
    "legal_aid",
    "arbitration",
    "mediation",
    "grassroots",
    "publicity",
];

impl Dataset {
    /// All of them, in the order of the appendix.
    pub(super) const fn all() -> [Self; 13] {
        [
            Self::Platforms,
            Self::Residencies,
            Self::Offerings,
            Self::People,
            Self::Advisers,
            Self::PublicityEvents,
            Self::Cases,
            Self::Consultations,
            Self::Needs,
            Self::AidRequests,
            Self::Disputes,
            Self::Milestones,
            Self::Reports,
        ]
    }

    /// The datasets that grow with the number of records, with their share of
    /// them: the programme's own scale, 15,780 records.
    pub(super) const fn flows() -> [(Self, u64); 6] {
        [
            (Self::PublicityEvents, 760),
            (Self::Cases, 8_600),
            (Self::Consultations, 2_600),
            (Self::Needs, 1_900),
            (Self::AidRequests, 420),
            (Self::Disputes, 1_500),
        ]
    }

    /// The dataset of a name.
    ///
    /// # Errors
    /// Kind [`Argument`](ErrorKind::Argument) where there is no such dataset.
    pub(super) fn find(name: &str) -> Result<Self> {
        Self::all()
            .into_iter()
            .find(|dataset| dataset.name() == name)
            .ok_or_else(|| {
                let known = NAMES.join(", ");
                Error::new(
                    ErrorKind::Argument,
                    text!(
                        "没有名为 `{name}` 的数据集,可用的有:{known}",
                        "no dataset is called `{name}`; there are {known}"
                    ),
                )
            })
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        NAMES.get(self as usize).copied().unwrap_or_default()
    }

    /// The number that keeps its random numbers apart from the others'.
    pub(super) const fn stream(self) -> u64 {
        self as u64
    }

    /// Its fields, in order.
    pub(super) const fn header(self) -> &'static [&'static str] {
        match self {
            Self::Platforms => &[
                "division_code",
                "name_unified",
                "signboard_unified",
                "logo_unified",
                "items_unified",
                "carrier_unified",
                "workflow_unified",
                "does_handling",
                "does_publicity",
                "does_guidance",
                "does_consultation",
                "does_demand_analysis",
                "accepted_on",
            ],
            Self::Residencies => &["division_code", "service", "since", "until"],
            Self::Offerings => &[
                "division_code",
                "service",
                "channel",
                "weekday",
                "opens",
                "closes",
            ],
            Self::People => &[
                "person_id",
                "division_code",
                "service",
                "served_from",
                "served_until",
            ],
            Self::Advisers => &[
                "adviser_id",
                "division_code",
                "profession",
                "served_from",
                "served_until",
            ],
            Self::PublicityEvents => &["event_id", "division_code", "held_on", "attendance"],
            Self::Cases => &[
                "case_id",
                "division_code",
                "service",
                "accepted_on",
                "closed_on",
                "beneficiary",
                "outcome",
            ],
            Self::Consultations => &[
                "consultation_id",
                "division_code",
                "held_on",
                "channel",
                "persons",
            ],
            Self::Needs => &[
                "need_id",
                "division_code",
                "service",
                "raised_on",
                "responded_on",
                "beneficiary",
            ],
            Self::AidRequests => &[
                "request_id",
                "division_code",
                "requested_on",
                "decided_on",
                "decision",
                "beneficiary",
            ],
            Self::Disputes => &[
                "dispute_id",
                "division_code",
                "party",
                "registered_on",
                "mediated_on",
                "outcome",
            ],
            Self::Milestones => &["division_code", "milestone", "due_on", "done_on"],
            Self::Reports => &[
                "division_code",
                "indicator",
                "period_end",
                "numerator",
                "denominator",
                "reported_on",
            ],
        }
    }

    /// The positions of the fields that identify a record.
    pub(super) const fn key(self) -> &'static [usize] {
        match self {
            Self::Residencies | Self::Reports => &[0, 1, 2],
            Self::Advisers => &[0, 1, 3],
            Self::Offerings => &[0, 1, 2, 3, 4, 5],
            Self::Milestones => &[0, 1],
            _ => &[0],
        }
    }

    /// The position of a field; fields are named by this module's own tables only.
    pub(super) fn position(self, field: &str) -> Option<usize> {
        self.header().iter().position(|name| *name == field)
    }

    /// The type of a field in a file that has types.
    pub(super) fn field_kind(field: &str) -> FieldKind {
        match field {
            "attendance" | "persons" | "weekday" | "numerator" | "denominator" => {
                FieldKind::Integer
            }
            "since" | "until" | "served_from" | "served_until" | "period_end" => FieldKind::Date,
            _ if field.ends_with("_on") => FieldKind::Date,
            _ if field.ends_with("_unified") || field.starts_with("does_") => FieldKind::Boolean,
            _ => FieldKind::Text,
        }
    }

    /// Whether a field stays text in a file that has types.
    pub(super) fn is_text(field: &str) -> bool {
        Self::field_kind(field) == FieldKind::Text
    }

    /// Whether a field may be missing; a name means the same in every dataset
    /// but `accepted_on`, which cases require and platforms do not.
    pub(super) fn is_optional(self, field: &str) -> bool {
        match field {
            "accepted_on" => self == Self::Platforms,
            "until" | "served_until" | "closed_on" | "responded_on" | "decided_on"
            | "mediated_on" | "done_on" | "denominator" => true,
            _ => false,
        }
    }

    /// The letter its records' identifiers begin with.
    pub(super) const fn letter(self) -> &'static str {
        match self {
            Self::People => "P",
            Self::Advisers => "A",
            Self::PublicityEvents => "E",
            Self::Cases => "C",
            Self::Consultations => "Q",
            Self::Needs => "N",
            Self::AidRequests => "R",
            Self::Disputes => "D",
            _ => "",
        }
    }
}
