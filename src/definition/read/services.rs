//! `[platforms]`, `[residency]`, `[demand]`, `[coverage]`, `[teams]`, `[[grouping]]`.

use super::super::model::Name;
use super::super::services::{
    Coverage, Demand, Grouping, Platforms, RequiredServices, Residency, ServiceTables, Teams,
};
use super::table::{Sink, TableReader};
use crate::diagnostic::Spanned;

/// All tables about services of a file.
pub(super) fn read_services(file: &mut TableReader<'_>) -> ServiceTables {
    ServiceTables {
        platforms: file.inner("platforms", "platforms", read_platforms),
        residency: file.inner("residency", "residency", read_residency),
        demand: file.inner("demand", "demand", read_demand),
        coverage: file.inner("coverage", "coverage", read_coverage),
        teams: file.inner("teams", "teams", read_teams),
        groupings: file.each("grouping", "grouping", read_grouping),
    }
}

/// The dataset a table is about: the one named, else the one of that name.
fn dataset(table: &mut TableReader<'_>, default: &str) -> Name {
    let named = table.optional("dataset", Sink::text);
    named.unwrap_or_else(|| Spanned::new(default.to_owned(), table.span()))
}

fn read_platforms(mut table: TableReader<'_>) -> Option<Platforms> {
    let platforms = Platforms {
        dataset: dataset(&mut table, "platforms"),
        levels: table.required("levels", Sink::names).unwrap_or_default(),
        standards: table.required("standards", Sink::names).unwrap_or_default(),
        functions: table.optional("functions", Sink::names).unwrap_or_default(),
        clause: table.optional("clause", Sink::text),
    };
    table.finish();
    Some(platforms)
}

fn read_residency(mut table: TableReader<'_>) -> Option<Residency> {
    let residency = Residency {
        span: table.span(),
        dataset: dataset(&mut table, "residencies"),
        required: table.each("required", "residency.required", |table| {
            read_required(table, false)
        }),
        on_demand: table.each("on_demand", "residency.on_demand", |table| {
            read_required(table, true)
        }),
        clause: table.optional("clause", Sink::text),
    };
    table.finish();
    Some(residency)
}

fn read_required(mut table: TableReader<'_>, on_demand: bool) -> Option<RequiredServices> {
    let level = table.required("level", Sink::text).unwrap_or_default();
    let services = table.required("services", Sink::names).unwrap_or_default();
    let needs_at_least = if on_demand {
        Some(
            table
                .required("needs_at_least", Sink::whole)
                .unwrap_or_default(),
        )
    } else {
        None
    };
    table.finish();
    Some(RequiredServices {
        level,
        services,
        needs_at_least,
    })
}

fn read_demand(mut table: TableReader<'_>) -> Option<Demand> {
    let demand = Demand {
        dataset: dataset(&mut table, "needs"),
        clause: table.optional("clause", Sink::text),
    };
    table.finish();
    Some(demand)
}

fn read_coverage(mut table: TableReader<'_>) -> Option<Coverage> {
    let coverage = Coverage {
        dataset: dataset(&mut table, "offerings"),
        services: table.optional("services", Sink::names).unwrap_or_default(),
        inherited: table.optional("inherited", Sink::names).unwrap_or_default(),
        clause: table.optional("clause", Sink::text),
    };
    table.finish();
    Some(coverage)
}

fn read_teams(mut table: TableReader<'_>) -> Option<Teams> {
    let teams = Teams {
        dataset: dataset(&mut table, "people"),
        clause: table.optional("clause", Sink::text),
    };
    table.finish();
    Some(teams)
}

fn read_grouping(mut table: TableReader<'_>) -> Option<Grouping> {
    let id = table.required("id", Sink::id).unwrap_or_default();
    let label = table.required("label", Sink::label).unwrap_or_default();
    let divisions = table.required("divisions", |sink, value| {
        let values = sink.array(value)?;
        if values.is_empty() {
            sink.empty_list(value);
        }
        let codes = values.iter().filter_map(|code| sink.division_code(code));
        Some(codes.collect())
    });
    let grouping = Grouping {
        id,
        label,
        divisions: divisions.unwrap_or_default(),
        services: table.optional("services", Sink::names).unwrap_or_default(),
        clause: table.optional("clause", Sink::text),
    };
    table.finish();
    Some(grouping)
}
