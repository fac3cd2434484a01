//! What is found out once and serves many blocks: the words of code lists, and
//! what the texts of a dictionary mean.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};

use super::words::{NO_WORD, WordTable};
use crate::column::TextColumn;
use crate::network::{Network, parse_digits};
use crate::plan::DatasetPlan;

/// Stands for no division.
pub(super) const NO_DIVISION: u32 = u32::MAX;

/// Look-ups for the fields of one dataset, remembered from block to block.
#[derive(Debug, Default)]
pub struct Lookups {
    fields: Vec<FieldLookups>,
}

#[derive(Debug, Default)]
struct FieldLookups {
    words: Option<WordTable>,
    /// The dictionary seen last, and what its texts mean.
    dictionary: Option<(ArrayRef, Meanings)>,
}

#[derive(Debug)]
enum Meanings {
    /// Positions in the field's code list.
    Codes(Vec<u8>),
    /// Divisions of the network.
    Divisions(Vec<Place>),
}

/// A division's index in the network, and the number of its code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub index: u32,
    pub number: i64,
}

/// What is not in the network, or not plainly.
const NOWHERE: Place = Place {
    index: NO_DIVISION,
    number: 0,
};

impl Lookups {
    /// For the fields of a dataset.
    pub fn new(dataset: &DatasetPlan) -> Self {
        let fields = dataset.fields.iter().map(|field| FieldLookups {
            words: field.codes.as_ref().map(WordTable::new),
            dictionary: None,
        });
        Self {
            fields: fields.collect(),
        }
    }

    /// Per row the position of its text in the field's code list as the text
    /// stands there, or [`NO_WORD`].
    pub(super) fn codes(&mut self, field: usize, array: &ArrayRef, texts: &TextColumn) -> Vec<u8> {
        let Some(FieldLookups {
            words: Some(words),
            dictionary,
        }) = self.fields.get_mut(field)
        else {
            return vec![NO_WORD; texts.len()];
        };
        let word = |text: Option<&str>| text.map_or(NO_WORD, |text| words.find(text.as_bytes()));
        match texts {
            TextColumn::Utf8(array) => {
                let bytes = array.value_data();
                let ends = array.value_offsets().windows(2);
                let found = ends.map(|ends| match ends {
                    [start, end] => words.find_at(bytes, *start as usize, (end - start) as usize),
                    _ => NO_WORD,
                });
                found.collect()
            }
            TextColumn::Dictionary(positions, values) => {
                let meanings = known(dictionary, array, |meanings| match meanings {
                    Meanings::Codes(_) => true,
                    Meanings::Divisions(_) => false,
                });
                let meanings = meanings.get_or_insert_with(|| {
                    let meanings = (0..values.len()).map(|place| word(values.value(place)));
                    remembered(array, Meanings::Codes(meanings.collect()))
                });
                match &meanings.1 {
                    Meanings::Codes(codes) => by_position(positions, codes, NO_WORD),
                    Meanings::Divisions(_) => Vec::new(),
                }
            }
            texts => {
                let mut found = Vec::with_capacity(texts.len());
                texts.for_each(|_, text| found.push(word(text)));
                found
            }
        }
    }

    /// Per row the division whose code its text is, where that is written in
    /// digits alone and is the code the division has now.
    pub(super) fn divisions(
        &mut self,
        field: usize,
        network: &Network,
        array: &ArrayRef,
        texts: &TextColumn,
    ) -> Vec<Place> {
        let number = |text: Option<&str>| {
            let number = text.and_then(|text| parse_digits(text.as_bytes()));
            number.unwrap_or(0)
        };
        match (texts, self.fields.get_mut(field)) {
            (TextColumn::Dictionary(positions, values), Some(FieldLookups { dictionary, .. })) => {
                let meanings = known(dictionary, array, |meanings| match meanings {
                    Meanings::Divisions(_) => true,
                    Meanings::Codes(_) => false,
                });
                let meanings = meanings.get_or_insert_with(|| {
                    let numbers = (0..values.len()).map(|at| number(values.value(at)));
                    let meanings = places(network, &numbers.collect::<Vec<_>>());
                    remembered(array, Meanings::Divisions(meanings))
                });
                match &meanings.1 {
                    Meanings::Divisions(places) => by_position(positions, places, NOWHERE),
                    Meanings::Codes(_) => Vec::new(),
                }
            }
            _ => {
                let mut numbers = Vec::with_capacity(texts.len());
                texts.for_each(|_, text| numbers.push(number(text)));
                places(network, &numbers)
            }
        }
    }
}

/// The divisions that have codes with these numbers now. A loop of its own, so
/// that many places of the network's index are waited for at once.
fn places(network: &Network, numbers: &[u64]) -> Vec<Place> {
    let has_former = !network.former().is_empty();
    let place = |number: u64| {
        let id = network.find_number(number)?;
        let is_current = !has_former || network.code(id).number() == number;
        is_current.then_some(Place {
            index: u32::try_from(id.index()).ok()?,
            number: i64::try_from(number).ok()?,
        })
    };
    let places = numbers
        .iter()
        .map(|number| place(*number).unwrap_or(NOWHERE));
    places.collect()
}

/// The place of the meanings of an array's dictionary, emptied unless they are
/// those of the very same dictionary.
fn known<'a>(
    place: &'a mut Option<(ArrayRef, Meanings)>,
    array: &ArrayRef,
    is_kind: impl Fn(&Meanings) -> bool,
) -> &'a mut Option<(ArrayRef, Meanings)> {
    let values = array
        .as_any_dictionary_opt()
        .map(|found| found.values().to_data());
    let same = |(known, meanings): &(ArrayRef, Meanings)| {
        let same_memory = |values| known.to_data().ptr_eq(values);
        is_kind(meanings) && values.as_ref().is_some_and(same_memory)
    };
    if !place.as_ref().is_some_and(same) {
        *place = None;
    }
    place
}

/// Keeps the dictionary, so that no other one can come to stand in its memory.
fn remembered(array: &ArrayRef, meanings: Meanings) -> (ArrayRef, Meanings) {
    let values = array.as_any_dictionary_opt().map(|found| found.values());
    (values.unwrap_or(array).clone(), meanings)
}

fn by_position<T: Copy>(positions: &[u32], meanings: &[T], none: T) -> Vec<T> {
    let found = positions
        .iter()
        .map(|position| meanings.get(*position as usize).copied().unwrap_or(none));
    found.collect()
}
