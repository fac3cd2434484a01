//! In builds without the feature `door` there are no directories.

use huimin::{Programme, Tally};

use crate::network::NetworkHandle;
use crate::{AddOptions, Outcome};

/// There is none.
#[derive(Debug)]
pub enum Directory {}

pub(super) fn open(_: &Programme, _: &str, _: &str) -> Outcome<Directory> {
    crate::left_out("door")
}

pub(super) fn network(directory: &Directory) -> Outcome<Option<NetworkHandle>> {
    match *directory {}
}

pub(super) fn json(directory: &Directory) -> Outcome<String> {
    match *directory {}
}

pub(super) fn receive(_: &mut Tally, directory: &Directory, _: AddOptions<'_>) -> Outcome<()> {
    match *directory {}
}
