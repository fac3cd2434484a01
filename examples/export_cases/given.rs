//! What a runner is given, and the answers it must get.

use std::fs;
use std::io::Read;
use std::path::Path;

use huimin::door::{DoorOptions, Folder, MemoryFolder};
use huimin::input::{CsvOptions, CsvSource, Merged};
use huimin::report::{TABLES, table};
use huimin::{Language, Network, Plan, Programme, Result, Tally, exchange};

use crate::read::{Case, Input, Register};
use crate::{csv_text, deliveries, doors, texts};

/// Something by the name it has in the library, or its text.
enum Source {
    Builtin(String),
    Text(String),
}

/// What is handed over.
enum Handed {
    /// Dataset, text, and whether it is withdrawn.
    Steps(Vec<(String, String, bool)>),
    Delivery(MemoryFolder, DoorOptions),
}

/// What a runner is given of a case.
pub struct Given {
    note: String,
    programme: Source,
    register: Source,
    /// Some divisions cannot take the targets of all.
    without_allocations: bool,
    as_of: String,
    handed: Handed,
}

impl Given {
    pub fn of_case(case: &Case) -> Self {
        let text = |input: &Input| match input {
            Input::Rows(rows) => csv_text::csv(rows),
            Input::Csv(text) => text.clone(),
        };
        let step = |is_withdrawn: bool| {
            move |(name, input): &(String, Input)| (name.clone(), text(input), is_withdrawn)
        };
        let added = case.records.iter().map(step(false));
        let mut steps: Vec<_> = added.chain(case.withdrawn.iter().map(step(true))).collect();
        let is_builtin = !case.programme.contains('\n');
        let (register, has_rows) = match &case.register {
            Register::Builtin(name) => (Source::Builtin(name.clone()), false),
            Register::Rows(rows) => (Source::Text(csv_text::csv(rows)), true),
        };
        let mut given = Self {
            note: case.note.clone(),
            programme: match is_builtin {
                true => Source::Builtin(case.programme.clone()),
                false => Source::Text(case.programme.clone()),
            },
            register,
            without_allocations: is_builtin && has_rows,
            as_of: case.as_of.clone(),
            handed: Handed::Steps(Vec::new()),
        };
        steps.extend(given.empty(case));
        given.handed = Handed::Steps(steps);
        given
    }

    /// Datasets that the case does not mention are handed over as well: with a header and
    /// no records.
    fn empty(&self, case: &Case) -> Vec<(String, String, bool)> {
        // Of a definition that cannot be used there are none.
        let Ok(plan) = self.plan() else {
            return Vec::new();
        };
        let names = case.empty(plan.datasets.iter().map(|dataset| dataset.id.as_str()));
        let header = |name: &str| {
            let dataset = plan.datasets.iter().find(|dataset| dataset.id == name);
            let fields = dataset.into_iter().flat_map(|dataset| &dataset.fields);
            let fields: Vec<&str> = fields.map(|field| field.name.as_str()).collect();
            (name.to_owned(), format!("{}\n", fields.join(",")), false)
        };
        names.into_iter().map(header).collect()
    }

    /// The cells of `texts.txt`, one a record.
    pub fn of_cells() -> Self {
        let text = texts::csv(&texts::all_records());
        Self {
            note: "cells as people write them".to_owned(),
            programme: Source::Text(texts::DEFINITION.to_owned()),
            register: Source::Text(texts::DIVISIONS.to_owned()),
            without_allocations: false,
            as_of: "2019-12-31".to_owned(),
            handed: Handed::Steps(vec![("visits".to_owned(), text, false)]),
        }
    }

    pub fn of_delivery(case: &doors::Case) -> Self {
        let (programme, register) = match case.has("yuxi") {
            true => (
                Source::Builtin("yuxi-2019".to_owned()),
                Source::Builtin("yuxi-2019".to_owned()),
            ),
            false => (
                Source::Text(deliveries::PROGRAMME.to_owned()),
                Source::Text(deliveries::REGISTER.to_owned()),
            ),
        };
        Self {
            note: case.name.clone(),
            programme,
            register,
            without_allocations: false,
            as_of: deliveries::as_of().to_string(),
            handed: Handed::Delivery(case.folder.clone(), case.options.clone()),
        }
    }

    /// The records of a delivery's one plain file, without the file.
    pub fn of_records(case: &doors::Case) -> Option<Self> {
        let (header, rows) = case.cells.as_ref()?;
        let lines = std::iter::once(header).chain(rows);
        let lines = lines.map(|cells| deliveries::row_text(cells, ',') + "\n");
        let steps = vec![("visits".to_owned(), lines.collect(), false)];
        Some(Self {
            handed: Handed::Steps(steps),
            ..Self::of_delivery(case)
        })
    }

    pub fn write(&self, place: &Path) -> std::io::Result<()> {
        fs::write(place.join("note"), &self.note)?;
        fs::write(place.join("as_of"), &self.as_of)?;
        match &self.programme {
            Source::Builtin(name) => fs::write(place.join("programme"), name)?,
            Source::Text(text) => fs::write(place.join("definition.toml"), text)?,
        }
        match &self.register {
            Source::Builtin(name) => fs::write(place.join("register"), name)?,
            Source::Text(text) => fs::write(place.join("register.csv"), text)?,
        }
        if self.without_allocations {
            fs::write(place.join("without_allocations"), "")?;
        }
        match &self.handed {
            Handed::Steps(steps) => {
                for (number, (dataset, text, is_withdrawn)) in (1..).zip(steps) {
                    let step = if *is_withdrawn { "retract" } else { "add" };
                    let name = format!("{number:02}-{step}-{dataset}.csv");
                    fs::write(place.join(name), text)?;
                }
            }
            Handed::Delivery(folder, options) => {
                fs::create_dir(place.join("delivery"))?;
                for file in folder.list().map_err(std::io::Error::other)? {
                    let path = place.join("delivery").join(&file.path);
                    fs::create_dir_all(path.parent().unwrap_or(place))?;
                    let mut bytes = Vec::new();
                    let opened = folder.open(&file.path).map_err(std::io::Error::other)?;
                    { opened }.read_to_end(&mut bytes)?;
                    fs::write(path, bytes)?;
                }
                fs::write(place.join("survey.json"), survey_options(options))?;
            }
        }
        Ok(())
    }

    /// Every answer by its name, or the error alone.
    pub fn answers(&self) -> Vec<(&'static str, String)> {
        self.computed()
            .unwrap_or_else(|error| vec![("error", exchange::error(&error))])
    }

    fn programme(&self) -> Result<Programme> {
        let programme = match &self.programme {
            Source::Builtin(name) => Programme::builtin(name)?,
            Source::Text(text) => Programme::from_toml("definition.toml", text)?,
        };
        Ok(match self.without_allocations {
            true => programme.without_allocations(),
            false => programme,
        })
    }

    fn network(&self) -> Result<Network> {
        match &self.register {
            Source::Builtin(name) => Network::builtin(name),
            Source::Text(text) => Network::from_csv(text.as_bytes()),
        }
    }

    fn plan(&self) -> Result<Plan> {
        Plan::new(&self.programme()?, self.network()?)
    }

    fn tally(&self) -> Result<Tally> {
        match &self.handed {
            Handed::Steps(steps) => {
                let mut tally = Tally::new(&self.plan()?);
                for (dataset, text, is_withdrawn) in steps {
                    let source = CsvSource::new(text.as_bytes(), CsvOptions::default());
                    match is_withdrawn {
                        true => tally.retract(dataset, source)?,
                        false => tally.add(dataset, source)?,
                    };
                }
                Ok(tally)
            }
            Handed::Delivery(folder, options) => {
                let (programme, otherwise) = (self.programme()?, || self.network());
                let received = deliveries::received(&programme, otherwise, folder, options)?;
                Ok(received.1)
            }
        }
    }

    fn computed(&self) -> Result<Vec<(&'static str, String)>> {
        let tally = self.tally()?;
        let assessment = tally.assess(self.as_of.parse()?)?;
        let mut answers = Vec::new();
        for name in TABLES {
            let rows = table(&assessment, name, Language::English)?;
            let json = rows.map(|rows| exchange::table(&rows)).transpose()?;
            answers.push((name, json.unwrap_or_else(|| "null".to_owned())));
        }
        let verdict = assessment.verdict()?;
        let verdict = verdict.map_or_else(|| "null".to_owned(), |met| met.to_string());
        answers.push(("verdict", verdict));
        let judgement = format!("\"{}\"", assessment.judgement()?.id());
        answers.push(("judgement", judgement));
        Ok(answers)
    }
}

/// How a delivery is looked at, as hosts are told.
fn survey_options(options: &DoorOptions) -> String {
    let encodings = options.encodings.iter();
    let encodings: serde_json::Map<String, serde_json::Value> = encodings
        .map(|(dataset, encoding)| (dataset.clone(), encoding.id().into()))
        .collect();
    let merged = match options.merged {
        Merged::Refuse => "refuse",
        Merged::Fill => "fill",
    };
    let mut request = serde_json::json!({
        "ignore": options.ignore,
        "encodings": encodings,
        "merged": merged,
    });
    if let (Some(sheet), Some(request)) = (&options.sheet, request.as_object_mut()) {
        request.insert("sheet".to_owned(), sheet.as_str().into());
    }
    request.to_string()
}
