//! An inspection of a definition, drawn once more with another seed.

use super::table;
use crate::acceptance::{characteristic_table, inspection_table, sample_table};
use crate::assess::Assessment;
use crate::error::Result;

/// An inspection of the definition by its name, drawn with another seed where one is
/// given. Answers with the tables `inspections`, `samples` and `characteristics` of this
/// one inspection.
///
/// # Errors
///
/// As [`acceptance::inspection`](crate::acceptance::inspection).
///
/// # Example
///
/// ```
/// use huimin::calendar::Date;
/// use huimin::{Network, Plan, Programme, Tally, exchange};
///
/// let plan = Plan::new(&Programme::builtin("yuxi-2019")?, Network::builtin("yuxi-2019")?)?;
/// let assessment = Tally::new(&plan).assess(Date::parse("2019-12-31").unwrap())?;
/// let answer = exchange::inspection(&assessment, "centres", Some("drawn in public"))?;
/// // Without records there is nothing to draw from.
/// assert_eq!(answer, r#"{"inspections":[],"samples":[],"characteristics":[]}"#);
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn inspection(assessment: &Assessment, id: &str, seed: Option<&str>) -> Result<String> {
    let inspected = [crate::acceptance::inspection(assessment, id, seed)?];
    Ok(format!(
        r#"{{"inspections":{},"samples":{},"characteristics":{}}}"#,
        table(&inspection_table(assessment, &inspected)?)?,
        table(&sample_table(assessment, &inspected)?)?,
        table(&characteristic_table(assessment, &inspected)?)?,
    ))
}
