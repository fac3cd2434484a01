//! `[platforms]`, `[residency]`, `[demand]`, `[coverage]`, `[teams]`, `[[grouping]]`.

use super::super::code;
use super::super::keys::file::File;
use super::super::keys::services as keys;
use super::super::keys::table::TableReader;
use super::super::services::{
    Coverage, Demand, Grouping, Platforms, RequiredServices, Residency, ServiceTables, Teams,
};
use crate::text::text;

/// All tables about services of a file.
pub(super) fn read_services(file: &TableReader<'_, File>) -> ServiceTables {
    let keys = file.keys();
    ServiceTables {
        platforms: file.read(keys.platforms).map(read_platforms),
        residency: file.read(keys.residency).map(read_residency),
        demand: file.read(keys.demand).map(read_demand),
        coverage: file.read(keys.coverage).map(read_coverage),
        teams: file.read(keys.teams).map(read_teams),
        groupings: file.each(keys.grouping, read_grouping),
    }
}

fn read_platforms(table: TableReader<'_, keys::Platforms>) -> Platforms {
    let keys = table.keys();
    let platforms = Platforms {
        dataset: table.read(keys.dataset),
        levels: table.read(keys.levels).unwrap_or_default(),
        standards: table.read(keys.standards).unwrap_or_default(),
        functions: table.read(keys.functions).unwrap_or_default(),
        clause: table.read(keys.clause),
    };
    table.finish();
    platforms
}

fn read_residency(table: TableReader<'_, keys::Residency>) -> Residency {
    let keys = table.keys();
    let residency = Residency {
        span: table.span(),
        dataset: table.read(keys.dataset),
        required: table.each(keys.required, read_required),
        on_demand: table.each(keys.on_demand, read_on_demand),
        clause: table.read(keys.clause),
    };
    if residency.required.is_empty() && residency.on_demand.is_empty() {
        let message = text!(
            "`residency` 须写 `required` 或 `on_demand`",
            "`residency` has `required`, `on_demand` or both"
        );
        table
            .sink()
            .error(code::UNCLEAR_KIND, table.span(), message);
    }
    table.finish();
    residency
}

fn read_required(table: TableReader<'_, keys::RequiredServices>) -> Option<RequiredServices> {
    let keys = table.keys();
    let required = RequiredServices {
        level: table.read(keys.level).unwrap_or_default(),
        services: table.read(keys.services).unwrap_or_default(),
        needs_at_least: None,
    };
    table.finish();
    Some(required)
}

fn read_on_demand(table: TableReader<'_, keys::ServicesOnDemand>) -> Option<RequiredServices> {
    let keys = table.keys();
    let on_demand = RequiredServices {
        level: table.read(keys.level).unwrap_or_default(),
        services: table.read(keys.services).unwrap_or_default(),
        needs_at_least: Some(table.read(keys.needs_at_least).unwrap_or_default()),
    };
    table.finish();
    Some(on_demand)
}

fn read_demand(table: TableReader<'_, keys::Demand>) -> Demand {
    let keys = table.keys();
    let demand = Demand {
        dataset: table.read(keys.dataset),
        clause: table.read(keys.clause),
    };
    table.finish();
    demand
}

fn read_coverage(table: TableReader<'_, keys::Coverage>) -> Coverage {
    let keys = table.keys();
    let coverage = Coverage {
        dataset: table.read(keys.dataset),
        services: table.read(keys.services).unwrap_or_default(),
        inherited: table.read(keys.inherited).unwrap_or_default(),
        clause: table.read(keys.clause),
    };
    table.finish();
    coverage
}

fn read_teams(table: TableReader<'_, keys::Teams>) -> Teams {
    let keys = table.keys();
    let teams = Teams {
        dataset: table.read(keys.dataset),
        clause: table.read(keys.clause),
    };
    table.finish();
    teams
}

fn read_grouping(table: TableReader<'_, keys::Grouping>) -> Option<Grouping> {
    let keys = table.keys();
    let grouping = Grouping {
        id: table.read(keys.id).unwrap_or_default(),
        label: table.read(keys.label).unwrap_or_default(),
        divisions: table.read(keys.divisions).unwrap_or_default(),
        services: table.read(keys.services).unwrap_or_default(),
        clause: table.read(keys.clause),
    };
    table.finish();
    Some(grouping)
}
