//! As much of JSON Schema as the schema uses.

use std::collections::BTreeMap;

use regex::Regex;

use super::describe::Json;
use super::schema_tests::schema;

/// The schema, as far as it uses JSON Schema.
pub struct Schema {
    whole: Json,
    patterns: BTreeMap<String, Regex>,
}

impl Schema {
    /// The schema that the declarations give.
    pub fn new() -> Self {
        let mut patterns = BTreeMap::new();
        let whole = schema();
        collect_patterns(&whole, &mut patterns);
        Self { whole, patterns }
    }

    /// Why `value` is refused; none where it is taken.
    pub fn refusal(&self, value: &Json) -> Option<String> {
        self.check(&self.whole, value).err()
    }

    fn check(&self, schema: &Json, value: &Json) -> Result<(), String> {
        let rules = match schema {
            Json::Flag(true) => return Ok(()),
            Json::Flag(false) => return Err("nothing can stand here".to_owned()),
            schema => entries(schema),
        };
        for (keyword, rule) in rules {
            if !self.holds(keyword, rule, value, rules)? {
                return Err(format!("{keyword} {rule:?}: {value:?}"));
            }
        }
        Ok(())
    }

    /// Whether one keyword holds; an error where something inside does not.
    fn holds(
        &self,
        keyword: &str,
        rule: &Json,
        value: &Json,
        all: &[(String, Json)],
    ) -> Result<bool, String> {
        let fits = |schema: &Json| self.check(schema, value).is_ok();
        Ok(match keyword {
            "$schema" | "title" | "description" | "examples" | "default" | "format" | "$defs"
            | "then" => true,
            "$ref" => {
                let name = text(rule).strip_prefix("#/$defs/").unwrap();
                self.check(&self.whole["$defs"][name], value)?;
                true
            }
            "type" => match rule {
                Json::List(types) => types.iter().any(|it| is_of(value, text(it))),
                rule => is_of(value, text(rule)),
            },
            "enum" => list(rule).contains(value),
            "const" => rule == value,
            "pattern" => match value {
                Json::Text(value) => self.patterns[text(rule)].is_match(value),
                _ => true,
            },
            "minimum" => !matches!(value, Json::Number(_)) || number(value) >= number(rule),
            "maximum" => !matches!(value, Json::Number(_)) || number(value) <= number(rule),
            "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
                let size = match value {
                    Json::List(list) if keyword.ends_with("Items") => Some(list.len()),
                    Json::Object(all) if keyword.ends_with("Properties") => Some(all.len()),
                    _ => None,
                };
                let limit = number(rule) as usize;
                size.is_none_or(|size| match keyword.starts_with("min") {
                    true => size >= limit,
                    false => size <= limit,
                })
            }
            "items" => match value {
                Json::List(values) => {
                    values.iter().try_for_each(|it| self.check(rule, it))?;
                    true
                }
                _ => true,
            },
            "required" => !is_object(value) || list(rule).iter().all(|key| value.has(text(key))),
            "dependentRequired" => entries(rule).iter().all(|(key, needed)| {
                !value.has(key) || list(needed).iter().all(|key| value.has(text(key)))
            }),
            "properties" => {
                for (key, rule) in entries(rule) {
                    if value.has(key) {
                        self.check(rule, &value[key.as_str()])?;
                    }
                }
                true
            }
            "additionalProperties" => {
                let declared = all.iter().find(|(keyword, _)| keyword == "properties");
                let object = if is_object(value) {
                    entries(value)
                } else {
                    &[]
                };
                for (key, value) in object {
                    if !declared.is_some_and(|(_, declared)| declared.has(key)) {
                        self.check(rule, value)
                            .map_err(|why| format!("{key}: {why}"))?;
                    }
                }
                true
            }
            "propertyNames" => {
                let object = if is_object(value) {
                    entries(value)
                } else {
                    &[]
                };
                let mut names = object.iter().map(|(key, _)| Json::text(key));
                names.all(|name| self.check(rule, &name).is_ok())
            }
            "anyOf" => list(rule).iter().any(fits),
            "oneOf" => list(rule).iter().filter(|it| fits(it)).count() == 1,
            "allOf" => {
                list(rule).iter().try_for_each(|it| self.check(it, value))?;
                true
            }
            "not" => !fits(rule),
            "if" => {
                let then = all.iter().find(|(keyword, _)| keyword == "then");
                !fits(rule) || then.is_none_or(|(_, then)| fits(then))
            }
            other => panic!("the schema has the keyword {other}"),
        })
    }
}

impl Json {
    fn has(&self, key: &str) -> bool {
        matches!(self, Self::Object(entries) if entries.iter().any(|(name, _)| name == key))
    }
}

impl std::ops::Index<&str> for Json {
    type Output = Json;

    fn index(&self, key: &str) -> &Json {
        let found = entries(self).iter().find(|(name, _)| name == key);
        &found.unwrap_or_else(|| panic!("there is no {key}")).1
    }
}

fn collect_patterns(json: &Json, patterns: &mut BTreeMap<String, Regex>) {
    match json {
        Json::Object(entries) => {
            for (key, value) in entries {
                if let ("pattern", Json::Text(pattern)) = (key.as_str(), value) {
                    patterns.insert(pattern.clone(), Regex::new(pattern).unwrap());
                }
                collect_patterns(value, patterns);
            }
        }
        Json::List(list) => list.iter().for_each(|it| collect_patterns(it, patterns)),
        _ => {}
    }
}

fn entries(json: &Json) -> &[(String, Json)] {
    match json {
        Json::Object(entries) => entries,
        other => panic!("{other:?} is no object"),
    }
}

fn list(json: &Json) -> &[Json] {
    match json {
        Json::List(list) => list,
        other => panic!("{other:?} is no list"),
    }
}

fn text(json: &Json) -> &str {
    match json {
        Json::Text(text) => text,
        other => panic!("{other:?} is no text"),
    }
}

fn number(json: &Json) -> f64 {
    match json {
        Json::Number(number) => number.parse().unwrap(),
        other => panic!("{other:?} is no number"),
    }
}

fn is_object(json: &Json) -> bool {
    matches!(json, Json::Object(_))
}

fn is_of(json: &Json, kind: &str) -> bool {
    match (kind, json) {
        ("integer", Json::Number(number)) => !number.contains('.'),
        ("number", Json::Number(_))
        | ("string", Json::Text(_))
        | ("boolean", Json::Flag(_))
        | ("array", Json::List(_))
        | ("object", Json::Object(_)) => true,
        _ => false,
    }
}
