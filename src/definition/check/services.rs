//! The tables about services compared with the datasets they read.

use std::collections::BTreeSet;

use super::super::code;
use super::super::dataset::{Dataset, FieldType};
use super::super::name::Name;
use super::super::services::{Coverage, Platforms, RequiredServices, Residency};
use super::{CHANNEL, Checker, SERVICE};
use crate::limits;
use crate::text::text;

/// What a table asks of a field of its dataset.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Text.
    Text,
    /// Text of a code list.
    Codes,
    /// Any other type.
    Type(FieldType),
}

const DATE: Wanted = Wanted::Type(FieldType::Date);
const TIME: Wanted = Wanted::Type(FieldType::Time);
const INTEGER: Wanted = Wanted::Type(FieldType::Integer);

impl<'a> Checker<'a> {
    pub(super) fn services(&self) {
        let tables = &self.parts.services;
        if let Some(platforms) = &tables.platforms {
            self.platforms(platforms);
        }
        let mut list = None;
        if let Some(residency) = &tables.residency {
            let fields = [("service", Wanted::Codes), ("since", DATE), ("until", DATE)];
            let dataset = self.dataset_with("residency", &residency.dataset, &fields);
            self.same_services(&mut list, dataset, &residency.dataset);
        }
        if let Some(demand) = &tables.demand {
            let fields = [
                ("service", Wanted::Codes),
                ("raised_on", DATE),
                ("responded_on", DATE),
            ];
            let dataset = self.dataset_with("demand", &demand.dataset, &fields);
            self.same_services(&mut list, dataset, &demand.dataset);
        }
        let mut channels = None;
        if let Some(coverage) = &tables.coverage {
            let fields = [
                ("service", Wanted::Codes),
                ("channel", Wanted::Codes),
                ("weekday", INTEGER),
                ("opens", TIME),
                ("closes", TIME),
            ];
            let dataset = self.dataset_with("coverage", &coverage.dataset, &fields);
            self.same_services(&mut list, dataset, &coverage.dataset);
            channels = dataset.and_then(|dataset| codes_of(dataset, "channel"));
        }
        if let Some(teams) = &tables.teams {
            let fields = [
                ("person_id", Wanted::Text),
                ("service", Wanted::Codes),
                ("served_from", DATE),
                ("served_until", DATE),
            ];
            let dataset = self.dataset_with("teams", &teams.dataset, &fields);
            self.same_services(&mut list, dataset, &teams.dataset);
        }
        let services = list.map(|list| self.codes(list));
        if let Some(residency) = &tables.residency {
            self.residency(residency, services.as_deref());
        }
        if let Some(coverage) = &tables.coverage {
            self.coverage(coverage, services.as_deref(), channels);
        }
        for grouping in &tables.groupings {
            self.each_service(&grouping.services, services.as_deref());
            self.once(&grouping.divisions);
        }
    }

    fn platforms(&self, platforms: &Platforms) {
        let fields = [("accepted_on", DATE)];
        let flags = [&platforms.standards, &platforms.functions];
        let flags: Vec<Name> = flags.into_iter().flatten().cloned().collect();
        self.once(&flags);
        self.limit(
            platforms.dataset.span,
            flags.len(),
            limits::PLATFORM_FLAGS,
            text!("统一事项和功能", "standards and functions"),
        );
        let Some(dataset) = self.dataset_with("platforms", &platforms.dataset, &fields) else {
            return;
        };
        for flag in &flags {
            self.field(flag, dataset);
            self.typed(flag, dataset, FieldType::Boolean);
        }
    }

    fn residency(&self, residency: &Residency, services: Option<&[&str]>) {
        let all = || residency.required.iter().chain(&residency.on_demand);
        let mut stated = BTreeSet::new();
        for RequiredServices {
            level,
            services: wanted,
            ..
        } in all()
        {
            self.each_service(wanted, services);
            for service in wanted {
                if !stated.insert((&level.value, &service.value)) {
                    let (service_id, level_id) = (&service.value, &level.value);
                    self.sink.error(
                        code::DUPLICATE,
                        service.span,
                        text!(
                            "层级 `{level_id}` 的 `{service_id}` 已在前面写过",
                            "`{service_id}` at the level `{level_id}` is stated already"
                        ),
                    );
                }
            }
        }
        let first = residency.on_demand.first();
        if let (Some(first), None) = (first, &self.parts.services.demand) {
            let message = text!(
                "按需求进驻须知道需求:请写 `[demand]`",
                "residency on demand needs to know the demand: the file has no table `[demand]`"
            );
            self.sink
                .error(code::UNCLEAR_KIND, first.level.span, message);
        }
    }

    fn coverage(&self, coverage: &Coverage, services: Option<&[&str]>, channels: Option<&Name>) {
        self.each_service(&coverage.services, services);
        self.once(&coverage.services);
        self.once(&coverage.inherited);
        if let Some(channels) = channels {
            let known = self.codes(channels);
            for channel in &coverage.inherited {
                self.refer(channel, CHANNEL, &known);
            }
        }
    }

    fn each_service(&self, services: &[Name], known: Option<&[&str]>) {
        // Without a list of services something else has been reported, or there is
        // no table that knows any.
        let known = known.unwrap_or_default();
        let listless = known.is_empty() && self.parts.services.has_services();
        for service in services.iter().filter(|_| !listless) {
            self.refer(service, SERVICE, known);
        }
    }

    /// The dataset of a table, where it has the fields the table reads.
    fn dataset_with(
        &self,
        table: &str,
        name: &Name,
        fields: &[(&str, Wanted)],
    ) -> Option<&'a Dataset> {
        let dataset = self.known_dataset(name)?;
        let mut complete = true;
        for (field, wanted) in fields {
            let found = dataset.fields.iter().find(|it| it.name.value == *field);
            let fits = found.is_some_and(|found| match wanted {
                Wanted::Text => found.r#type == FieldType::Text,
                Wanted::Codes => found.r#type == FieldType::Text && found.codes.is_some(),
                Wanted::Type(wanted) => found.r#type == *wanted,
            });
            if !fits {
                complete = false;
                let (zh, en) = words(*wanted);
                let id = &dataset.id.value;
                self.sink.error(
                    code::LACKING_FIELD,
                    name.span,
                    text!(
                        "`[{table}]` 要求数据集 `{id}` 有字段 `{field}`,类型为{zh}",
                        "`[{table}]` needs the field `{field}` in the dataset `{id}`, {en}"
                    ),
                );
            }
        }
        complete.then_some(dataset)
    }

    /// One list of services holds for all tables: needs are compared with
    /// residencies, and groupings look at all of them.
    fn same_services(
        &self,
        list: &mut Option<&'a Name>,
        dataset: Option<&'a Dataset>,
        place: &Name,
    ) {
        let Some(codes) = dataset.and_then(|dataset| codes_of(dataset, "service")) else {
            return;
        };
        let first = list.get_or_insert(codes);
        if first.value != codes.value {
            let (one, other) = (&codes.value, &first.value);
            self.sink.error(
                code::UNFIT_FIELD,
                place.span,
                text!(
                    "字段 `service` 用代码表 `{one}`,前面的表用 `{other}`:法律服务只能有一个代码表",
                    "its field `service` has the code list `{one}`, that of a table before it `{other}`: services have one list"
                ),
            );
        }
    }

    fn codes(&self, list: &Name) -> Vec<&'a str> {
        let mut lists = self.parts.code_lists.iter();
        let list = lists.find(|known| known.id.value == list.value);
        let codes = list.into_iter().flat_map(|list| &list.codes);
        codes.map(|(code, _)| code.value.as_str()).collect()
    }

    fn once(&self, names: &[Name]) {
        let mut seen = BTreeSet::new();
        for name in names.iter().filter(|name| !name.value.is_empty()) {
            if !seen.insert(&name.value) {
                let written = &name.value;
                self.sink.error(
                    code::DUPLICATE,
                    name.span,
                    text!("`{written}` 重复", "`{written}` is named twice"),
                );
            }
        }
    }
}

/// What people call a type that a table asks for.
fn words(wanted: Wanted) -> (&'static str, &'static str) {
    match wanted {
        Wanted::Text => ("文本(`text`)", "of type `text`"),
        Wanted::Codes => (
            "有代码表的文本(`text`、`codes`)",
            "of type `text` with `codes`",
        ),
        DATE => ("日期(`date`)", "of type `date`"),
        TIME => ("时刻(`time`)", "of type `time`"),
        Wanted::Type(_) => ("整数(`integer`)", "of type `integer`"),
    }
}

fn codes_of<'a>(dataset: &'a Dataset, field: &str) -> Option<&'a Name> {
    let mut fields = dataset.fields.iter();
    fields
        .find(|known| known.name.value == field)?
        .codes
        .as_ref()
}
