//! `[[allocation]]`.

use toml::de::DeValue;

use super::super::allocation::{Allocation, Weighting};
use super::super::code;
use super::super::model::Name;
use super::table::{Sink, TableReader, Value, span_of};
use crate::diagnostic::{Diagnostic, Spanned};
use crate::text::text;

pub(super) fn read_allocation(mut table: TableReader<'_>) -> Option<Allocation> {
    let span = table.span();
    let indicator = table.required("indicator", Sink::text).unwrap_or_default();
    let to = table.required("to", Sink::text).unwrap_or_default();
    let weight = table.required("weight", |sink, value| {
        TableReader::open("allocation.weight", value, sink).and_then(read_weighting)
    });
    let method = table.optional("method", Sink::text);
    let capacity = table.inner("capacity", "allocation.weight", read_weighting);
    let minimum = table.optional("minimum", |sink, value| {
        TableReader::open("allocation.minimum", value, sink)
    });
    let minimum = minimum.map(|minimum| {
        let levels = minimum.entries().into_iter();
        let levels =
            levels.filter_map(|(level, value)| Some((level, minimum.sink().whole(value)?)));
        levels.collect()
    });
    let pins = table.each("pin", "allocation.pin", |mut pin| {
        let division = pin.required("division", Sink::division_code);
        let target = pin.required("target", Sink::whole);
        pin.finish();
        Some((division?, target?))
    });
    let clause = table.optional("clause", Sink::text);
    table.finish();
    Some(Allocation {
        span,
        indicator,
        to,
        weight: weight?,
        method,
        capacity,
        minimum: minimum.unwrap_or_default(),
        pins,
        clause,
    })
}

/// One of three kinds, told apart by their keys.
fn read_weighting(mut table: TableReader<'_>) -> Option<Weighting> {
    let level = table.optional("divisions", Sink::text);
    let filter = table.optional("filter", Sink::text);
    let attribute = table.optional("attribute", Sink::text);
    let given = table.optional("given", |sink, value| {
        let values = sink.array(value)?;
        if values.is_empty() {
            sink.empty_list(value);
        }
        let weights = values.iter().filter_map(|value| {
            let mut weight = TableReader::open("allocation.weight.given", value, sink)?;
            let division = weight.required("division", Sink::division_code);
            let number = weight.required("weight", Sink::whole);
            weight.finish();
            Some((division?, number?))
        });
        Some(weights.collect::<Vec<(Name, Spanned<u64>)>>())
    });
    let kinds = [level.is_some(), attribute.is_some(), given.is_some()];
    let is_clear = kinds.iter().filter(|given| **given).count() == 1;
    if !is_clear || (filter.is_some() && level.is_none()) {
        let message = text!(
            "权重须在 `divisions`、`attribute`、`given` 中写且只写一个;`filter` 只与 `divisions` 同用",
            "a weight has exactly one of `divisions`, `attribute` and `given`; `filter` goes with `divisions` only"
        );
        table
            .sink()
            .error(code::UNCLEAR_KIND, table.span(), message);
    }
    table.finish();
    match (level, attribute, given) {
        (Some(level), _, _) => Some(Weighting::Divisions { level, filter }),
        (_, Some(attribute), _) => Some(Weighting::Attribute(attribute)),
        (_, _, given) => given.map(Weighting::Given),
    }
}

impl<'t> Sink<'t> {
    /// A whole number that is not negative.
    pub(super) fn whole(&'t self, value: &'t Value<'t>) -> Option<Spanned<u64>> {
        let DeValue::Integer(_) = value.get_ref() else {
            return self.wrong_type(value, text!("非负整数", "a whole number, 0 or more"));
        };
        let number = self.number(value)?;
        let whole = u64::try_from(number.value.units()).ok();
        if whole.is_none() {
            let message = text!("应为非负整数", "expected a whole number, 0 or more");
            self.report(Diagnostic::error(code::BAD_NUMBER, span_of(value), message));
        }
        whole.map(|whole| Spanned::new(whole, number.span))
    }
}
