//! What is handed over → named sources: which file, and which sheet of it, holds which dataset,
//! how it is written, and where its header is.
//!
//! ```text
//! Folder (a listing, a way to open) ──survey──▶ Delivery ┬ parts, register ──open──▶ BatchSource
//!                                                        └ passed over, each with the reason
//! ```
//!
//! Everything in the listing is in the [`Delivery`], or among the errors by which [`survey`] ends:
//! nothing is left out in silence. A name, a header or an encoding that has one meaning is taken;
//! one that has two is refused with both. No value is looked at and no record is judged here.
//!
//! INVARIANT: a file of the listing is in exactly one of these: it is a [`Part`] (a workbook one
//! for each sheet that is read), it is [passed over](PassedOver), or an error names it.

mod archive;
mod content;
mod delivery;
mod faults;
mod folder;
mod format;
mod header;
mod litter;
mod names;
mod options;
mod partitions;
mod place;
mod source;
mod subject;
mod survey;
mod tables;
#[cfg(test)]
mod test_support;
mod text_file;
mod typed;
#[cfg(feature = "xlsx")]
mod workbook;

pub use self::delivery::{Columns, Delivery, Part, PassedOver, Reason, TitleRow};
pub use self::folder::{Entry, Folder, MemoryFolder, ReadSeek};
pub use self::format::Format;
pub use self::options::DoorOptions;
pub use self::survey::survey;
pub(crate) use self::survey::survey_unnamed;
