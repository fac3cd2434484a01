//! The cases of `tests/cases` as plain directories, for runners that have no TOML: each
//! with its files and with every answer, computed here. A runner in another language
//! feeds the files in and compares what it gets, byte by byte.
//!
//! Usage: `export_cases DIRECTORY`
//!
//! ```text
//! DIRECTORY/yuxi-03/
//!   note                     what the case shows
//!   programme                the name of a built-in programme, or
//!   definition.toml          a definition
//!   without_allocations      where it is there, the programme is used so
//!   register                 the name of a built-in register, or
//!   register.csv             a register
//!   01-add-cases.csv         what is added and withdrawn, in order
//!   02-retract-cases.csv
//!   as_of                    the day
//!   expected/indicators.json every table in English, `null` where there is none, and
//!   expected/verdict.json    true, false or null, and
//!   expected/judgement.json  the name of the judgement; or
//!   expected/error.json      the first error of all steps
//! ```

#[path = "../tests/cases/runner/csv_text.rs"]
mod csv_text;
#[expect(dead_code, reason = "what a case expects is for the tests")]
#[path = "../tests/cases/runner/read.rs"]
mod read;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use huimin::calendar::Date;
use huimin::input::{CsvOptions, CsvSource};
use huimin::report::{TABLES, table};
use huimin::{Error, ErrorKind, Language, Network, Plan, Programme, Result, Tally, Text, exchange};
use read::{Case, Input, Register};

fn main() -> ExitCode {
    let Some(directory) = std::env::args().nth(1) else {
        eprintln!("usage: export_cases DIRECTORY");
        return ExitCode::from(2);
    };
    match export(Path::new(&directory)) {
        Ok(count) => {
            println!("{count} cases");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn export(directory: &Path) -> std::io::Result<usize> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = fs::read_dir(sources)?.collect::<std::io::Result<Vec<_>>>()?;
    let mut files: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    let cases: Vec<Case> = files.iter().flat_map(|path| read::file(path)).collect();
    for case in &cases {
        let stem = case.file.trim_end_matches(".toml");
        let place = directory.join(format!("{stem}-{:02}", case.number));
        if place.exists() {
            fs::remove_dir_all(&place)?;
        }
        fs::create_dir_all(place.join("expected"))?;
        let given = Given::new(case);
        given.write(&place)?;
        for (name, answer) in given.answers() {
            fs::write(place.join("expected").join(format!("{name}.json")), answer)?;
        }
    }
    Ok(cases.len())
}

/// What a runner is given of a case.
struct Given<'c> {
    case: &'c Case,
    register: Option<String>,
    /// Dataset, text, and whether it is withdrawn.
    inputs: Vec<(String, String, bool)>,
}

impl<'c> Given<'c> {
    fn new(case: &'c Case) -> Self {
        let text = |input: &Input| match input {
            Input::Rows(rows) => csv_text::csv(rows),
            Input::Csv(text) => text.clone(),
        };
        let added = case
            .records
            .iter()
            .map(|(name, input)| (name, input, false));
        let withdrawn = case
            .withdrawn
            .iter()
            .map(|(name, input)| (name, input, true));
        let inputs = added.chain(withdrawn);
        let inputs = inputs.map(|(name, input, withdrawn)| (name.clone(), text(input), withdrawn));
        let mut given = Self {
            case,
            register: match &case.register {
                Register::Builtin(_) => None,
                Register::Rows(rows) => Some(csv_text::csv(rows)),
            },
            inputs: inputs.collect(),
        };
        given.hand_over_the_empty();
        given
    }

    /// Datasets that the case does not mention are handed over as well: with a header and
    /// no records.
    fn hand_over_the_empty(&mut self) {
        // Of a definition that cannot be used there are none.
        let Ok(plan) = self.plan() else { return };
        for name in self
            .case
            .empty(plan.datasets.iter().map(|it| it.id.as_str()))
        {
            let dataset = plan.datasets.iter().find(|it| it.id == name);
            let fields = dataset.into_iter().flat_map(|dataset| &dataset.fields);
            let fields: Vec<&str> = fields.map(|field| field.name.as_str()).collect();
            let header = format!("{}\n", fields.join(","));
            self.inputs.push((name.to_owned(), header, false));
        }
    }

    fn is_builtin(&self) -> bool {
        !self.case.programme.contains('\n')
    }

    /// Some divisions cannot take the targets of all.
    fn without_allocations(&self) -> bool {
        self.is_builtin() && self.register.is_some()
    }

    fn write(&self, place: &Path) -> std::io::Result<()> {
        fs::write(place.join("note"), &self.case.note)?;
        fs::write(place.join("as_of"), &self.case.as_of)?;
        let programme = if self.is_builtin() {
            "programme"
        } else {
            "definition.toml"
        };
        fs::write(place.join(programme), &self.case.programme)?;
        if self.without_allocations() {
            fs::write(place.join("without_allocations"), "")?;
        }
        match (&self.register, &self.case.register) {
            (Some(text), _) => fs::write(place.join("register.csv"), text)?,
            (None, Register::Builtin(name)) => fs::write(place.join("register"), name)?,
            (None, Register::Rows(_)) => {}
        }
        for (number, (dataset, text, withdrawn)) in (1..).zip(&self.inputs) {
            let step = if *withdrawn { "retract" } else { "add" };
            fs::write(
                place.join(format!("{number:02}-{step}-{dataset}.csv")),
                text,
            )?;
        }
        Ok(())
    }

    /// Every answer by its name, or the error alone.
    fn answers(&self) -> Vec<(&'static str, String)> {
        self.computed()
            .unwrap_or_else(|error| vec![("error", exchange::error(&error))])
    }

    fn plan(&self) -> Result<Plan> {
        let programme = if self.is_builtin() {
            Programme::builtin(&self.case.programme)?
        } else {
            Programme::from_toml("definition.toml", &self.case.programme)?
        };
        let programme = match self.without_allocations() {
            true => programme.without_allocations(),
            false => programme,
        };
        let network = match (&self.register, &self.case.register) {
            (None, Register::Builtin(name)) => Network::builtin(name)?,
            (text, _) => Network::from_csv(text.as_deref().unwrap_or_default().as_bytes())?,
        };
        Plan::new(&programme, network)
    }

    fn computed(&self) -> Result<Vec<(&'static str, String)>> {
        let mut tally = Tally::new(&self.plan()?);
        for (dataset, text, withdrawn) in &self.inputs {
            let source = CsvSource::new(text.as_bytes(), CsvOptions::default());
            match withdrawn {
                true => tally.retract(dataset, source)?,
                false => tally.add(dataset, source)?,
            };
        }
        let as_of = &self.case.as_of;
        let day = Date::parse(as_of).ok_or_else(|| {
            // As every host words it.
            let message = Text::new(
                format!("`{as_of}` 不是日期,应写作 2019-11-30"),
                format!("`{as_of}` is not a date such as 2019-11-30"),
            );
            Error::new(ErrorKind::Argument, message)
        })?;
        let assessment = tally.assess(day)?;
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
