//! Random definitions, as text.

use std::fmt::Write;

use huimin::calendar::{Date, Period};
use huimin::formula::Type;

use super::Random;
use super::formulas::{Atom, Formulas};

/// The labels of a code of a list.
pub fn code_labels(code: &str) -> [String; 2] {
    [format!("{code}（类）"), format!("Sort {code}")]
}

/// The type of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Text from a list.
    Codes(Vec<String>),
    Integer,
    Decimal(u8),
    Date,
    Time,
    Boolean,
    Division,
}

/// What the generator of records must know of a dataset.
#[derive(Clone, Debug)]
pub struct DatasetShape {
    pub id: String,
    pub fields: Vec<FieldShape>,
    pub key: Vec<usize>,
    pub date: Option<usize>,
    /// The field of which the highest value of a key counts.
    pub version: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct FieldShape {
    pub name: String,
    pub kind: Kind,
    pub required: bool,
    /// The id of the code list.
    list: Option<String>,
}

/// A definition with what the generator of records must know of it.
#[derive(Clone, Debug)]
pub struct Shape {
    pub toml: String,
    pub period: Period,
    pub datasets: Vec<DatasetShape>,
    /// Whether its numbers leave the exact range now and then.
    pub large: bool,
}

struct Writer<'a> {
    random: &'a mut Random,
    toml: String,
    period: Period,
    datasets: Vec<DatasetShape>,
    /// Names of parameters with their types.
    parameters: Vec<Atom>,
    /// Names of measures with their types.
    measures: Vec<Atom>,
    has_zone: bool,
    large: bool,
}

/// The period of a programme, of one day to 14 months.
pub fn period(random: &mut Random) -> Period {
    let year = *random.pick(&[2018, 2019, 2020]);
    let start = Date::from_ymd(
        year,
        random.between(1, 12) as u8,
        *random.pick(&[1, 1, 1, 15, 28]),
    )
    .expect("a day");
    let days = match random.below(10) {
        0 => random.between(0, 3),
        1..=5 => random.between(20, 130),
        _ => random.between(100, 420),
    };
    let mut end = start.add_days(days as i32).expect("a day");
    if random.chance(60) {
        end = end.end_of_month();
    }
    Period::new(start, end).expect("an end after the start")
}

/// A definition for a root; `has_zone`: the register has a column `zone`.
pub fn programme(random: &mut Random, period: Period, root: &str, has_zone: bool) -> Shape {
    let large = random.chance(3);
    let mut writer = Writer {
        random,
        toml: String::new(),
        period,
        datasets: Vec::new(),
        parameters: Vec::new(),
        measures: Vec::new(),
        has_zone,
        large,
    };
    writer.head(root);
    writer.parameters();
    writer.datasets();
    writer.measures();
    writer.rules();
    writer.indicators();
    Shape {
        toml: writer.toml,
        period,
        datasets: writer.datasets,
        large,
    }
}

const LABEL: &str = "label = { zh = \"某\", en = \"some\" }";
/// A programme that rejects by most of its rules has nothing left to count.
const SEVERITIES: [&str; 10] = [
    "reject", "warn", "warn", "warn", "note", "warn", "warn", "note", "warn", "warn",
];
const LEVELS: [&str; 5] = ["province", "city", "county", "township", "village"];

impl Writer<'_> {
    fn line(&mut self, line: impl AsRef<str>) {
        self.toml.push_str(line.as_ref());
        self.toml.push('\n');
    }

    fn head(&mut self, root: &str) {
        let (start, end) = (self.period.start(), self.period.end());
        self.line("[programme]\nid = \"random\"\nversion = \"1\"");
        self.line(LABEL);
        self.line(format!(
            "period = {{ start = {start}, end = {end} }}\nroot = \"{root}\""
        ));
        if self.random.chance(60) {
            let offset = *self.random.pick(&["+08:00", "+00:00", "-03:30", "+05:45"]);
            self.line(format!("utc_offset = \"{offset}\""));
        }
        self.line("");
        if self.random.chance(70) {
            self.schedule();
        }
        if self.random.chance(60) {
            self.line("[verification]");
            for rule in [
                "required",
                "type",
                "code_list",
                "unknown_division",
                "outside_period",
                "normalised",
            ] {
                if self.random.chance(40) {
                    let severity = *self.random.pick(&SEVERITIES);
                    self.line(format!("{rule} = \"{severity}\""));
                }
            }
            if self.random.chance(30) {
                self.line("identical_copy = \"note\"");
            }
            if self.random.chance(30) {
                self.line("superseded = \"warn\"");
            }
            self.line("");
        }
    }

    fn schedule(&mut self) {
        let count = self.random.between(1, 3).min(i64::from(self.period.days()));
        let mut dues: Vec<Date> = Vec::new();
        while dues.len() < count as usize {
            let due = self.day_inside();
            if !dues.contains(&due) {
                dues.push(due);
            }
        }
        dues.sort();
        let mut left = 100;
        let last = dues.len() - 1;
        let mut parts = Vec::new();
        for (place, due) in dues.iter().enumerate() {
            let share = if place == last {
                left
            } else {
                self.random.between(0, left)
            };
            left -= share;
            parts.push(format!("{{ due = {due}, share = \"{share}%\" }}"));
        }
        self.line("[schedule]");
        let mode = *self.random.pick(&["linear", "stepped"]);
        self.line(format!(
            "mode = \"{mode}\"\ninstalment = [{}]",
            parts.join(", ")
        ));
        if self.random.chance(50) {
            let margin = *self.random.pick(&["0", "5%", "0.125"]);
            self.line(format!("ahead_margin = \"{margin}\""));
        }
        self.line("");
    }

    fn day_inside(&mut self) -> Date {
        let after = self.random.below(self.period.days() as usize) as i32;
        self.period.start().add_days(after).expect("a day")
    }

    fn parameters(&mut self) {
        for number in 0..self.random.between(0, 2) {
            let steps = self.random.between(1, 3);
            let decimals = self.random.chance(40);
            let mut from = self
                .period
                .start()
                .add_days(self.random.between(-30, 20) as i32)
                .expect("a day");
            let mut values = Vec::new();
            for _ in 0..steps {
                let value = if decimals {
                    (*self.random.pick(&["\"0.5\"", "\"95%\"", "\"1.25\"", "2"])).to_owned()
                } else {
                    self.random.between(0, 9).to_string()
                };
                values.push(format!("{{ from = {from}, value = {value} }}"));
                from = from
                    .add_days(self.random.between(1, 60) as i32)
                    .expect("a day");
            }
            let scale = values
                .iter()
                .map(|value| scale_of(value))
                .max()
                .unwrap_or(0);
            let id = format!("limit{number}");
            self.line(format!(
                "[[parameter]]\nid = \"{id}\"\n{LABEL}\nvalue = [{}]\n",
                values.join(", ")
            ));
            let r#type = if scale == 0 {
                Type::Integer
            } else {
                Type::Decimal { scale }
            };
            self.parameters.push(Atom::new(format!(":{id}"), r#type));
        }
    }

    fn datasets(&mut self) {
        let mut lists: Vec<(String, Vec<String>)> = Vec::new();
        let mut datasets = Vec::new();
        for number in 0..self.random.between(1, 3) {
            let mut fields = vec![FieldShape {
                name: "place".to_owned(),
                kind: Kind::Division,
                required: true,
                list: None,
            }];
            for place in 1..self.random.between(3, 8) {
                let kind = self.kind(&mut lists);
                let list = match &kind {
                    Kind::Codes(codes) => lists
                        .iter()
                        .find(|(_, known)| known == codes)
                        .map(|(id, _)| id.clone()),
                    _ => None,
                };
                fields.push(FieldShape {
                    name: format!("{}{place}", self.random.pick(&["f", "数量", "x_"])),
                    kind,
                    required: self.random.chance(35),
                    list,
                });
            }
            let place = self.random.below(fields.len());
            fields.swap(0, place);
            let mut key: Vec<usize> = Vec::new();
            for _ in 0..*self.random.pick(&[0, 1, 1, 1, 2]) {
                let place = self.random.below(fields.len());
                // A key of few values puts nearly all records into conflict.
                let many = matches!(fields[place].kind, Kind::Text | Kind::Integer);
                if !key.contains(&place) && (many || self.random.chance(25)) {
                    fields[place].required = true;
                    key.push(place);
                }
            }
            let dates: Vec<usize> = (0..fields.len())
                .filter(|place| fields[*place].kind == Kind::Date)
                .collect();
            let date =
                (!dates.is_empty() && self.random.chance(75)).then(|| *self.random.pick(&dates));
            let ordered: Vec<usize> = (0..fields.len())
                .filter(|place| !key.contains(place))
                .filter(|place| {
                    matches!(
                        fields[*place].kind,
                        Kind::Date | Kind::Integer | Kind::Decimal(_) | Kind::Time
                    )
                })
                .collect();
            let has_versions = !key.is_empty() && !ordered.is_empty() && self.random.chance(40);
            let version = has_versions.then(|| *self.random.pick(&ordered));
            datasets.push(DatasetShape {
                id: format!("d{number}"),
                fields,
                key,
                date,
                version,
            });
        }
        for (id, codes) in &lists {
            let codes: Vec<String> = codes
                .iter()
                .map(|code| {
                    let [zh, en] = code_labels(code);
                    format!("\"{code}\" = {{ zh = \"{zh}\", en = \"{en}\" }}")
                })
                .collect();
            self.line(format!(
                "[[code_list]]\nid = \"{id}\"\n{LABEL}\ncodes = {{ {} }}\n",
                codes.join(", ")
            ));
        }
        for dataset in &datasets {
            self.dataset(dataset);
        }
        self.datasets = datasets;
    }

    fn kind(&mut self, lists: &mut Vec<(String, Vec<String>)>) -> Kind {
        match self.random.below(12) {
            0 | 1 => Kind::Text,
            2 | 3 => {
                if lists.is_empty() || self.random.chance(40) && lists.len() < 3 {
                    let all = ["a", "b", "甲", "done", "12", "is_settled", "B-2", "（丙）"];
                    let mut codes: Vec<String> = all.map(str::to_owned).to_vec();
                    self.random.shuffle(&mut codes);
                    codes.truncate(self.random.between(1, 5) as usize);
                    if lists.iter().all(|(_, known)| *known != codes) {
                        lists.push((format!("list{}", lists.len()), codes));
                    }
                }
                Kind::Codes(self.random.pick(lists).1.clone())
            }
            4 | 5 => Kind::Integer,
            6 => Kind::Decimal(*self.random.pick(&[0, 1, 2, 3])),
            7..=9 => Kind::Date,
            10 => self.random.pick(&[Kind::Time, Kind::Division]).clone(),
            _ => Kind::Boolean,
        }
    }

    fn dataset(&mut self, dataset: &DatasetShape) {
        let name = |place: &usize| format!("\"{}\"", dataset.fields[*place].name);
        self.line(format!(
            "[[dataset]]\nid = \"{0}\"\nlabel = {{ zh = \"数据 {0}\", en = \"data of {0}\" }}\ndivision = \"place\"",
            dataset.id
        ));
        if !dataset.key.is_empty() {
            let key: Vec<String> = dataset.key.iter().map(name).collect();
            self.line(format!("key = [{}]", key.join(", ")));
        }
        if let Some(date) = &dataset.date {
            self.line(format!("date = {}", name(date)));
        }
        if let Some(version) = &dataset.version {
            self.line(format!(
                "versions = \"latest\"\nversion = {}",
                name(version)
            ));
        }
        self.line("field = [");
        for (place, field) in dataset.fields.iter().enumerate() {
            let mut more = String::new();
            let r#type = match &field.kind {
                Kind::Text | Kind::Codes(_) => "text",
                Kind::Integer => "integer",
                Kind::Decimal(scale) => {
                    let _ = write!(more, ", scale = {scale}");
                    "decimal"
                }
                Kind::Date => "date",
                Kind::Time => "time",
                Kind::Boolean => "boolean",
                Kind::Division => "division",
            };
            if let Some(list) = &field.list {
                let _ = write!(more, ", codes = \"{list}\"");
            }
            if field.required {
                more.push_str(", required = true");
            }
            if field.kind == Kind::Date && self.random.chance(30) {
                more.push_str(", date_of_time = true");
            }
            if self.random.chance(10) {
                more.push_str(", personal = true");
            }
            let label = format!("{{ zh = \"栏{place}\", en = \"column {place}\" }}");
            self.line(format!(
                "  {{ name = \"{}\", label = {label}, type = \"{type}\"{more} }},",
                field.name
            ));
        }
        self.line("]\n");
    }

    fn measures(&mut self) {
        for number in 0..self.random.between(2, 8) {
            let id = format!("m{number}");
            if number > 0 && self.random.chance(20) {
                self.division_measure(&id);
                self.measures.push(Atom::new(id, Type::Integer));
                continue;
            }
            let dataset = self.random.below(self.datasets.len());
            let (value, r#type) = self.aggregate(dataset);
            let dataset = self.datasets[dataset].clone();
            self.line(format!(
                "[[measure]]\nid = \"{id}\"\n{LABEL}\ndataset = \"{}\"\nvalue = {}",
                dataset.id,
                quoted(&value)
            ));
            let dates: Vec<&FieldShape> = dataset
                .fields
                .iter()
                .filter(|field| field.kind == Kind::Date)
                .collect();
            if !dates.is_empty() && self.random.chance(70) {
                let on = match dataset.date {
                    Some(date) if self.random.chance(70) => &dataset.fields[date],
                    _ => *self.random.pick(&dates),
                };
                self.line(format!("on = \"{}\"", on.name));
            }
            self.line("");
            self.measures.push(Atom::new(id, r#type));
        }
    }

    fn division_measure(&mut self, id: &str) {
        let level = *self.random.pick(&LEVELS);
        self.line(format!(
            "[[measure]]\nid = \"{id}\"\n{LABEL}\nper = \"{level}\""
        ));
        if self.random.chance(50) {
            let atoms = self.attributes();
            let filter = self.formulas(atoms, true).condition(1);
            self.line(format!("filter = {}", quoted(&filter)));
        }
        if self.random.chance(80) {
            let holds = self.over_measures().condition(1);
            self.line(format!("holds = {}", quoted(&holds)));
        }
        self.line("");
    }

    /// An aggregate over a dataset with the type of its value.
    fn aggregate(&mut self, dataset: usize) -> (String, Type) {
        let atoms = self.record_atoms(dataset, None);
        let large = self.large;
        let mut formulas = self.formulas(atoms.clone(), true);
        formulas.working_days = formulas.random.chance(10);
        let decimals: Vec<&Atom> = atoms
            .iter()
            .filter(|atom| matches!(atom.r#type, Type::Decimal { .. }))
            .collect();
        let (call, r#type) = match formulas.random.below(12) {
            0..=3 => ("count(*)".to_owned(), Type::Integer),
            4 => (format!("count({})", formulas.anything(1)), Type::Integer),
            5 => {
                let value = formulas.anything(1);
                (format!("count(distinct {value})"), Type::Integer)
            }
            6 => {
                let function = *formulas.random.pick(&["min", "max"]);
                (format!("{function}({})", formulas.date(1)), Type::Date)
            }
            7 | 8 if !decimals.is_empty() => {
                let decimal = (*formulas.random.pick(&decimals)).clone();
                let function = *formulas.random.pick(&["sum", "sum", "min", "max"]);
                (format!("{function}({})", decimal.text), decimal.r#type)
            }
            9 => {
                let function = *formulas.random.pick(&["min", "max"]);
                (
                    format!("{function}({})", formulas.integer(1)),
                    Type::Integer,
                )
            }
            _ if large => (
                format!("sum({} * 3037000500)", formulas.integer(0)),
                Type::Integer,
            ),
            _ => (format!("sum({})", formulas.integer(2)), Type::Integer),
        };
        let mut conjuncts = Vec::new();
        while formulas.random.chance(30) {
            conjuncts.push(formulas.condition(2));
        }
        let dates: Vec<String> = atoms
            .iter()
            .filter(|atom| atom.r#type == Type::Date && !atom.text.starts_with(':'))
            .map(|atom| atom.text.clone())
            .collect();
        while !dates.is_empty() && formulas.random.chance(30) {
            conjuncts.push(as_of(formulas.random, &dates));
        }
        formulas.random.shuffle(&mut conjuncts);
        let call = match conjuncts.len() {
            0 => call,
            _ => format!("{call} FILTER (WHERE {})", conjuncts.join(" AND ")),
        };
        (call, r#type)
    }

    fn rules(&mut self) {
        let mut number = 0;
        for kind in 0..4 {
            for _ in 0..self.random.between(1, 5) {
                number += 1;
                let severity = *self.random.pick(&SEVERITIES);
                let start = self.toml.len();
                self.line(format!(
                    "[[rule]]\nid = \"r{number}\"\n{LABEL}\nseverity = \"{severity}\""
                ));
                let written = match kind {
                    0 => self.record_rule(),
                    1 => self.reference_rule(),
                    2 => self.division_rule(),
                    _ => self.outlier_rule(),
                };
                if !written {
                    self.toml.truncate(start);
                }
            }
        }
    }

    fn unknown(&mut self) {
        if self.random.chance(40) {
            let word = *self.random.pick(&["pass", "fail"]);
            self.line(format!("unknown = \"{word}\""));
        }
    }

    fn record_rule(&mut self) -> bool {
        let place = self.random.below(self.datasets.len());
        let dataset = self.datasets[place].clone();
        let atoms = self.record_atoms(place, None);
        let large = self.large;
        let mut formulas = self.formulas(atoms, true);
        formulas.working_days = formulas.random.chance(20);
        let mut condition = formulas.condition(2);
        if large && formulas.random.chance(50) {
            let integer = formulas.integer(0);
            condition = format!("{integer} * 3037000500 * {integer} < 5");
        }
        self.line(format!(
            "dataset = \"{}\"\ncondition = {}",
            dataset.id,
            quoted(&condition)
        ));
        if self.random.chance(60) {
            let field = self.random.pick(&dataset.fields).name.clone();
            self.line(format!("field = \"{field}\""));
        }
        self.unknown();
        let field = &self.random.pick(&dataset.fields).name;
        let message =
            format!("message = {{ zh = \"见 {{{field}}}\", en = \"see {{{field}}}\" }}\n");
        self.line(message);
        true
    }

    fn reference_rule(&mut self) -> bool {
        let own = self.random.below(self.datasets.len());
        let to = self.random.below(self.datasets.len());
        let pairs: Vec<(String, String)> = {
            let (own, other) = (&self.datasets[own], &self.datasets[to]);
            let fits = |one: &Kind, two: &Kind| match (one, two) {
                (Kind::Text | Kind::Codes(_), Kind::Text | Kind::Codes(_)) => true,
                (one, two) => one == two,
            };
            own.fields
                .iter()
                .flat_map(|one| other.fields.iter().map(move |two| (one, two)))
                .filter(|(one, two)| fits(&one.kind, &two.kind))
                .map(|(one, two)| (one.name.clone(), two.name.clone()))
                .collect()
        };
        let count = if self.random.chance(70) { 1 } else { 2 };
        let joins: Vec<(String, String)> = (0..count)
            .map(|_| self.random.pick(&pairs).clone())
            .collect();
        let list = |pick: fn(&(String, String)) -> &String| -> String {
            let names: Vec<String> = joins
                .iter()
                .map(|join| format!("\"{}\"", pick(join)))
                .collect();
            names.join(", ")
        };
        let (fields, to_fields) = (list(|join| &join.0), list(|join| &join.1));
        let (own_id, to_id) = (self.datasets[own].id.clone(), self.datasets[to].id.clone());
        let condition = if self.random.chance(65) {
            let atoms = self.record_atoms(own, Some(to));
            let condition = self.formulas(atoms, true).condition(1);
            format!(", condition = {}", quoted(&condition))
        } else {
            String::new()
        };
        self.line(format!("dataset = \"{own_id}\""));
        self.line(format!("reference = {{ fields = [{fields}], to = \"{to_id}\", to_fields = [{to_fields}]{condition} }}"));
        self.unknown();
        let field = self.random.pick(&self.datasets[own].fields).name.clone();
        self.line(format!(
            "message = {{ zh = \"见 {{{field}}}\", en = \"see {{{field}}}\" }}\n"
        ));
        true
    }

    fn division_rule(&mut self) -> bool {
        self.levels();
        let condition = self.over_measures().condition(1);
        self.line(format!("condition = {}", quoted(&condition)));
        self.unknown();
        self.line("message = { zh = \"见 {m0}\", en = \"see {m0}\" }\n");
        true
    }

    fn outlier_rule(&mut self) -> bool {
        self.levels();
        let measure = self.random.pick(&self.measures).text.clone();
        let limit = *self.random.pick(&["0.5", "1", "2.5", "3"]);
        self.line(format!(
            "outlier = {{ measure = \"{measure}\", limit = \"{limit}\" }}"
        ));
        self.line("message = { zh = \"{value} {median}\", en = \"{value} {deviation}\" }\n");
        true
    }

    fn levels(&mut self) {
        let mut levels: Vec<String> = LEVELS.map(|level| format!("\"{level}\"")).to_vec();
        self.random.shuffle(&mut levels);
        levels.truncate(self.random.between(1, 5) as usize);
        self.line(format!("levels = [{}]", levels.join(", ")));
    }

    fn indicators(&mut self) {
        let large = self.large;
        for number in 0..self.random.between(1, 5) {
            let mut formulas = self.over_measures();
            let mut value = match formulas.random.below(8) {
                0 | 1 => formulas.measure(),
                2 | 3 => format!("{} / {}", formulas.measure(), formulas.measure()),
                4 => format!("{} / {}", formulas.decimal(1), formulas.integer(1)),
                5 => formulas.ratio(2),
                _ => formulas.number(2),
            };
            if large && formulas.random.chance(40) {
                let one = formulas.integer(0);
                value = format!("{one} * {one} * 4000000000000000000 * 4000000000000000000 / 7");
            }
            self.line(format!(
                "[[indicator]]\nid = \"i{number}\"\n{LABEL}\nvalue = {}",
                quoted(&value)
            ));
            if self.random.chance(75) {
                let bound = *self
                    .random
                    .pick(&["at_least", "at_least", "at_most", "exactly"]);
                let value = *self.random.pick(&[
                    "0",
                    "1",
                    "3",
                    "10",
                    "\"50%\"",
                    "\"0.98\"",
                    "\"33.33%\"",
                    "\"1.5\"",
                ]);
                let every = self.random.chance(60);
                self.line(format!(
                    "target = {{ {bound} = {value}, every_division = {every} }}"
                ));
            }
            if self.random.chance(50) {
                self.line("scheduled = true");
            }
            if self.random.chance(50) {
                let empty = *self.random.pick(&["met", "not_applicable"]);
                self.line(format!("empty = \"{empty}\""));
            }
            if self.random.chance(70) {
                let (percent, decimals) = (self.random.chance(50), self.random.between(0, 4));
                self.line(format!(
                    "display = {{ percent = {percent}, decimals = {decimals} }}"
                ));
            }
            if self.random.chance(40) {
                let comparison = *self.random.pick(&["full", "rounded"]);
                self.line(format!("comparison = \"{comparison}\""));
            }
            self.line("");
        }
    }

    fn formulas(&mut self, atoms: Vec<Atom>, texts: bool) -> Formulas<'_> {
        let mut days: Vec<String> = Vec::new();
        for _ in 0..4 {
            days.push(self.day_inside().to_string());
        }
        Formulas {
            random: self.random,
            atoms,
            days,
            texts,
            working_days: false,
        }
    }

    fn over_measures(&mut self) -> Formulas<'_> {
        let mut atoms = self.measures.clone();
        // Measures are meant most of the time.
        atoms.extend(self.measures.clone());
        atoms.extend(self.parameters.clone());
        for day in [":as_of", ":period_start", ":period_end"] {
            atoms.push(Atom::new(day, Type::Date));
        }
        self.formulas(atoms, false)
    }

    /// The names of formulas over the register.
    fn attributes(&mut self) -> Vec<Atom> {
        let mut level = Atom::new("division.level", Type::Text);
        level.codes = LEVELS.map(str::to_owned).to_vec();
        let mut atoms = vec![
            Atom::new("division.code", Type::Division),
            Atom::new("division.name", Type::Text),
            Atom::new("division.kind", Type::Text),
            Atom::new("division.poor_village", Type::Boolean),
            Atom::new("division.population", Type::Integer),
            level,
        ];
        if self.has_zone {
            atoms.push(Atom::new("division.zone", Type::Text));
        }
        atoms.extend(self.parameters.clone());
        atoms.push(Atom::new(":period_start", Type::Date));
        atoms.push(Atom::new(":period_end", Type::Date));
        atoms
    }

    /// The names of formulas over records; fields stand there more than once,
    /// so that they are meant most of the time.
    fn record_atoms(&mut self, dataset: usize, other: Option<usize>) -> Vec<Atom> {
        let mut atoms = Vec::new();
        for _ in 0..3 {
            atoms.extend(
                self.datasets[dataset]
                    .fields
                    .iter()
                    .map(|field| field_atom(field, "")),
            );
        }
        if let Some(other) = other {
            let other = &self.datasets[other];
            let qualifier = format!("{}.", other.id);
            for _ in 0..3 {
                atoms.extend(
                    other
                        .fields
                        .iter()
                        .map(|field| field_atom(field, &qualifier)),
                );
            }
        }
        atoms.extend(self.attributes());
        atoms
    }
}

fn field_atom(field: &FieldShape, qualifier: &str) -> Atom {
    let r#type = match &field.kind {
        Kind::Text | Kind::Codes(_) => Type::Text,
        Kind::Division => Type::Division,
        Kind::Integer => Type::Integer,
        Kind::Decimal(scale) => Type::Decimal { scale: *scale },
        Kind::Date => Type::Date,
        Kind::Time => Type::Time,
        Kind::Boolean => Type::Boolean,
    };
    let mut atom = Atom::new(format!("{qualifier}{}", field.name), r#type);
    if let Kind::Codes(codes) = &field.kind {
        atom.codes.clone_from(codes);
    }
    atom
}

/// A condition on the as-of date.
fn as_of(random: &mut Random, dates: &[String]) -> String {
    let (one, two) = (random.pick(dates).clone(), random.pick(dates).clone());
    let operator = *random.pick(&["<=", "<", ">", ">=", "="]);
    let shift = random.between(1, 40);
    match random.below(10) {
        0..=2 => format!("{one} {operator} :as_of"),
        3 => format!(":as_of {operator} {one}"),
        4 => format!("({one} IS NULL OR {one} {operator} :as_of)"),
        5 => format!("(:as_of {operator} {one} OR {one} IS NULL)"),
        6 => format!("{one} + {shift} {operator} :as_of"),
        7 => format!("{one} - {shift} {operator} :as_of"),
        8 => format!("COALESCE({one}, {two}) {operator} :as_of"),
        _ => format!(":as_of BETWEEN {one} AND {two} + {shift}"),
    }
}

/// A formula as TOML text.
fn quoted(formula: &str) -> String {
    format!("\"{formula}\"")
}

/// Digits after the point of the value in a step of a parameter.
fn scale_of(step: &str) -> u8 {
    let value = step.rsplit("value = ").next().unwrap_or_default();
    let value = value.trim_end_matches(" }").trim_matches('"');
    let value = huimin::figure::Decimal::parse_share(value).expect("a number");
    value.scale()
}
