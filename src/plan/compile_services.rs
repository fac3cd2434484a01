//! The part of a plan that says where records about services stand.

use super::DatasetPlan;
use super::compile::Workshop;
use super::compile_records::{field_slot, text_slot};
use super::services::{
    CodePlan, CoveragePlan, DemandPlan, FlagPlan, GroupingPlan, PlatformsPlan, RequiredService,
    ResidencyPlan, ServicesPlan, TeamsPlan,
};
use crate::definition::{
    Coverage, Demand, Grouping, Name, Platforms, RequiredServices, Residency, Teams,
};
use crate::diagnostic::Diagnostic;
use crate::network::{DivisionCode, DivisionId};
use crate::text::text;

impl Workshop<'_> {
    /// INVARIANT: the reader of the definition has seen that the datasets have the
    /// fields, of the types; a table of a definition that was put together in
    /// another way and lacks one is left out.
    pub fn services(&mut self, datasets: &mut [DatasetPlan]) -> ServicesPlan {
        let definition = self.definition;
        let tables = &definition.services;
        let mut plan = ServicesPlan::default();
        let platforms = tables.platforms.as_ref();
        plan.platforms = platforms.and_then(|table| self.platforms(table, datasets));
        let named = [
            tables.residency.as_ref().map(|table| &table.dataset),
            tables.demand.as_ref().map(|table| &table.dataset),
            tables.coverage.as_ref().map(|table| &table.dataset),
            tables.teams.as_ref().map(|table| &table.dataset),
        ];
        let mut named = named.into_iter().flatten();
        let services = named.find_map(|name| {
            let dataset = datasets.iter().find(|dataset| dataset.id == name.value);
            codes(dataset?, "service")
        });
        plan.services = services.unwrap_or_default();
        let demand = tables.demand.as_ref();
        plan.demand = demand.and_then(|table| self.demand(table, datasets));
        let residency = tables.residency.as_ref();
        plan.residency =
            residency.and_then(|table| self.residency(table, datasets, &plan.services));
        let coverage = tables.coverage.as_ref();
        plan.coverage = coverage.and_then(|table| self.coverage(table, datasets, &plan.services));
        let teams = tables.teams.as_ref();
        plan.teams = teams.and_then(|table| self.teams(table, datasets));
        for grouping in &tables.groupings {
            let found = self.grouping(grouping, &plan.services);
            plan.groupings.extend(found);
        }
        plan
    }

    fn platforms(
        &mut self,
        table: &Platforms,
        datasets: &mut [DatasetPlan],
    ) -> Option<PlatformsPlan> {
        let dataset = self.dataset(&table.dataset)?;
        let plan = datasets.get_mut(dataset)?;
        let mut flags = |names: &[Name]| {
            let flags = names.iter().map(|name| {
                let field = field_position(plan, &name.value)?;
                Some(FlagPlan {
                    id: name.value.clone(),
                    label: plan.fields.get(field)?.label.clone(),
                    slot: field_slot(field, plan),
                })
            });
            flags.collect::<Option<Vec<FlagPlan>>>()
        };
        let (standards, functions) = (flags(&table.standards)?, flags(&table.functions)?);
        let mut levels = self.levels(&table.levels);
        levels.sort_unstable();
        levels.dedup();
        Some(PlatformsPlan {
            dataset,
            levels,
            standards,
            functions,
            accepted_on: slot_of(datasets.get_mut(dataset)?, "accepted_on")?,
            clause: self.clause(table.clause.as_ref()),
        })
    }

    fn residency(
        &mut self,
        table: &Residency,
        datasets: &mut [DatasetPlan],
        services: &[CodePlan],
    ) -> Option<ResidencyPlan> {
        let dataset = self.dataset(&table.dataset)?;
        let mut required = Vec::new();
        for RequiredServices {
            level,
            services: wanted,
            needs_at_least,
        } in table.required.iter().chain(&table.on_demand)
        {
            let level = self.level(level)?;
            required.extend(positions(wanted, services).into_iter().map(|service| {
                RequiredService {
                    level,
                    service,
                    needs_at_least: needs_at_least.as_ref().map(|number| number.value),
                }
            }));
        }
        let plan = datasets.get_mut(dataset)?;
        Some(ResidencyPlan {
            dataset,
            service: slot_of(plan, "service")?,
            since: slot_of(plan, "since")?,
            until: slot_of(plan, "until")?,
            required,
            clause: self.clause(table.clause.as_ref()),
        })
    }

    fn demand(&mut self, table: &Demand, datasets: &mut [DatasetPlan]) -> Option<DemandPlan> {
        let dataset = self.dataset(&table.dataset)?;
        let plan = datasets.get_mut(dataset)?;
        Some(DemandPlan {
            dataset,
            service: slot_of(plan, "service")?,
            raised_on: slot_of(plan, "raised_on")?,
            responded_on: slot_of(plan, "responded_on")?,
            clause: self.clause(table.clause.as_ref()),
        })
    }

    fn coverage(
        &mut self,
        table: &Coverage,
        datasets: &mut [DatasetPlan],
        services: &[CodePlan],
    ) -> Option<CoveragePlan> {
        let dataset = self.dataset(&table.dataset)?;
        let plan = datasets.get_mut(dataset)?;
        let channels = codes(plan, "channel")?;
        let is_inherited = |channel: &CodePlan| {
            let mut inherited = table.inherited.iter();
            inherited.any(|name| name.value == channel.id)
        };
        Some(CoveragePlan {
            dataset,
            service: slot_of(plan, "service")?,
            channel: slot_of(plan, "channel")?,
            weekday: slot_of(plan, "weekday")?,
            opens: slot_of(plan, "opens")?,
            closes: slot_of(plan, "closes")?,
            services: positions_or_all(&table.services, services),
            inherited: channels.iter().map(is_inherited).collect(),
            channels,
            clause: self.clause(table.clause.as_ref()),
        })
    }

    fn teams(&mut self, table: &Teams, datasets: &mut [DatasetPlan]) -> Option<TeamsPlan> {
        let dataset = self.dataset(&table.dataset)?;
        let plan = datasets.get_mut(dataset)?;
        // Who somebody is must be known as written, whatever keeps the key.
        let person = field_position(plan, "person_id")?;
        Some(TeamsPlan {
            dataset,
            person: text_slot(person, plan),
            service: slot_of(plan, "service")?,
            served_from: slot_of(plan, "served_from")?,
            served_until: slot_of(plan, "served_until")?,
            clause: self.clause(table.clause.as_ref()),
        })
    }

    /// A grouping, where all its divisions are in the register: a sum over some of
    /// them would be taken for one over all.
    fn grouping(&mut self, grouping: &Grouping, services: &[CodePlan]) -> Option<GroupingPlan> {
        let network = self.network;
        let mut divisions: Vec<(DivisionId, &Name)> = Vec::with_capacity(grouping.divisions.len());
        let mut complete = true;
        for name in &grouping.divisions {
            let code = DivisionCode::parse(&name.value).ok();
            match code.and_then(|code| network.find(code.code)) {
                Some(id) => divisions.push((id, name)),
                None => {
                    complete = false;
                    let written = &name.value;
                    let message = text!(
                        "分组中的 `{written}` 不在区划登记册中,该分组不计算",
                        "`{written}` is not in the register, so that this grouping is not computed"
                    );
                    self.diagnostics
                        .push(Diagnostic::warning("P019", name.span, message));
                }
            }
        }
        divisions.sort_by_key(|(id, name)| (*id, name.span));
        // In pre-order whatever lies within a division follows it without a gap.
        let mut outer: Option<DivisionId> = None;
        for (id, name) in &divisions {
            match outer.filter(|outer| network.subtree(*outer).contains(&id.index())) {
                Some(outer) => {
                    complete = false;
                    let (inner, outer) = (&name.value, network.code(outer));
                    let message = text!(
                        "`{inner}` 在同一分组的 {outer} 之内,会重复计算",
                        "`{inner}` lies within {outer} of the same grouping and would count twice"
                    );
                    self.diagnostics
                        .push(Diagnostic::error("P020", name.span, message));
                }
                None => outer = Some(*id),
            }
        }
        complete.then(|| GroupingPlan {
            id: grouping.id.value.clone(),
            label: grouping.label.clone(),
            divisions: divisions.into_iter().map(|(id, _)| id).collect(),
            services: positions_or_all(&grouping.services, services),
            clause: self.clause(grouping.clause.as_ref()),
        })
    }
}

fn field_position(plan: &DatasetPlan, name: &str) -> Option<usize> {
    plan.fields.iter().position(|field| field.name == name)
}

/// The slot of a field; codes as their positions.
fn slot_of(plan: &mut DatasetPlan, name: &str) -> Option<usize> {
    Some(field_slot(field_position(plan, name)?, plan))
}

/// The codes of a field's list, in order.
fn codes(plan: &DatasetPlan, field: &str) -> Option<Vec<CodePlan>> {
    let field = plan.fields.get(field_position(plan, field)?)?;
    let codes = field.codes.as_ref()?.iter().zip(field.code_labels.iter());
    let codes = codes.map(|(id, label)| CodePlan {
        id: id.clone(),
        label: label.clone(),
    });
    Some(codes.collect())
}

fn positions(names: &[Name], known: &[CodePlan]) -> Vec<usize> {
    let position = |name: &Name| known.iter().position(|code| code.id == name.value);
    names.iter().filter_map(position).collect()
}

/// In the order of the list.
fn positions_or_all(names: &[Name], known: &[CodePlan]) -> Vec<usize> {
    if names.is_empty() {
        return (0..known.len()).collect();
    }
    let mut found = positions(names, known);
    found.sort_unstable();
    found.dedup();
    found
}
