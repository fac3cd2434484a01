//! The planned share of a target by a day.

use crate::calendar::{Date, Period};
use crate::definition::{Schedule, ScheduleMode};
use crate::error::Result;
use crate::figure::Ratio;

/// What share of the target the schedule asks for by the end of `date`, exactly.
///
/// Stepped: the sum of the instalments due by then. Linear: from nothing on the
/// day before the period in equal daily steps to the first instalment on its
/// due day, and so on from instalment to instalment.
///
/// # Errors
///
/// `Overflow` for shares with too many digits.
pub fn planned_share(schedule: &Schedule, period: Period, date: Date) -> Result<Ratio> {
    let mut planned = Ratio::integer(0);
    let mut since = period.start().days().saturating_sub(1);
    for instalment in &schedule.instalments {
        let due = instalment.due.value.days();
        let share = instalment.share.value.to_ratio()?;
        if date.days() >= due {
            planned = planned.checked_add(share)?;
            since = due;
            continue;
        }
        if schedule.mode == ScheduleMode::Linear {
            let passed = i128::from(date.days().saturating_sub(since).max(0));
            let length = i128::from(due.saturating_sub(since));
            if let Some(part) = Ratio::new(passed, length) {
                planned = planned.checked_add(share.checked_mul(part)?)?;
            }
        }
        break;
    }
    Ok(planned)
}
