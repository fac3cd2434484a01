//! Who answers for which figure (层层分解责任), and how those below stand.

use std::collections::BTreeMap;

use crate::assess::Assessment;
use crate::definition::{PostHolder, Responsibility};
use crate::error::Result;
use crate::network::{DivisionCode, DivisionId};
use crate::plan::IndicatorPlan;

/// A post that answers for an indicator in one division.
#[derive(Clone, Debug)]
pub struct Post<'a> {
    /// The division.
    pub division: DivisionId,
    /// The indicator.
    pub indicator: &'a IndicatorPlan,
    /// The post, and the clause that asks for it.
    pub responsibility: &'a Responsibility,
    /// The next division above whose post answers for the same indicator, and that
    /// post: to whom this one answers (一级对一级负责).
    pub answers_to: Option<(DivisionId, &'a Responsibility)>,
    /// Whether the division's own target is met; none where it has none or there is
    /// no verdict.
    pub met: Option<bool>,
    /// The divisions below with a post of their own for the indicator: those whose
    /// target is met.
    pub below_met: u64,
    /// Those whose target is missed.
    pub below_missed: u64,
    /// Those without a target or a verdict.
    pub below_open: u64,
    /// The indicator's position.
    position: usize,
}

/// The posts of all divisions of the programme, in the order of the network and then
/// of the indicators.
///
/// A division's own post goes before that of its level, and one that names the
/// indicator before one that answers for all.
///
/// Source (`yuxi-2019`): 将实施公共法律服务惠民工程责任层层分解,逐级落实,…一级抓一级,一级对一级负责.
///
/// # Errors
///
/// `Overflow`.
pub fn posts(assessment: &Assessment) -> Result<Vec<Post<'_>>> {
    let plan = assessment.plan();
    let network = &plan.network;
    let parts = &plan.definition.responsibilities;
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let root = plan.root.map(|root| network.subtree(root));
    let holders = Holders::new(assessment);
    let mut posts = Vec::new();
    for id in network.ids() {
        if root.as_ref().is_some_and(|run| !run.contains(&id.index())) {
            continue;
        }
        for (position, indicator) in plan.indicators.iter().enumerate() {
            let Some(responsibility) = holders.of(id, &indicator.id) else {
                continue;
            };
            let figure = assessment.figure(position, id, assessment.last_cut(), false)?;
            let mut above = network.ancestors(id);
            posts.push(Post {
                division: id,
                indicator,
                responsibility,
                answers_to: above.find_map(|id| Some((id, holders.of(id, &indicator.id)?))),
                met: figure.met,
                below_met: 0,
                below_missed: 0,
                below_open: 0,
                position,
            });
        }
    }
    count_below(assessment, &mut posts);
    Ok(posts)
}

/// Adds every post's verdict to all posts above it.
fn count_below(assessment: &Assessment, posts: &mut [Post<'_>]) {
    let network = &assessment.plan().network;
    let place = |post: &Post<'_>| (post.division.index(), post.position);
    let places: BTreeMap<(usize, usize), usize> = (0..)
        .zip(&*posts)
        .map(|(at, post)| (place(post), at))
        .collect();
    let verdicts = posts
        .iter()
        .map(|post| (post.division, post.position, post.met));
    for (division, indicator, met) in verdicts.collect::<Vec<_>>() {
        for above in network.ancestors(division) {
            let place = places.get(&(above.index(), indicator));
            if let Some(post) = place.and_then(|place| posts.get_mut(*place)) {
                let count = match met {
                    Some(true) => &mut post.below_met,
                    Some(false) => &mut post.below_missed,
                    None => &mut post.below_open,
                };
                *count = count.saturating_add(1);
            }
        }
    }
}

/// Who holds which post.
struct Holders<'a> {
    assessment: &'a Assessment,
    /// With the code of a division's own post, in the order in which they go before
    /// each other.
    parts: Vec<(Option<DivisionCode>, &'a Responsibility)>,
}

impl<'a> Holders<'a> {
    fn new(assessment: &'a Assessment) -> Self {
        let parts = assessment.plan().definition.responsibilities.iter();
        let mut parts: Vec<_> = parts
            .filter_map(|part| match &part.of {
                PostHolder::Level(_) => Some((None, part)),
                PostHolder::Division(code) => {
                    Some((Some(DivisionCode::parse(&code.value).ok()?.code), part))
                }
            })
            .collect();
        parts.sort_by_key(|(code, part)| (code.is_none(), part.indicators.is_empty()));
        Self { assessment, parts }
    }

    fn of(&self, id: DivisionId, indicator: &str) -> Option<&'a Responsibility> {
        let network = &self.assessment.plan().network;
        let holds = |(code, part): &&(Option<DivisionCode>, &Responsibility)| {
            let is_holder = match (&part.of, code) {
                (PostHolder::Level(level), _) => level.value == network.level(id).id(),
                (PostHolder::Division(_), code) => *code == Some(network.code(id)),
            };
            let mut named = part.indicators.iter();
            is_holder && (part.indicators.is_empty() || named.any(|it| it.value == indicator))
        };
        self.parts.iter().find(holds).map(|(_, part)| *part)
    }
}
