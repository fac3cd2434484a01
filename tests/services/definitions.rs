//! Definitions that cannot be used, and what their authors are told.

use super::*;

/// Code, underlined text, message and help of every diagnostic.
fn told(definition: &str) -> Vec<(&'static str, String, String, String)> {
    let checked = Programme::from_toml("services.toml", definition)
        .and_then(|programme| programme.check(network()));
    let diagnostics = match checked {
        Ok(warnings) => warnings,
        Err(error) => error.diagnostics().clone(),
    };
    let source = diagnostics.source.clone();
    // Which records count in no measure is another matter.
    let list = diagnostics
        .list
        .into_iter()
        .filter(|one| one.code != "P021");
    let told = list.map(|one| {
        let underlined = source[one.span.start..one.span.end].to_owned();
        let help = one.help.unwrap_or_default().en;
        (one.code, underlined, one.message.en, help)
    });
    told.collect()
}

fn only(definition: &str, code: &str, underlined: &str, words: &str) {
    let told = told(definition);
    let [(found, place, message, help)] = &told[..] else {
        panic!("one diagnostic expected: {told:#?}");
    };
    assert_eq!((*found, place.as_str()), (code, underlined));
    assert!(
        message.contains(words) || help.contains(words),
        "{message} | {help}"
    );
}

const RESIDENCIES: &str = r#"
[[dataset]]
id = "residencies"
label = { zh = "进驻", en = "residencies" }
division = "division_code"
field = [
  { name = "division_code", label = { zh = "区划", en = "division" }, type = "division", required = true },
  { name = "service", label = { zh = "服务", en = "service" }, type = "text", codes = "kinds", required = true },
  { name = "since", label = { zh = "自", en = "since" }, type = "date", required = true },
  { name = "until", label = { zh = "至", en = "until" }, type = "date" },
]
"#;

fn with(residency: &str) -> String {
    format!("{DEFINITION}{RESIDENCIES}\n{residency}")
}

#[test]
fn the_definition_itself_is_in_order() {
    assert_eq!(told(DEFINITION), []);
    let residency = "[residency]\nrequired = [{ level = \"county\", services = [\"lawyer\"] }]";
    assert_eq!(told(&with(residency)), []);
}

#[test]
fn unknown_services_levels_and_channels() {
    let residency = "[residency]\nrequired = [{ level = \"county\", services = [\"lawer\"] }]";
    only(&with(residency), "D012", "lawer", "did you mean `lawyer`?");
    let residency = "[residency]\nrequired = [{ level = \"countys\", services = [\"lawyer\"] }]";
    only(
        &with(residency),
        "D010",
        "countys",
        "did you mean `county`?",
    );
    let definition = DEFINITION.replace("inherited = [\"hotline\"]", "inherited = [\"hotlin\"]");
    only(&definition, "D012", "hotlin", "did you mean `hotline`?");
    let definition = DEFINITION.replace("services = [\"lawyer\"]", "services = [\"lawyers\"]");
    only(
        &definition,
        "D012",
        "lawyers",
        "there is no service `lawyers`",
    );
    let definition = DEFINITION.replace("[teams]", "[teams]\ndataset = \"persons\"");
    only(
        &definition,
        "D012",
        "persons",
        "there is no dataset `persons`",
    );
    let definition = DEFINITION.replace("[teams]", "[teams]\nclause = \"net\"");
    only(&definition, "D012", "net", "there is no clause `net`");
}

#[test]
fn a_dataset_needs_the_fields_that_a_table_reads() {
    let definition = DEFINITION.replace("name = \"served_until\"", "name = \"served_to\"");
    let words = "`[teams]` needs the field `served_until` in the dataset `people`, of type `date`";
    only(&definition, "D025", "[teams]", words);
    let weekday = "label = { zh = \"星期\", en = \"weekday\" }, type = \"integer\"";
    let definition = DEFINITION.replace(weekday, &weekday.replace("integer", "text"));
    only(&definition, "D025", "[coverage]", "of type `integer`");
    let platforms =
        "[platforms]\ndataset = \"people\"\nlevels = [\"county\"]\nstandards = [\"served_from\"]";
    let told = told(&format!("{DEFINITION}\n{platforms}"));
    assert_eq!(told[0].0, "D025", "{told:#?}");
    assert!(told[0].2.contains("`accepted_on`"));
}

#[test]
fn residency_is_stated_once_and_needs_demand_where_it_asks_for_it() {
    let twice = "[residency]\nrequired = [{ level = \"county\", services = [\"lawyer\"] }]\n\
                 on_demand = [{ level = \"county\", services = [\"notary\", \"lawyer\"], needs_at_least = 3 }]";
    only(&with(twice), "D006", "lawyer", "stated already");
    only(
        &with("[residency]"),
        "D019",
        "[residency]",
        "`required`, `on_demand` or both",
    );
    let on_demand = "[residency]\non_demand = [{ level = \"county\", services = [\"lawyer\"], needs_at_least = 3 }]";
    assert_eq!(told(&with(on_demand)), []);
    let without = with(on_demand).replace("[demand]\n", "");
    only(&without, "D019", "county", "no table `[demand]`");
    let negative = on_demand.replace("= 3", "= -3");
    only(&with(&negative), "D009", "-3", "a whole number, 0 or more");
}

#[test]
fn services_have_one_list() {
    let other = "[[code_list]]\nid = \"others\"\nlabel = { zh = \"其他\", en = \"others\" }\n\
                 codes = { lawyer = { zh = \"律师\", en = \"lawyer\" } }\n";
    let residencies = RESIDENCIES.replace("\"kinds\"", "\"others\"");
    let residency = "[residency]\nrequired = [{ level = \"county\", services = [\"lawyer\"] }]";
    let definition = format!("{DEFINITION}{other}{residencies}{residency}");
    let told = told(&definition);
    assert!(
        told.iter().all(|one| one.0 == "D013" || one.0 == "D012"),
        "{told:#?}"
    );
    assert!(
        told.iter()
            .any(|one| one.2.contains("services have one list"))
    );
}

#[test]
fn divisions_of_a_grouping_lie_apart_and_in_the_register() {
    let apart = "divisions = [\"530403\", \"530402001\"]";
    let nested = DEFINITION.replace(apart, "divisions = [\"530402001\", \"530402\"]");
    only(&nested, "P020", "530402001", "lies within 530402 of");
    let twice = DEFINITION.replace(apart, "divisions = [\"530403\", \"530403000000\"]");
    only(&twice, "P020", "530403000000", "would count twice");
    let unknown = DEFINITION.replace(apart, "divisions = [\"530403\", \"530499\"]");
    only(&unknown, "P019", "530499", "is not in the register");
    let plan = plan(&unknown);
    assert!(plan.services.groupings.is_empty());
    let no_code = DEFINITION.replace(apart, "divisions = [\"Hongta\"]");
    only(&no_code, "D022", "Hongta", "not a division code");
    let same = DEFINITION.replace(apart, "divisions = [\"530403\", \"530403\"]");
    only(&same, "D006", "530403", "named twice");
}
