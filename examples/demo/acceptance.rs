//! What is to be inspected, and how many points every county has.

use std::collections::BTreeMap;

use huimin::acceptance::{Inspected, inspections, scores};
use huimin::network::{DivisionCode, Level};
use huimin::report::{Align, TextTable};
use huimin::{Assessment, Language, Result};

/// Drawn keys shown of an inspection.
const SHOWN: usize = 4;

/// Prints how many records of every county are to be inspected, and the first of them.
pub fn inspection(assessment: &Assessment, language: Language) -> Result<()> {
    let words = |zh: &'static str, en: &'static str| match language {
        Language::Chinese => zh,
        Language::English => en,
    };
    let all = inspections(assessment)?;
    println!(
        "{}",
        words(
            "六、抽查(总体中抽取数/总体数)",
            "6. Inspection (drawn/population)"
        )
    );
    let mut columns = vec![(words("抽查项目", "inspection").to_owned(), Align::Left)];
    let network = &assessment.plan().network;
    let counties: Vec<_> = network.at_level(Level::County).collect();
    columns.extend(
        counties
            .iter()
            .map(|id| (network.name(*id).to_owned(), Align::Right)),
    );
    columns.push((words("合计", "all").to_owned(), Align::Right));
    let mut table = TextTable::new(columns);
    for inspected in &all {
        let sizes = sizes(inspected);
        let mut row = vec![inspected.inspection.label.get(language).to_owned()];
        row.extend(counties.iter().map(|id| {
            let (drawn, units) = sizes.get(&network.code(*id)).copied().unwrap_or_default();
            format!("{drawn}/{units}")
        }));
        let (drawn, units) = sizes
            .values()
            .fold((0, 0), |sum, size| (sum.0 + size.0, sum.1 + size.1));
        row.push(format!("{drawn}/{units}"));
        table.row(row);
    }
    println!("{}", table.render());
    for inspected in &all {
        let strata = inspected
            .sample
            .strata
            .iter()
            .flat_map(|stratum| &stratum.units);
        let first: Vec<&str> = strata.take(SHOWN).map(|unit| unit.key.as_str()).collect();
        if !first.is_empty() {
            println!(
                "  {}{}{} …",
                inspected.inspection.label.get(language),
                words(":先查 ", ": first "),
                first.join(words("、", ", "))
            );
        }
    }
    println!();
    Ok(())
}

/// Of every stratum the units drawn and all of them.
fn sizes(inspected: &Inspected<'_>) -> BTreeMap<DivisionCode, (u64, u64)> {
    let population = inspected.population.iter();
    let mut sizes: BTreeMap<DivisionCode, (u64, u64)> =
        population.map(|it| (it.stratum, (0, it.units))).collect();
    for stratum in &inspected.sample.strata {
        sizes.entry(stratum.stratum).or_default().0 = stratum.units.len() as u64;
    }
    sizes
}

/// Prints the ranking of the counties.
pub fn scoring(assessment: &Assessment, language: Language) -> Result<()> {
    let Some(board) = scores(assessment)? else {
        return Ok(());
    };
    let words = |zh: &'static str, en: &'static str| match language {
        Language::Chinese => zh,
        Language::English => en,
    };
    println!("{}", words("七、综合考评", "7. Scores"));
    let mut table = TextTable::new([
        (words("名次", "rank"), Align::Right),
        (words("县(市、区)", "county"), Align::Left),
        (words("得分", "points"), Align::Right),
        (words("扣分", "taken off"), Align::Right),
        (words("等次", "grade"), Align::Left),
        (words("最低的一项", "the lowest item"), Align::Left),
    ]);
    let network = &assessment.plan().network;
    for score in board.scores() {
        let name = network.find(score.division).map(|id| network.name(id));
        let off = score.deductions.iter().map(|part| match part.points {
            Some(points) => points.shown.to_string(),
            None => "—".to_owned(),
        });
        let items = score
            .items
            .iter()
            .filter_map(|item| Some((item.points?.exact, item)));
        let lowest = items.min_by_key(|(points, _)| *points).map(|(_, item)| {
            let plan = assessment.plan();
            let position = plan.indicator(&item.id);
            let label = position.and_then(|position| plan.indicators.get(position));
            let label = label.map_or(item.id.as_str(), |plan| plan.label.get(language));
            let points = item.points.map(|points| points.shown.to_string());
            format!("{label} {}", points.unwrap_or_default())
        });
        table.row([
            score.rank.map_or("—".to_owned(), |rank| rank.to_string()),
            name.unwrap_or_default().to_owned(),
            score
                .total
                .as_ref()
                .map_or("—".to_owned(), |total| total.shown.to_string()),
            off.collect::<Vec<_>>().join(" + "),
            score
                .grade
                .as_ref()
                .map_or("—", |grade| grade.get(language))
                .to_owned(),
            lowest.unwrap_or_default(),
        ]);
    }
    println!("{}", table.render());
    Ok(())
}
