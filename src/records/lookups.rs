//! What is found out once and serves many blocks: the words of code lists, and
//! what the texts of a dictionary mean.

use arrow_array::cast::AsArray;
use arrow_array::{AnyDictionaryArray, Array, ArrayRef, GenericStringArray, OffsetSizeTrait};
use arrow_schema::DataType;

use super::arrow_types::{positions, texts};
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
            words: field
                .codes
                .as_ref()
                .map(|_| WordTable::new(&field.code_names.words)),
            dictionary: None,
        });
        Self {
            fields: fields.collect(),
        }
    }

    /// Per row the position of its text in the field's code list as the text
    /// stands there, or [`NO_WORD`]; none where the array holds no texts.
    pub(super) fn codes(&mut self, field: usize, array: &ArrayRef) -> Option<Vec<u8>> {
        let Some(FieldLookups {
            words: Some(words),
            dictionary,
        }) = self.fields.get_mut(field)
        else {
            return Some(vec![NO_WORD; array.len()]);
        };
        let word = |text: Option<&str>| text.map_or(NO_WORD, |text| words.find(text.as_bytes()));
        if let Some(array) = array.as_any_dictionary_opt() {
            let positions = positions(array.keys())?;
            let meanings = meanings(dictionary, array, Meanings::codes, |values| {
                Meanings::Codes((0..values.len()).map(|at| word(values.value(at))).collect())
            })?;
            return Some(by_position(&positions, Meanings::codes(meanings)?, NO_WORD));
        }
        Some(match array.data_type() {
            DataType::Utf8 => codes_of(words, array.as_string::<i32>()),
            DataType::LargeUtf8 => codes_of(words, array.as_string::<i64>()),
            DataType::Utf8View => {
                let array = array.as_string_view();
                let code = |(row, view): (usize, &u128)| {
                    let found = words.find_view(*view);
                    found.unwrap_or_else(|| words.find(array.value(row).as_bytes()))
                };
                array.views().iter().enumerate().map(code).collect()
            }
            _ => vec![NO_WORD; texts(array)?.len()],
        })
    }

    /// Per row the division whose code its text is, where that is written in
    /// digits alone and is the code the division has now.
    pub(super) fn divisions(
        &mut self,
        field: usize,
        network: &Network,
        array: &ArrayRef,
    ) -> Option<Vec<Place>> {
        let number = |text: Option<&str>| {
            let number = text.and_then(|text| parse_digits(text.as_bytes()));
            number.unwrap_or(0)
        };
        if let (Some(array), Some(FieldLookups { dictionary, .. })) =
            (array.as_any_dictionary_opt(), self.fields.get_mut(field))
        {
            let positions = positions(array.keys())?;
            let meanings = meanings(dictionary, array, Meanings::divisions, |values| {
                let numbers = (0..values.len()).map(|at| number(values.value(at)));
                Meanings::Divisions(places(network, &numbers.collect::<Vec<_>>()))
            })?;
            return Some(by_position(
                &positions,
                Meanings::divisions(meanings)?,
                NOWHERE,
            ));
        }
        let texts = texts(array)?;
        let mut numbers = Vec::with_capacity(texts.len());
        texts.for_each(|_, text| numbers.push(number(text)));
        Some(places(network, &numbers))
    }
}

impl Meanings {
    fn codes(&self) -> Option<&[u8]> {
        match self {
            Self::Codes(codes) => Some(codes),
            Self::Divisions(_) => None,
        }
    }

    fn divisions(&self) -> Option<&[Place]> {
        match self {
            Self::Divisions(places) => Some(places),
            Self::Codes(_) => None,
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

/// Per row the position of its text in a code list. What a null has in place of a text
/// plays no part, as whether it is known is asked apart.
fn codes_of<O: OffsetSizeTrait>(words: &WordTable, texts: &GenericStringArray<O>) -> Vec<u8> {
    let bytes = texts.value_data();
    let ends = texts.value_offsets().windows(2);
    let found = ends.map(|ends| match ends {
        [start, end] => {
            let (start, end) = (start.as_usize(), end.as_usize());
            words.find_at(bytes, start, end.saturating_sub(start))
        }
        _ => NO_WORD,
    });
    found.collect()
}

/// What the texts of an array's dictionary mean: as remembered where it is the
/// very same dictionary in memory, else found out now. None where its values are
/// no texts.
fn meanings<'a, T: ?Sized>(
    place: &'a mut Option<(ArrayRef, Meanings)>,
    array: &dyn AnyDictionaryArray,
    kind: impl Fn(&Meanings) -> Option<&T>,
    find: impl FnOnce(&TextColumn) -> Meanings,
) -> Option<&'a Meanings> {
    let values = array.values();
    let same = place.as_ref().is_some_and(|(known, meanings)| {
        kind(meanings).is_some() && known.to_data().ptr_eq(&values.to_data())
    });
    if !same {
        // Kept with its dictionary, so that no other one can come to stand in its memory.
        *place = Some((ArrayRef::clone(values), find(&texts(values)?)));
    }
    place.as_ref().map(|(_, meanings)| meanings)
}

/// By the position of every row; `none` where it has none.
fn by_position<T: Copy>(positions: &[u32], meanings: &[T], none: T) -> Vec<T> {
    let meaning = |position: &u32| meanings.get(*position as usize).copied().unwrap_or(none);
    positions.iter().map(meaning).collect()
}
