//! A year of invented records, the same on every machine.
//!
//! [`Sample`] makes a plausible 2019 of the programme `yuxi-2019` on any
//! network: every dataset, row by row, as text or as files, together with the
//! list of defects that were put in on purpose. Demonstrations use it in place
//! of real records, tests because they know what must be found, measurements
//! because it grows to any number of records without growing in memory.
//!
//! - **Reproducible.** The same seed, number of records, defects and network
//!   give the same bytes; every cell is a pure function of them.
//! - **Plausible.** Platforms are accepted along the programme's schedule,
//!   records are made where and when a platform is open, most targets are met
//!   and two are missed by a hair.
//! - **Known defects.** [`Sample::defects`] says exactly which findings the
//!   verification must bring, and no others. Records that must be rejected
//!   come in addition to the clean year, so a sample with defects has nearly
//!   the same figures as one without.
//! - **Invented.** Nothing in it is about a real person, village or office:
//!   only the divisions themselves are real.
//!
//! ```
//! use huimin::network::Network;
//! use huimin::sample::{Sample, SampleOptions};
//!
//! let network = Network::builtin("yuxi-2019")?;
//! let sample = Sample::new(&network, &SampleOptions::default())?;
//! let mut file = Vec::new();
//! sample.write_csv("cases", &mut file)?;
//! assert!(file.starts_with(b"case_id,division_code,service,"));
//! # Ok::<(), huimin::Error>(())
//! ```

mod administration;
mod dataset;
mod days;
mod defects;
mod marks;
mod people;
mod plan;
mod platforms;
mod random;
mod recipes;
mod requests;
mod row;
mod services;
mod write;

use std::io::Write;

use crate::error::Result;
use crate::network::Network;

use dataset::Dataset;
use defects::Script;
use marks::Marks;
use plan::Plan;
use row::Row;

pub use defects::Defect;

/// What a sample is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleOptions {
    /// Another seed gives other records of the same kind.
    pub seed: u64,
    /// About how many records all datasets have together. Platforms, people,
    /// advisers and the like come with the network; what remains is shared by
    /// cases, consultations, needs, disputes, requests for aid and publicity
    /// events, but never fewer than 240 each. `None` is the programme's own
    /// scale: 8,600 cases for 709 villages.
    pub records: Option<usize>,
    /// Whether to put in defects. Without them no rule finds anything.
    pub defects: bool,
}

impl Default for SampleOptions {
    fn default() -> Self {
        Self {
            seed: 2019,
            records: None,
            defects: true,
        }
    }
}

/// A year of invented records on a network.
#[derive(Debug)]
pub struct Sample<'network> {
    network: &'network Network,
    marks: Marks,
    plan: Plan,
    fixed: Fixed,
    /// What is put into each dataset, in the datasets' order.
    scripts: Vec<Script>,
}

/// The datasets whose size is the network's.
#[derive(Debug)]
struct Fixed {
    residencies: Vec<platforms::Residency>,
    offerings: Vec<platforms::Offering>,
    people: Vec<people::Person>,
    advisers: Vec<people::Term>,
    milestones: Vec<administration::Milestone>,
    reports: Vec<administration::Report>,
}

impl<'network> Sample<'network> {
    /// Plans a sample; the records themselves are made when they are asked for.
    ///
    /// # Errors
    /// Kind [`Argument`](crate::ErrorKind::Argument) where the network is
    /// empty, [`Limit`](crate::ErrorKind::Limit) where more records are asked
    /// for than [`limits::RECORDS`](crate::limits::RECORDS).
    pub fn new(network: &'network Network, options: &SampleOptions) -> Result<Self> {
        let marks = Marks::new(network, options.seed);
        let mut plan = Plan::new(network, &marks, options.seed)?;
        let mut fixed = Fixed {
            residencies: platforms::residencies(&plan),
            offerings: platforms::offerings(&plan),
            people: people::people(&plan),
            advisers: people::advisers(&plan),
            milestones: administration::milestones(&plan),
            reports: Vec::new(),
        };
        let rows = [
            plan.places.len(),
            fixed.residencies.len(),
            fixed.offerings.len(),
            fixed.people.len(),
            fixed.advisers.len(),
            fixed.milestones.len(),
        ];
        plan.size(
            options.records,
            rows.iter()
                .fold(0, |sum: u64, rows| sum.saturating_add(*rows as u64)),
        )?;
        fixed.reports = administration::reports(&plan, network);
        let mut sample = Self {
            network,
            marks,
            plan,
            fixed,
            scripts: Vec::new(),
        };
        if options.defects {
            sample.scripts = Dataset::all()
                .into_iter()
                .map(|dataset| Script::new(&sample, dataset))
                .collect();
        }
        Ok(sample)
    }

    /// The datasets, in the order of the programme's definition.
    pub fn datasets(&self) -> &[&'static str] {
        &dataset::NAMES
    }

    /// The field names of a dataset, in the order of its rows.
    ///
    /// # Errors
    /// Kind [`Argument`](crate::ErrorKind::Argument) where there is no such dataset.
    pub fn header(&self, dataset: &str) -> Result<&'static [&'static str]> {
        Ok(Dataset::find(dataset)?.header())
    }

    /// Hands every row of a dataset to `sink`, in the order of the file; a
    /// missing value is `None`. Only one row is in memory at a time.
    ///
    /// # Errors
    /// Kind [`Argument`](crate::ErrorKind::Argument) where there is no such
    /// dataset; the first error of `sink`, which ends the run.
    pub fn rows(
        &self,
        dataset: &str,
        sink: &mut dyn FnMut(&[Option<&str>]) -> Result<()>,
    ) -> Result<()> {
        self.each_row(Dataset::find(dataset)?, sink)
    }

    /// Writes a dataset as comma-separated text: UTF-8 without byte order mark,
    /// the field names in the first line, nothing for a missing value.
    ///
    /// # Errors
    /// Kind [`Argument`](crate::ErrorKind::Argument) where there is no such
    /// dataset, [`Input`](crate::ErrorKind::Input) where `out` does not take the bytes.
    pub fn write_csv(&self, dataset: &str, out: impl Write) -> Result<()> {
        write::csv(self, Dataset::find(dataset)?, out)
    }

    /// Writes a dataset as Parquet with typed columns: text, days, booleans,
    /// whole numbers of 64 bits; times of day and division codes are text.
    ///
    /// A typed column cannot hold a value of the wrong type, so such a cell is
    /// missing here; [`Sample::defects_of_typed_files`] says what is found then.
    ///
    /// # Errors
    /// Kind [`Argument`](crate::ErrorKind::Argument) where there is no such
    /// dataset, [`Input`](crate::ErrorKind::Input) where `out` does not take the bytes.
    #[cfg(feature = "parquet")]
    pub fn write_parquet(&self, dataset: &str, out: impl Write + Send) -> Result<()> {
        write::parquet(self, Dataset::find(dataset)?, out)
    }

    /// Writes the register with the marks the records go by, as
    /// comma-separated text: the network's columns, `poor_village` and
    /// `population`, and the column `marks`, which says `synthetic` wherever
    /// one of the two was made up.
    ///
    /// # Errors
    /// Kind [`Input`](crate::ErrorKind::Input) where `out` does not take the bytes.
    pub fn register_csv(&self, out: impl Write) -> Result<()> {
        self.marks.write_register(self.network, out)
    }

    /// The network with the marks of [`Sample::register_csv`].
    ///
    /// # Errors
    /// Those of [`Network::from_csv`], none in practice.
    pub fn network_with_marks(&self) -> Result<Network> {
        let mut register = Vec::new();
        self.register_csv(&mut register)?;
        Network::from_csv(&register)
    }

    /// The findings the defects must cause, in the order of datasets, rows and rules: exactly
    /// these where the input is text. Empty without defects.
    pub fn defects(&self) -> Vec<Defect> {
        self.scripts.iter().flat_map(Script::defects).collect()
    }

    /// The findings where dates, numbers and booleans come in typed columns, as
    /// in Parquet: a value of the wrong type is missing instead, which the rule
    /// `required` finds where the field is required and nothing where it is not.
    pub fn defects_of_typed_files(&self) -> Vec<Defect> {
        self.defects()
            .into_iter()
            .filter_map(Defect::in_typed_file)
            .collect()
    }

    /// The number of rows of a dataset without the added ones.
    fn clean_count(&self, dataset: Dataset) -> u64 {
        let fixed = match dataset {
            Dataset::Platforms => self.plan.places.len(),
            Dataset::Residencies => self.fixed.residencies.len(),
            Dataset::Offerings => self.fixed.offerings.len(),
            Dataset::People => self.fixed.people.len(),
            Dataset::Advisers => self.fixed.advisers.len(),
            Dataset::Milestones => self.fixed.milestones.len(),
            Dataset::Reports => self.fixed.reports.len(),
            _ => return self.plan.flow(dataset).map_or(0, plan::Flow::count),
        };
        fixed as u64
    }

    /// Makes a row of the clean year.
    fn clean_row(&self, dataset: Dataset, index: u64, row: &mut Row) {
        row.clear();
        let plan = &self.plan;
        let position = usize::try_from(index).unwrap_or(usize::MAX);
        macro_rules! fixed {
            ($list:ident, $make:path) => {
                if let Some(entry) = self.fixed.$list.get(position) {
                    $make(plan, entry, row);
                }
            };
        }
        match dataset {
            Dataset::Platforms => platforms::platform(plan, position, row),
            Dataset::Residencies => fixed!(residencies, platforms::residency),
            Dataset::Offerings => fixed!(offerings, platforms::offering),
            Dataset::People => fixed!(people, people::person),
            Dataset::Advisers => fixed!(advisers, people::adviser),
            Dataset::Milestones => fixed!(milestones, administration::milestone),
            Dataset::Reports => fixed!(reports, administration::report),
            _ => {
                let Some(flow) = plan.flow(dataset) else {
                    return;
                };
                match dataset {
                    Dataset::PublicityEvents => services::publicity_event(plan, flow, index, row),
                    Dataset::Cases => services::case(plan, flow, index, row),
                    Dataset::Consultations => services::consultation(plan, flow, index, row),
                    Dataset::Needs => requests::need(plan, flow, index, row),
                    Dataset::AidRequests => requests::aid_request(plan, flow, index, row),
                    _ => requests::dispute(plan, flow, index, row),
                }
            }
        }
    }

    /// Runs over the rows with the defects in their places.
    fn each_row(
        &self,
        dataset: Dataset,
        sink: &mut dyn FnMut(&[Option<&str>]) -> Result<()>,
    ) -> Result<()> {
        let mut pending = self
            .scripts
            .get(dataset as usize)
            .map_or(&[][..], Script::steps)
            .iter()
            .peekable();
        let mut row = Row::default();
        for index in 0..self.clean_count(dataset) {
            self.clean_row(dataset, index, &mut row);
            while let Some(step) = pending.next_if(|step| step.at == index && !step.added) {
                step.apply(&mut row);
            }
            row.with_cells(&mut *sink)?;
            while let Some(step) = pending.next_if(|step| step.at == index) {
                self.clean_row(dataset, step.template, &mut row);
                step.apply(&mut row);
                row.with_cells(&mut *sink)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "oracle_tests.rs"]
mod oracle;

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
