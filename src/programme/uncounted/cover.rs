//! Which few values make a record one that is lost.

use crate::column::Mask;

/// Values of fields, by their positions.
pub(super) type Kind = Vec<(usize, usize)>;

/// Fields whose values are looked at together, at most; what takes more is told by
/// leaving out of one record's values what makes no difference.
const MOST_FIELDS: usize = 3;

/// Kinds of records that hold all of `lost` between them, few values each and at most
/// `most` of them: every record of a kind that is among `passing` is lost. `masks`
/// are the records that have each value of each field.
pub(super) fn covers(masks: &[Vec<Mask>], passing: &Mask, lost: &Mask, most: usize) -> Vec<Kind> {
    let mut search = Search {
        masks,
        lost,
        open: lost.clone(),
        found: Vec::new(),
        most,
    };
    for size in 0..=MOST_FIELDS {
        search.of_size(size, 0, &mut Kind::new(), passing);
    }
    while search.is_open() {
        let first = search.open.rows().next();
        let Some(kind) = first.map(|record| search.of_record(record, passing)) else {
            break;
        };
        search.accept(kind, passing);
    }
    search.found
}

struct Search<'a> {
    masks: &'a [Vec<Mask>],
    lost: &'a Mask,
    /// Those that no kind that was found has.
    open: Mask,
    found: Vec<Kind>,
    most: usize,
}

impl Search<'_> {
    fn is_open(&self) -> bool {
        !self.open.is_none() && self.found.len() < self.most
    }

    /// Looks at all kinds of so many further values from a field on; `members` are the
    /// records of the kind so far.
    fn of_size(&mut self, size: usize, first: usize, kind: &mut Kind, members: &Mask) {
        if !self.is_open() || members.and(&self.open).is_none() {
            return;
        }
        let Some(further) = size.checked_sub(1) else {
            if members.and_not(self.lost).is_none() {
                self.open = self.open.and_not(members);
                self.found.push(kind.clone());
            }
            return;
        };
        for (field, values) in self.masks.iter().enumerate().skip(first) {
            for (value, mask) in values.iter().enumerate() {
                kind.push((field, value));
                self.of_size(further, field.saturating_add(1), kind, &members.and(mask));
                kind.pop();
            }
        }
    }

    /// The values of a lost record that make it one: each is left out that makes no
    /// difference.
    fn of_record(&self, record: usize, passing: &Mask) -> Kind {
        let fields = self.masks.iter().enumerate();
        let all = fields.filter_map(|(field, values)| {
            let value = values.iter().position(|mask| mask.contains(record))?;
            Some((field, value))
        });
        let mut kind: Kind = all.collect();
        for place in (0..kind.len()).rev() {
            let mut without = kind.clone();
            without.remove(place);
            if self.members(&without, passing).and_not(self.lost).is_none() {
                kind = without;
            }
        }
        kind
    }

    fn members(&self, kind: &Kind, passing: &Mask) -> Mask {
        let masks = kind
            .iter()
            .filter_map(|(field, value)| self.masks.get(*field)?.get(*value));
        masks.fold(passing.clone(), |members, mask| members.and(mask))
    }

    fn accept(&mut self, kind: Kind, passing: &Mask) {
        self.open = self.open.and_not(&self.members(&kind, passing));
        self.found.push(kind);
    }
}
