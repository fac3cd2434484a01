//! What the ids in tables are called by people.

use huimin::Text;
use huimin::assess::{Judgement, MilestoneStatus, Reason, Status};
use huimin::definition::Severity;
use huimin::inspect::{Outcome, Verdict};
use huimin::network::Level;
use huimin::reconcile::{Balance, State};
use huimin::services::{PlatformKind, PlatformState, ResidencyState};
use pyo3::prelude::*;

/// Column (with its table where the same id means different things), id, and its name in Chinese and English.
type Word = (&'static str, &'static str, String, String);

/// Why a register is not read that lies among the files.
pub fn another_register() -> Text {
    Text::new("指定了别的区划登记册", "another register was asked for")
}

/// The words of the library for ids in its tables.
#[pyfunction]
pub fn words() -> Vec<Word> {
    let mut words = Vec::new();
    macro_rules! of {
        ($column:literal, $kind:ident: $($variant:ident)*) => {
            for one in [$($kind::$variant),*] {
                let label = one.label();
                words.push(($column, one.id(), label.zh, label.en));
            }
        };
    }
    of!("level", Level: Province City County Township Village);
    of!("severity", Severity: Reject Warn Note);
    of!("status", Status: Done Ahead OnSchedule Behind NotApplicable);
    of!("status", MilestoneStatus: DoneInTime DoneLate Overdue NotYetDue NotReceived);
    of!("reason", Reason: EmptyDenominator NoValue NoTarget NotReceived);
    of!("judgement", Judgement: Met NotMet CannotBeJudged NothingToJudge);
    of!("verdict", Verdict: Accepted Refused Incomplete);
    of!("outcome", Outcome: Conforming Nonconforming NotInspected);
    of!("kind", PlatformKind: Centre Station);
    of!("platforms.state", PlatformState: Standardised NotAccepted Lacking Missing);
    of!("residency.state", ResidencyState: Present Missing PresentNotRequired NotNeeded);
    of!("report_comparison.state", State: Agrees Differs Missing Unexpected Late NotReceived InConflict Rejected);
    of!("report_imbalance.state", Balance: Balanced Imbalanced NotCompared ChildMissing);
    let another = another_register();
    words.push(("reason", "another_register", another.zh, another.en));
    words
}
