//! How many people serve, and for how many residents.

use arrow_array::RecordBatch;

use super::Services;
use super::scope::{Scope, position, whole};
use crate::assess::{batch, counts, texts};
use crate::error::Result;
use crate::figure::Ratio;
use crate::network::{DivisionId, Network};
use crate::plan::TeamsPlan;
use crate::tally::add_up_narrow;
use crate::text::{Language, Text, text};

/// Heads are stated for so many residents (每万人).
const RESIDENTS: i128 = 10_000;

/// Digits after the point of heads per 10,000 residents.
const DECIMALS: u8 = 2;

/// The people who serve in a division and all below it, each counted once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Team {
    /// The division.
    pub division: DivisionId,
    /// The position of the service; none for all services together.
    pub service: Option<usize>,
    /// Different people in service on the as-of date.
    pub heads: usize,
    /// For how many residents.
    pub residents: Residents,
}

impl Team {
    /// Heads per 10,000 residents, exact; none where the residents are not known, or
    /// there are none.
    pub fn per_ten_thousand(&self) -> Option<Ratio> {
        let heads = i128::try_from(self.heads).ok()?.checked_mul(RESIDENTS)?;
        Ratio::new(heads, self.residents.count()?.into())
    }

    /// Why there is no number per 10,000 residents, by its name in tables.
    pub fn reason(&self) -> Option<&'static str> {
        match self.residents.count() {
            None => Some("no_population"),
            Some(0) => Some("no_residents"),
            Some(_) => None,
        }
    }
}

/// The residents of a division (人口).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Residents {
    /// As the register states them.
    Stated(u64),
    /// The sum of those of its children.
    OfChildren(u64),
    /// Neither it nor all of its children have a number.
    Unknown,
}

impl Residents {
    /// How many.
    pub fn count(self) -> Option<u64> {
        match self {
            Self::Stated(count) | Self::OfChildren(count) => Some(count),
            Self::Unknown => None,
        }
    }
}

/// The people in service on the as-of date: service, person, division. In order,
/// each once.
pub(super) struct People<'a> {
    services: usize,
    by_service: Vec<(usize, &'a str, DivisionId)>,
    by_person: Vec<(&'a str, DivisionId)>,
}

impl<'a> People<'a> {
    pub fn new(scope: &Scope<'a>, plan: TeamsPlan) -> Self {
        let mut by_service = Vec::new();
        for (division, entry) in scope.counted(plan.dataset) {
            let (Some(person), Some(service), Some(from)) = (
                entry.text(plan.person),
                position(entry, plan.service),
                entry.day(plan.served_from),
            ) else {
                continue;
            };
            if scope.holds(from, entry.day(plan.served_until)) {
                by_service.push((service, person, division));
            }
        }
        let people = by_service
            .iter()
            .map(|(_, person, division)| (*person, *division));
        let mut by_person: Vec<_> = people.collect();
        by_service.sort_unstable();
        by_service.dedup();
        by_person.sort_unstable();
        by_person.dedup();
        Self {
            services: scope.services(),
            by_service,
            by_person,
        }
    }

    pub fn teams(&self, scope: &Scope<'_>) -> Vec<Team> {
        let width = self.services.saturating_add(1);
        let mut cells = vec![0_i64; width.saturating_mul(scope.network.len())];
        let mut add = |division: DivisionId, column: usize, heads: i64| {
            let cell = division
                .index()
                .saturating_mul(width)
                .saturating_add(column);
            if let Some(cell) = cells.get_mut(cell) {
                *cell = cell.saturating_add(heads);
            }
        };
        let by_service = self.by_service.iter();
        let by_service = by_service.map(|(service, person, id)| ((*service, *person), *id));
        each_once(scope.network, by_service, |(service, _), id, heads| {
            add(id, service, heads)
        });
        let all = self.services;
        each_once(
            scope.network,
            self.by_person.iter().copied(),
            |_, id, heads| add(id, all, heads),
        );
        add_up_narrow(scope.network, width, &mut cells);
        let residents = residents(scope);
        let rows = scope
            .network
            .ids()
            .zip(cells.chunks_exact(width))
            .zip(residents);
        rows.flat_map(|((division, cells), residents)| {
            cells.iter().enumerate().map(move |(service, heads)| Team {
                division,
                service: (service < all).then_some(service),
                heads: usize::try_from(*heads).unwrap_or(0),
                residents,
            })
        })
        .collect()
    }

    /// Different people of a service, or of all services, in some divisions and all
    /// below them.
    pub fn heads(
        &self,
        network: &Network,
        service: Option<usize>,
        divisions: &[DivisionId],
    ) -> usize {
        let runs: Vec<_> = divisions.iter().map(|id| network.subtree(*id)).collect();
        let is_within = |id: DivisionId| runs.iter().any(|run| run.contains(&id.index()));
        match service {
            Some(wanted) => {
                let people = self.by_service.iter();
                let people = people.filter(|(service, _, id)| *service == wanted && is_within(*id));
                different(people.map(|(_, person, _)| *person))
            }
            None => {
                let people = self.by_person.iter().filter(|(_, id)| is_within(*id));
                different(people.map(|(person, _)| *person))
            }
        }
    }
}

/// How many different names there are among sorted ones.
fn different<'p>(people: impl Iterator<Item = &'p str>) -> usize {
    let mut last = None;
    people
        .filter(|person| last.replace(*person) != Some(*person))
        .count()
}

/// Hands out numbers that, rolled up, count everybody once wherever he serves: one
/// for each of his divisions, and one less where two of them meet. Those of one
/// person follow each other in the order of the network, in which what lies between
/// two divisions meets them no higher than they meet each other.
fn each_once<T: PartialEq + Copy>(
    network: &Network,
    people: impl Iterator<Item = (T, DivisionId)>,
    mut add: impl FnMut(T, DivisionId, i64),
) {
    let mut before: Option<(T, DivisionId)> = None;
    for (person, division) in people {
        add(person, division, 1);
        if let Some((_, other)) = before.filter(|(known, _)| *known == person)
            && let Some(meeting) = meeting(network, other, division)
        {
            add(person, meeting, -1);
        }
        before = Some((person, division));
    }
}

/// The lowest division that has both within it.
fn meeting(network: &Network, one: DivisionId, other: DivisionId) -> Option<DivisionId> {
    let mut above = std::iter::once(one).chain(network.ancestors(one));
    above.find(|id| network.subtree(*id).contains(&other.index()))
}

/// The residents of every division: its own number, else the sum of its children's
/// (those that exist on the as-of date) where all of them have one.
fn residents(scope: &Scope<'_>) -> Vec<Residents> {
    let network = scope.network;
    let mut residents = vec![Residents::Unknown; network.len()];
    for division in network.ids().rev() {
        let own = network.population(division).map(Residents::Stated);
        let of_children = || {
            let mut children = network
                .children(division)
                .filter(|id| scope.exists(*id))
                .peekable();
            children.peek()?;
            let counts = children.map(|child| residents.get(child.index())?.count());
            let sum = counts.reduce(|sum, count| sum?.checked_add(count?))??;
            Some(Residents::OfChildren(sum))
        };
        let found = own.or_else(of_children).unwrap_or(Residents::Unknown);
        if let Some(place) = residents.get_mut(division.index()) {
            *place = found;
        }
    }
    residents
}

impl Services {
    /// How a head count came about.
    pub fn explain_team(&self, team: &Team) -> Text {
        let (heads, as_of) = (team.heads, self.as_of);
        let Text { zh, en } = match team.residents {
            Residents::Stated(0) | Residents::OfChildren(0) => {
                text!("登记册人口为 0", "the register states no residents")
            }
            Residents::Stated(count) => {
                text!("登记册人口 {count} 人", "{count} residents by the register")
            }
            Residents::OfChildren(count) => {
                text!(
                    "下级人口合计 {count} 人",
                    "{count} residents, the sum of those below"
                )
            }
            Residents::Unknown => text!(
                "登记册未载明本级及全部下级人口",
                "the register has no population of it, nor of all below it"
            ),
        };
        let text = text!(
            "{as_of} 在任 {heads} 人;{zh}",
            "{heads} in service on {as_of}; {en}"
        );
        self.by_clause(text, self.plan.services.teams.and_then(|plan| plan.clause))
    }

    /// The people who serve in every division and all below it.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code, division_name, level | text | |
    /// | service | text | null for all services together |
    /// | heads | number | different people in service on the as-of date |
    /// | residents | number | null where they are not known |
    /// | per_10000 | text | heads per 10,000 residents with two decimals, rounded by GB/T 8170 |
    /// | reason | text | why there is none: no_population, no_residents |
    /// | explanation | text | in the language asked for |
    ///
    /// # Errors
    ///
    /// `Limit` where Arrow cannot hold the table; `Overflow`.
    pub fn team_table(&self, language: Language) -> Result<RecordBatch> {
        let rows = &self.teams;
        let per = rows.iter().map(|row| {
            let per = row.per_ten_thousand();
            let shown = per.map(|per| per.round_half_even(DECIMALS)).transpose()?;
            Ok(shown.map(|shown| shown.to_string()))
        });
        let per = per.collect::<Result<Vec<_>>>()?;
        let mut columns = self.division_columns(rows.iter().map(|row| row.division))?;
        columns.extend([
            (
                "service",
                texts(rows.iter().map(|row| self.service_id(row.service)))?,
            ),
            ("heads", whole(rows.iter().map(|row| row.heads))),
            (
                "residents",
                counts(rows.iter().map(|row| row.residents.count())),
            ),
            ("per_10000", texts(per.into_iter())?),
            ("reason", texts(rows.iter().map(Team::reason))?),
            (
                "explanation",
                texts(
                    rows.iter()
                        .map(|row| Some(self.explain_team(row).take(language))),
                )?,
            ),
        ]);
        batch(columns)
    }
}
