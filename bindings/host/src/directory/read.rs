//! Directories as they are read.

use std::sync::Arc;

use huimin::door::{self, Delivery};
use huimin::intake::{self, ReceiveOptions};
use huimin::tally::Progress;
use huimin::{Programme, Tally, exchange};

use crate::network::NetworkHandle;
use crate::{AddOptions, Handle, Outcome};

/// A directory, and what was found in it.
#[derive(Debug)]
pub struct Directory {
    delivery: Delivery,
    folder: huimin_files::Directory,
}

pub(super) fn open(programme: &Programme, path: &str, options: &str) -> Outcome<Directory> {
    let options = match options {
        "" => door::DoorOptions::default(),
        options => exchange::door_options(options)?,
    };
    let folder = huimin_files::Directory::open(path)?;
    let delivery = door::survey(programme.definition(), &folder, &options)?;
    Ok(Directory { delivery, folder })
}

pub(super) fn network(directory: &Directory) -> Outcome<Option<NetworkHandle>> {
    let network = intake::network_of(&directory.delivery, &directory.folder)?;
    let kept = network.map(|network| Handle::keep(Arc::new(network)));
    kept.transpose()
}

pub(super) fn json(directory: &Directory) -> Outcome<String> {
    Ok(exchange::delivery(&directory.delivery)?)
}

pub(super) fn receive(
    tally: &mut Tally,
    directory: &Directory,
    options: AddOptions<'_>,
) -> Outcome<()> {
    let mut callback = options.progress;
    let mut told = callback
        .as_mut()
        .map(|callback| move |done: Progress, _: u64| callback(done));
    let options = ReceiveOptions {
        threads: options.threads,
        progress: told.as_mut().map(|told| told as _),
    };
    Ok(tally.receive(&directory.delivery, &directory.folder, options)?)
}
