//! The draw of platforms to be inspected, county by county.

use std::collections::BTreeMap;

use huimin::figure::Decimal;
use huimin::inspect::{Precision, StratumSize, allocate_sample, draw, sample_size};
use huimin::network::{DivisionCode, Level};
use huimin::records::shown_key;
use huimin::report::{Align, TextTable};
use huimin::{Language, Result, Tally};

/// Whoever knows it can repeat the draw.
const SEED: &str = "huimin demo 2019-11-30";
/// Platforms of a county that are inspected at least.
const MINIMUM: u64 = 5;
/// Drawn keys shown of a county.
const SHOWN: usize = 3;

/// Prints how many platforms of every county to inspect, and the first of them.
pub fn print(tally: &Tally, language: Language) -> Result<()> {
    let words = |zh: &'static str, en: &'static str| match language {
        Language::Chinese => zh,
        Language::English => en,
    };
    let units = platforms(tally);
    let mut sizes: BTreeMap<DivisionCode, u64> = BTreeMap::new();
    for (county, _) in &units {
        *sizes.entry(*county).or_default() += 1;
    }
    if sizes.is_empty() {
        return Ok(());
    }
    let strata = sizes.iter().map(|(stratum, units)| StratumSize {
        stratum: *stratum,
        units: *units,
    });
    let strata: Vec<StratumSize> = strata.collect();
    // 95 % confidence, five points to either side, whatever the share turns out to be.
    let precision = Precision {
        z: Decimal::new(196, 2),
        margin: Decimal::new(5, 2),
        proportion: Decimal::new(5, 1),
    };
    let population = units.len() as u64;
    let size = sample_size(population, precision)?.units;
    let sample = draw(SEED, &allocate_sample(size, &strata, MINIMUM)?, units)?;
    match language {
        Language::Chinese => {
            println!("六、抽查:{population} 个实体平台抽 {size} 个(95%,±5 个百分点;种子“{SEED}”)")
        }
        Language::English => println!(
            "6. Inspection: {size} of {population} platforms (95 %, ± 5 points; seed `{SEED}`)"
        ),
    }
    let mut table = TextTable::new([
        (words("县(市、区)", "county"), Align::Left),
        (words("平台", "platforms"), Align::Right),
        (words("抽查", "drawn"), Align::Right),
        (
            words("散列值最小的几个", "the first by their hashes"),
            Align::Left,
        ),
    ]);
    let network = &tally.plan().network;
    for stratum in &sample.strata {
        let name = network.find(stratum.stratum).map(|id| network.name(id));
        let first = stratum
            .units
            .iter()
            .take(SHOWN)
            .map(|unit| unit.key.as_str());
        table.row([
            name.unwrap_or_default().to_owned(),
            sizes
                .get(&stratum.stratum)
                .copied()
                .unwrap_or(0)
                .to_string(),
            stratum.units.len().to_string(),
            first.collect::<Vec<_>>().join(" "),
        ]);
    }
    println!("{}", table.render());
    Ok(())
}

/// The platforms of the records with their counties.
fn platforms(tally: &Tally) -> Vec<(DivisionCode, String)> {
    let plan = tally.plan();
    let position = plan.dataset("platforms");
    let ledger = position.and_then(|position| tally.ledgers().get(position));
    let entries = ledger.into_iter().flat_map(|ledger| ledger.segments());
    let entries = entries.flat_map(|segment| segment.entries());
    let network = &plan.network;
    let unit = |key: &[u8], division: u32| {
        let id = network.id(division as usize)?;
        let mut above = std::iter::once(id).chain(network.ancestors(id));
        let county = above.find(|id| network.level(*id) == Level::County)?;
        Some((network.code(county), shown_key(key)))
    };
    let entries = entries.filter(|entry| !entry.is_rejected());
    entries
        .filter_map(|entry| unit(&entry.key(), entry.division()?))
        .collect()
}
