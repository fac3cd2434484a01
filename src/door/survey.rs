//! From a listing to a delivery: every file is assigned, looked at, passed over, or a fault.

use std::collections::BTreeSet;

use super::archive;
use super::delivery::{Columns, Delivery, Part, PassedOver, Reason};
use super::faults::{self, Called};
use super::folder::{Entry, Folder};
use super::format::{Ending, FileName, Format, SEEN_BYTES, Seen};
use super::header::{self, Rows, Search};
use super::litter::litter;
use super::names::Named;
use super::options::DoorOptions;
use super::partitions::{Partition, partition, partitions};
use super::place::Place;
use super::subject::{Subject, Subjects};
use super::tables::Tables;
use super::{text_file, typed};
use crate::definition::Definition;
use crate::error::{Error, Result};
use crate::headings::Heading;
use crate::spelling::is_all_blank;

/// Finds out what the files of a folder hold and how they are written.
///
/// Text files are read once, so that their encoding is known and not supposed, and of workbooks
/// all cells; of other formats only what names their columns, and what the digests take.
///
/// # Errors
///
/// All files and sheets that cannot be read as they are, each with what to do about it, as the
/// [causes](Error::causes) of one error; a single one as it is. What the folder itself says where
/// it cannot be listed. Kind `Argument` where the options do not fit the definition.
pub fn survey(
    definition: &Definition,
    folder: &dyn Folder,
    options: &DoorOptions,
) -> Result<Delivery> {
    survey_all(definition, folder, options, false)
}

/// As [`survey`], but whatever files are called: they hold the only dataset of the definition, or
/// the register where it has none.
///
/// # Errors
///
/// As [`survey`].
pub(crate) fn survey_unnamed(
    definition: &Definition,
    folder: &dyn Folder,
    options: &DoorOptions,
) -> Result<Delivery> {
    survey_all(definition, folder, options, true)
}

fn survey_all(
    definition: &Definition,
    folder: &dyn Folder,
    options: &DoorOptions,
    is_unnamed: bool,
) -> Result<Delivery> {
    let subjects = Subjects::of(definition);
    options.check(&subjects)?;
    let mut survey = Survey {
        door: Door {
            subjects,
            folder,
            options,
            is_unnamed,
        },
        delivery: Delivery::default(),
        empty: Vec::new(),
        faults: Vec::new(),
    };
    for item in survey.items()? {
        survey.take(item);
    }
    survey.finish()
}

/// What is asked while a folder is surveyed.
pub(super) struct Door<'a> {
    pub subjects: Subjects,
    pub folder: &'a dyn Folder,
    pub options: &'a DoorOptions,
    /// Whether files hold the first subject, whatever they are called.
    is_unnamed: bool,
}

/// A file that may hold records.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub path: String,
    /// Its length, unpacked from an archive but not by gzip.
    bytes: u64,
    pub place: Place,
    pub name: FileName,
    partitions: Vec<Partition>,
}

/// What the folders of a file give of a subject's fields.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    /// Fields by their positions, with their values.
    fields: Vec<(usize, Option<String>)>,
    /// Columns that are no field.
    others: Vec<String>,
}

impl Given {
    pub(super) fn has(&self, field: usize) -> bool {
        self.fields.iter().any(|(given, _)| *given == field)
    }
}

impl Item {
    fn new(path: String, bytes: u64, file: String, entry: Option<archive::Packed>) -> Self {
        let name = FileName::of(path.rsplit('/').next().unwrap_or(&path));
        Self {
            bytes,
            place: Place {
                file,
                entry,
                gzip: name.gzip,
            },
            name,
            partitions: partitions(&path),
            path,
        }
    }

    /// The bytes that are read of it, as far as they are known: `read` is their number, where all
    /// were read.
    pub(super) fn length(&self, read: Option<u64>) -> u64 {
        let listed = if self.place.gzip { 0 } else { self.bytes };
        read.unwrap_or(listed)
    }

    /// The folder it lies in.
    fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// What its folders give of a subject.
    pub(super) fn given(&self, subject: &Subject) -> Result<Given> {
        let mut given = Given::default();
        for partition in &self.partitions {
            let column = &partition.column;
            match header::called(&subject.fields, column) {
                Heading::Other => given.others.push(partition.words()),
                Heading::Field(field) if given.has(field) => {
                    return Err(faults::given_twice(column));
                }
                Heading::Field(field) => given.fields.push((field, partition.value.clone())),
                Heading::Doubtful(one, other) => {
                    let doubt = header::Doubt::Fields(column.clone(), one, other);
                    return Err(faults::doubtful(subject, &doubt));
                }
            }
        }
        Ok(given)
    }
}

impl Door<'_> {
    /// What the name of a file, or else that of the innermost folder that names something, names.
    pub(super) fn named(&self, item: &Item) -> Named {
        if self.is_unnamed {
            return Named::One(0);
        }
        let own = self.subjects.named(&item.name.stem);
        if own != Named::Nothing {
            return own;
        }
        let folders = item.folder().rsplit('/');
        let mut folders = folders.filter(|folder| partition(folder).is_none());
        let named = folders.find_map(|folder| {
            let named = self.subjects.named(folder);
            (named != Named::Nothing).then_some(named)
        });
        named.unwrap_or(Named::Nothing)
    }

    /// The only subject whose header is among rows, but one that was looked for already.
    pub(super) fn only_fit(&self, candidates: &[Rows], but: Option<usize>) -> Option<usize> {
        let fits = |subject: &Subject| {
            let search = header::search(&subject.fields, candidates, |_| false);
            matches!(search, Search::Found(_))
        };
        let subjects = self.subjects.iter();
        let mut fitting = subjects.filter(|(place, subject)| Some(*place) != but && fits(subject));
        match (fitting.next(), fitting.next()) {
            (Some((only, _)), None) => Some(only),
            _ => None,
        }
    }

    /// A part of a file, before anything but its columns is known of it.
    pub(super) fn part(&self, item: &Item, subject: usize, format: Format, given: &Given) -> Part {
        let subject = self.subjects.get(subject);
        let name = |field: usize| {
            let field = subject.fields.get(field);
            field.map(|field| field.name.clone()).unwrap_or_default()
        };
        let constants = given.fields.iter();
        Part {
            dataset: subject.id.clone(),
            file: item.path.clone(),
            sheet: None,
            format,
            encoding: None,
            delimiter: None,
            header_line: None,
            title_rows: Vec::new(),
            constants: constants
                .map(|(field, value)| (name(*field), value.clone()))
                .collect(),
            columns: None,
            sha256: None,
            same_content_as: None,
            ends_within_line: false,
            bytes: 0,
            place: item.place.clone(),
            #[cfg(feature = "xlsx")]
            merged: self.options.merged,
        }
    }

    /// Which columns are which fields. `positions` are those of the fields.
    pub(super) fn columns(
        &self,
        subject: usize,
        cells: &[String],
        positions: &[Option<usize>],
        given: &Given,
    ) -> Result<Columns> {
        let subject = self.subjects.get(subject);
        if let Some(doubt) = header::doubt(&subject.fields, cells) {
            return Err(faults::doubtful(subject, &doubt));
        }
        let mut columns = Columns::default();
        for (place, (field, position)) in subject.fields.iter().zip(positions).enumerate() {
            match position.and_then(|position| cells.get(position)) {
                Some(_) if given.has(place) => return Err(faults::given_twice(&field.name)),
                Some(cell) => columns
                    .read
                    .push((cell.trim().to_owned(), field.name.clone())),
                None if !given.has(place) => columns.absent.push(field.name.clone()),
                None => {}
            }
        }
        let is_read = |place: usize| positions.contains(&Some(place));
        let others = cells
            .iter()
            .enumerate()
            .filter(|(place, _)| !is_read(*place));
        let others = others.filter(|(_, cell)| !is_all_blank(cell));
        columns.not_read = others.map(|(_, cell)| cell.trim().to_owned()).collect();
        columns.not_read.extend(given.others.iter().cloned());
        Ok(columns)
    }
}

struct Survey<'a> {
    door: Door<'a>,
    delivery: Delivery,
    /// Files without a byte that only their folder gives a name: paths and folders.
    empty: Vec<(String, String)>,
    faults: Vec<Error>,
}

impl Survey<'_> {
    /// All files that may hold records, those of archives among them.
    fn items(&mut self) -> Result<Vec<Item>> {
        let mut listed = self.door.folder.list()?;
        archive::check_count(listed.len())?;
        listed.sort();
        listed.dedup_by(|one, other| one.path == other.path);
        let mut items = Vec::with_capacity(listed.len());
        for Entry { path, bytes } in listed {
            if self.is_ignored(&path) {
                continue;
            }
            let item = Item::new(path.clone(), bytes, path, None);
            if item.name.ending == Ending::Zip && !item.name.gzip && litter(&item.path).is_none() {
                self.unpack(&item.path, &mut items);
                archive::check_count(items.len())?;
            } else {
                items.push(item);
            }
        }
        let tables = Tables::of(items.iter().map(|item| item.path.as_str()));
        self.faults.extend(tables.faults());
        items.retain(|item| !tables.hold(&item.path));
        items.retain(|item| match litter(&item.path) {
            None => true,
            Some(reason) => {
                self.pass_over(&item.path, reason);
                false
            }
        });
        Ok(items)
    }

    /// The files of an archive.
    fn unpack(&mut self, path: &str, items: &mut Vec<Item>) {
        let listed = self.door.folder.open(path).and_then(archive::entries);
        let listed = match listed {
            Ok(listed) if listed.is_empty() => Err(faults::empty_archive()),
            other => other,
        };
        let listed = match listed {
            Ok(listed) => listed,
            Err(error) => return self.faults.push(error.in_file(path)),
        };
        for entry in listed {
            let inner = format!("{path}/{}", entry.path);
            if self.is_ignored(&inner) {
                continue;
            }
            match entry.packed {
                Ok(packed) => items.push(Item::new(
                    inner,
                    packed.bytes,
                    path.to_owned(),
                    Some(packed),
                )),
                // What a system leaves in archives is passed over however it is packed.
                Err(_) if litter(&inner).is_some() => {
                    self.pass_over(&inner, litter(&inner).unwrap_or(Reason::SystemFile));
                }
                Err(error) => self.faults.push(error.in_file(&inner)),
            }
        }
    }

    fn is_ignored(&mut self, path: &str) -> bool {
        let pattern = self.door.options.ignores(path);
        let reason = pattern.map(|pattern| Reason::Ignored(pattern.to_owned()));
        let Some(reason) = reason else { return false };
        self.pass_over(path, reason);
        true
    }

    fn pass_over(&mut self, path: &str, reason: Reason) {
        self.delivery.passed_over.push(PassedOver {
            file: path.to_owned(),
            sheet: None,
            reason,
            fits: None,
        });
    }

    /// Looks at a file.
    fn take(&mut self, mut item: Item) {
        let named = self.door.named(&item);
        let part = match self.format(&mut item) {
            Ok(Format::Xlsx) => return self.workbook(&item, &named),
            Ok(Format::Csv) => text_file::part(&self.door, &item, &named),
            Ok(format) => typed::part(&self.door, &item, &named, format).map(Some),
            Err(error) => Err(error),
        };
        match part {
            Ok(Some(part)) => self.delivery.parts.push(part),
            Ok(None) => self.empty_file(&item),
            Err(error) => self.faults.push(error.in_file(&item.path)),
        }
    }

    /// A text file without a byte.
    fn empty_file(&mut self, item: &Item) {
        let is_named =
            self.door.is_unnamed || self.door.subjects.named(&item.name.stem) != Named::Nothing;
        if !is_named {
            self.empty
                .push((item.path.clone(), item.folder().to_owned()));
        } else {
            self.faults
                .push(faults::empty(&item.path).in_file(&item.path));
        }
    }

    /// The format of a file, by its ending, and by how it begins where it has none.
    fn format(&self, item: &mut Item) -> Result<Format> {
        let seen = |item: &Item| -> Result<Seen> {
            let beginning = item.place.beginning(self.door.folder, SEEN_BYTES)?;
            Ok(Seen::of(&beginning))
        };
        let format = match &item.name.ending {
            Ending::Record(format) => *format,
            Ending::Zip if item.name.gzip => return Err(faults::packed_twice()),
            Ending::Zip => return Err(faults::nested()),
            Ending::Foreign(foreign) => {
                item.place.gzip = false;
                return Err(faults::foreign(*foreign, seen(item)?, &item.path));
            }
            Ending::Unknown(ending) => return Err(faults::unknown_ending(ending, &item.path)),
            Ending::Nothing => return self.format_seen(item, seen),
        };
        if !format.is_built() {
            return Err(faults::not_built(format));
        }
        if item.name.gzip && matches!(format, Format::Xlsx | Format::Parquet) {
            return Err(faults::packed_twice());
        }
        let found = seen(item)?;
        if !found.is(format) {
            return Err(faults::other_content(format, found));
        }
        Ok(format)
    }

    /// The format of a file without an ending, as those of Hive are.
    fn format_seen(&self, item: &mut Item, seen: impl Fn(&Item) -> Result<Seen>) -> Result<Format> {
        let mut found = seen(item)?;
        if found == Seen::Gzip && !item.place.gzip {
            item.place.gzip = true;
            found = seen(item)?;
        }
        let format = match found {
            Seen::Nothing | Seen::Text | Seen::Other => Format::Csv,
            Seen::Json => Format::JsonLines,
            Seen::Parquet => Format::Parquet,
            Seen::Zip
                if !item.place.gzip && archive::is_workbook(item.place.held(self.door.folder)?) =>
            {
                Format::Xlsx
            }
            Seen::Zip | Seen::Gzip => return Err(faults::nested()),
            Seen::Foreign(foreign) => return Err(faults::foreign(foreign, found, &item.path)),
        };
        if item.place.gzip && matches!(format, Format::Xlsx | Format::Parquet) {
            return Err(faults::packed_twice());
        }
        if !format.is_built() {
            return Err(faults::not_built(format));
        }
        Ok(format)
    }

    #[cfg(feature = "xlsx")]
    fn workbook(&mut self, item: &Item, named: &Named) {
        let mut looked = super::workbook::look(&self.door, item, named);
        self.delivery.parts.append(&mut looked.parts);
        self.delivery.passed_over.append(&mut looked.passed_over);
        self.faults.append(&mut looked.faults);
    }

    #[cfg(not(feature = "xlsx"))]
    fn workbook(&mut self, item: &Item, _named: &Named) {
        self.faults
            .push(faults::not_built(Format::Xlsx).in_file(&item.path));
    }

    fn finish(mut self) -> Result<Delivery> {
        self.settle_empty_files();
        self.settle_register();
        if let Some(error) = Error::of_all(std::mem::take(&mut self.faults)) {
            return Err(error);
        }
        let mut delivery = self.delivery;
        delivery
            .passed_over
            .sort_by(|one, other| one.file.cmp(&other.file));
        delivery.compare_contents();
        Ok(delivery)
    }

    /// An empty file is nothing by itself; among others of its folder it is a partition without rows.
    fn settle_empty_files(&mut self) {
        let folder = |path: &str| {
            path.rsplit_once('/')
                .map_or(String::new(), |(folder, _)| folder.to_owned())
        };
        let read: BTreeSet<String> = self
            .delivery
            .parts
            .iter()
            .map(|part| folder(&part.file))
            .collect();
        for (path, folder) in std::mem::take(&mut self.empty) {
            if !folder.is_empty() && read.contains(&folder) {
                self.pass_over(&path, Reason::EmptyFile);
            } else {
                self.faults.push(faults::empty(&path).in_file(&path));
            }
        }
    }

    /// Takes the register out of the parts: there can be one.
    fn settle_register(&mut self) {
        let parts = std::mem::take(&mut self.delivery.parts);
        let (registers, parts): (Vec<Part>, Vec<Part>) =
            parts.into_iter().partition(|part| part.dataset.is_none());
        self.delivery.parts = parts;
        let mut registers = registers.into_iter();
        self.delivery.register = registers.next();
        let Some(first) = &self.delivery.register else {
            return;
        };
        for further in registers {
            let error = faults::second_register(&Called::of(first).path()).in_file(&further.file);
            self.faults.push(match &further.sheet {
                Some(sheet) => error.in_sheet(sheet),
                None => error,
            });
        }
    }
}
