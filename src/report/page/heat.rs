//! Divisions by indicators as a heat map, one block for every division that has
//! others below it.

use askama::Template;

use super::words::{Place, Words};
use crate::assess::{Assessment, Figure};
use crate::error::Result;
use crate::figure::Decimal;
use crate::limits;
use crate::network::{DivisionId, Level};
use crate::text::text;

#[derive(Template)]
#[template(path = "page/heat.html")]
pub(super) struct Heat<'a> {
    pub words: Words,
    pub columns: Vec<Column<'a>>,
    /// The first is that of the top.
    pub blocks: Vec<Block>,
    /// Which levels are shown, where some are not.
    pub note: Option<String>,
}

pub(super) struct Column<'a> {
    pub number: usize,
    pub label: &'a str,
    pub unit: &'a str,
}

/// A division and those below it.
pub(super) struct Block {
    pub place: Place,
    pub parent: Option<Place>,
    pub rows: Vec<HeatRow>,
}

pub(super) struct HeatRow {
    pub place: Place,
    /// Whether it is the block's own division.
    pub is_whole: bool,
    /// Whether it has a block; else the row is what addresses lead to.
    pub opens: bool,
    pub cells: Vec<HeatCell>,
}

pub(super) struct HeatCell {
    /// The class that colours it.
    pub heat: &'static str,
    /// What says the same without colour.
    pub mark: &'static str,
    pub display: String,
    /// The target, where it is a share of one.
    pub target: Option<String>,
}

/// What the block of several roots is called in addresses.
const ALL: &str = "all";

impl<'a> Heat<'a> {
    pub fn new(words: Words, assessment: &'a Assessment) -> Result<Self> {
        let plan = assessment.plan();
        let tops: Vec<DivisionId> = match plan.top {
            Some(root) => vec![root],
            None => plan.network.roots().collect(),
        };
        let deepest = deepest(assessment, &tops);
        let map = Map {
            assessment,
            deepest,
        };
        let mut blocks = Vec::new();
        let mut all = None;
        if plan.top.is_none() {
            let place = Place {
                code: ALL.to_owned(),
                name: words.of("全部", "all").to_owned(),
            };
            let rows = tops.iter().map(|top| map.row(*top, false));
            all = Some(place.clone());
            blocks.push(Block {
                place,
                parent: None,
                rows: rows.collect::<Result<_>>()?,
            });
        }
        for top in &tops {
            map.blocks(*top, all.clone(), &mut blocks)?;
        }
        let columns = plan.indicators.iter().enumerate();
        let columns = columns.map(|(position, indicator)| Column {
            number: position.saturating_add(1),
            label: words.label(&indicator.label),
            unit: words.label(&indicator.unit),
        });
        let is_whole = !plan
            .network
            .ids()
            .any(|id| plan.network.level(id) > deepest);
        let level = deepest.label();
        let (zh, en) = (&level.zh, &level.en);
        let note = text!(
            "本页列到{zh}一级;更低层级的数值见工作簿或 indicators.csv。",
            "This page goes down to the level of the {en}; what is below is in the workbook and in indicators.csv."
        );
        Ok(Self {
            words,
            columns: columns.collect(),
            blocks,
            note: (!is_whole).then(|| words.say(&note)),
        })
    }
}

/// The deepest level shown: the township, or that of the roots where they are
/// villages; less deep where there were too many divisions.
fn deepest(assessment: &Assessment, tops: &[DivisionId]) -> Level {
    let network = &assessment.plan().network;
    let highest = tops.iter().map(|top| network.level(*top)).min();
    let highest = highest.unwrap_or(Level::Province);
    let wanted = if highest < Level::Township {
        Level::Township
    } else {
        Level::Village
    };
    let fits = |level: &Level| {
        let shown = tops.iter().flat_map(|top| network.subtree(*top));
        let shown = shown.filter_map(|index| network.id(index));
        let shown = shown.filter(|id| network.level(*id) <= *level);
        shown.count() <= limits::PAGE_DIVISIONS
    };
    let levels = Level::all().into_iter().rev();
    let mut levels = levels.filter(|level| *level <= wanted && *level > highest);
    levels.find(fits).unwrap_or(highest)
}

struct Map<'a> {
    assessment: &'a Assessment,
    deepest: Level,
}

impl Map<'_> {
    fn children(&self, id: DivisionId) -> impl Iterator<Item = DivisionId> + '_ {
        let network = &self.assessment.plan().network;
        let children = network.children(id);
        children.filter(|child| network.level(*child) <= self.deepest)
    }

    /// The blocks of a division and of those below it, from the top downward.
    fn blocks(&self, id: DivisionId, parent: Option<Place>, blocks: &mut Vec<Block>) -> Result<()> {
        // Of a lone division its own row has to be somewhere.
        if parent.is_some() && self.children(id).next().is_none() {
            return Ok(());
        }
        let network = &self.assessment.plan().network;
        let mut rows = vec![self.row(id, true)?];
        for child in self.children(id) {
            rows.push(self.row(child, false)?);
        }
        let place = Place::of(network, id);
        blocks.push(Block {
            place: place.clone(),
            parent,
            rows,
        });
        // No deeper than there are levels.
        for child in self.children(id) {
            self.blocks(child, Some(place.clone()), blocks)?;
        }
        Ok(())
    }

    fn row(&self, id: DivisionId, is_whole: bool) -> Result<HeatRow> {
        let plan = self.assessment.plan();
        let cells = (0..plan.indicators.len()).map(|indicator| self.cell(indicator, id));
        Ok(HeatRow {
            place: Place::of(&plan.network, id),
            is_whole,
            opens: !is_whole && self.children(id).next().is_some(),
            cells: cells.collect::<Result<_>>()?,
        })
    }

    fn cell(&self, indicator: usize, id: DivisionId) -> Result<HeatCell> {
        let assessment = self.assessment;
        let figure = assessment.figure(indicator, id, assessment.last_cut(), false)?;
        let (heat, mark) = heat(&figure)?;
        let plan = assessment.plan().indicators.get(indicator);
        let is_allocated = plan.is_some_and(|plan| plan.allocation.is_some());
        let target = if is_allocated {
            assessment.target_display(indicator, id)?
        } else {
            None
        };
        Ok(HeatCell {
            heat,
            mark,
            display: figure.display,
            target,
        })
    }
}

/// Up to so many points of percent away from its target a figure is near it.
const NEAR_POINTS: i64 = 5;
/// And up to so many it is not far.
const FAR_POINTS: i64 = 20;

/// How far a figure is from its target, as class and mark. By the attainment: it is
/// in percent of the target for every indicator.
fn heat(figure: &Figure) -> Result<(&'static str, &'static str)> {
    let Some(attainment) = figure.attainment else {
        // A target of 0, of which there is no share; or no value, or no target.
        return Ok(match (figure.value, figure.met) {
            (_, Some(false)) => ("h3", "▼▼"),
            (Some(_), Some(true)) => ("h0", ""),
            _ => ("h", ""),
        });
    };
    if figure.met != Some(false) {
        return Ok(("h0", ""));
    }
    let short = Decimal::from(100).checked_sub(attainment)?;
    let away = if short.units() < 0 {
        short.negate()?
    } else {
        short
    };
    Ok(if away <= Decimal::from(NEAR_POINTS) {
        ("h1", "▽")
    } else if away <= Decimal::from(FAR_POINTS) {
        ("h2", "▼")
    } else {
        ("h3", "▼▼")
    })
}
