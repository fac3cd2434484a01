//! Small tables that calls take beside records: weights of an allocation, units of a draw. They
//! come in the formats of records, are read by the same rules, and are refused as a whole where
//! a row is wrong.

use std::collections::HashMap;
use std::sync::Arc;

use crate::door::{DoorOptions, Folder, survey_unnamed};
use crate::error::{Error, ErrorKind, Result};
use crate::input::{BatchSource, Rows};
use crate::network::Network;
use crate::plan::{Plan, StructuralRule};
use crate::programme::Programme;
use crate::register::cell;
use crate::text::{Text, text};

use super::{RegisterText, register_of};

/// A kind of small table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SmallTable {
    /// Weights of divisions: `division_code`, `weight`, and if need be `minimum`, `capacity`, `pin`.
    Weights,
    /// Units from which a sample is drawn: `stratum` (a division's code), `key`.
    Units,
}

impl SmallTable {
    /// The table of a name: `weights`, `units`.
    pub fn from_id(id: &str) -> Option<Self> {
        match id {
            "weights" => Some(Self::Weights),
            "units" => Some(Self::Units),
            _ => None,
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Weights => "weights",
            Self::Units => "units",
        }
    }
}

/// A row of a small table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmallRow {
    /// The 1-based line of the file, or row of the sheet.
    pub line: Option<u64>,
    /// The values in the order of the table's columns, as they were read: codes with 12 digits,
    /// numbers in digits alone.
    pub values: Vec<Option<String>>,
}

/// The definition of small tables, which makes them datasets like others.
const DEFINITION: &str = include_str!("small.toml");

/// The rows of a small table in a file. `folder` holds that file alone; its name does not matter.
///
/// # Errors
///
/// Every row that cannot be taken as it is, with file, sheet and line, as the
/// [causes](Error::causes) of one error: values that are missing or of the wrong type, divisions
/// that the register does not have, keys that come twice.
pub fn small_rows(
    network: Arc<Network>,
    table: SmallTable,
    folder: &dyn Folder,
    options: &DoorOptions,
) -> Result<Vec<SmallRow>> {
    let programme = Programme::from_toml("small.toml", DEFINITION)?;
    let mut definition = (**programme.definition()).clone();
    definition
        .datasets
        .retain(|dataset| dataset.id.value == table.id());
    let delivery = survey_unnamed(&definition, folder, options)?;
    let plan = Plan::new(&programme, Network::clone(&network))?;
    let mut reading = Reading {
        plan: &plan,
        table,
        rows: Vec::new(),
        seen: HashMap::new(),
        faults: Vec::new(),
    };
    for part in &delivery.parts {
        reading
            .part(part.open(folder)?, &part.file)
            .map_err(|error| error.in_file(&part.file))?;
    }
    match Error::of_all(reading.faults) {
        Some(error) => Err(error),
        None => Ok(reading.rows),
    }
}

/// The register in a file, whatever its name: `folder` holds that file alone.
///
/// # Errors
///
/// `Input` where the file cannot be read as a register.
pub fn register_file(folder: &dyn Folder, options: &DoorOptions) -> Result<RegisterText> {
    let programme = Programme::from_toml("small.toml", DEFINITION)?;
    let mut definition = (**programme.definition()).clone();
    definition.datasets.clear();
    let delivery = survey_unnamed(&definition, folder, options)?;
    register_of(&delivery, folder)?.ok_or_else(|| {
        Error::new(
            ErrorKind::Input,
            text!(
                "文件中没有区划登记册",
                "the file holds no register of divisions"
            ),
        )
    })
}

/// The rows read so far, and what is wrong with others.
struct Reading<'a> {
    plan: &'a Plan,
    table: SmallTable,
    rows: Vec<SmallRow>,
    /// Lines by key.
    seen: HashMap<Vec<Option<String>>, u64>,
    faults: Vec<Error>,
}

impl Reading<'_> {
    fn part(&mut self, mut source: impl BatchSource, file: &str) -> Result<()> {
        let checker = self.plan.checker(self.table.id())?;
        let names: Vec<String> = checker.fields().map(str::to_owned).collect();
        let mut number = 0_u64;
        while let Some(piece) = source.next_piece()? {
            for part in piece {
                let Rows { batch, lines, .. } = part?;
                let binding = checker.binding(batch.schema_ref())?;
                for row in 0..batch.num_rows() {
                    number = number.saturating_add(1);
                    let line = lines.as_ref().map(|lines| u64::from(lines.row(row)));
                    let at = |error: Error| {
                        let error = error.in_file(file).at_row(number);
                        match line {
                            Some(line) => error.at_line(line),
                            None => error,
                        }
                    };
                    let cells = binding.columns.iter().map(|column| {
                        let column = column.and_then(|column| batch.columns().get(column));
                        column.map_or(Ok(None), |column| cell(column, row))
                    });
                    let cells: Vec<Option<String>> = cells.collect::<Result<_>>().map_err(at)?;
                    if cells
                        .iter()
                        .all(|cell| cell.as_deref().is_none_or(str::is_empty))
                    {
                        continue;
                    }
                    let texts: Vec<Option<&str>> = cells.iter().map(Option::as_deref).collect();
                    let mut is_sound = true;
                    for found in checker.check(&texts)? {
                        let harmless = found.rule == StructuralRule::Normalised.id();
                        if !harmless {
                            is_sound = false;
                            let error = Error::new(ErrorKind::Input, found.message);
                            self.faults.push(at(match &found.field {
                                Some(field) => error.in_column(field),
                                None => error,
                            }));
                        }
                    }
                    if is_sound {
                        let values = checker.values(&texts);
                        self.keep(values, (line, number), &names, at);
                    }
                }
            }
        }
        Ok(())
    }

    /// Keeps a sound row, unless its key came before.
    fn keep(
        &mut self,
        values: Vec<Option<String>>,
        (line, number): (Option<u64>, u64),
        names: &[String],
        at: impl Fn(Error) -> Error,
    ) {
        let dataset = self
            .plan
            .datasets
            .iter()
            .find(|dataset| dataset.id == self.table.id());
        let key = dataset
            .map(|dataset| dataset.key.as_slice())
            .unwrap_or_default();
        let key: Vec<Option<String>> = key
            .iter()
            .map(|field| values.get(*field).cloned().flatten())
            .collect();
        let place = line.unwrap_or(number);
        if let Some(first) = self.seen.get(&key) {
            let shown: Vec<&str> = key.iter().flatten().map(String::as_str).collect();
            let (shown, first) = (shown.join("|"), *first);
            let what: Text = text!(
                "`{shown}` 出现了两次，第一次在第 {first} 行；请只保留一行",
                "`{shown}` comes twice, first on line {first}; keep one row"
            );
            let error = Error::new(ErrorKind::Input, what);
            self.faults.push(at(match names.first() {
                Some(name) => error.in_column(name),
                None => error,
            }));
            return;
        }
        self.seen.insert(key, place);
        self.rows.push(SmallRow { line, values });
    }
}
