//! What a file can hold: each dataset of the definition, or the register of divisions.

use std::collections::BTreeSet;

use super::header::{Field, names_of};
use super::names::{Named, Spelt, named};
use crate::definition::Definition;
use crate::network::register_columns;
use crate::spelling::name_key;
use crate::text::{Text, text};

/// The names of a file that holds the register; the first one is how messages call it.
const REGISTER_NAMES: [&str; 5] = ["divisions", "register", "区划", "区划登记册", "行政区划"];

/// One of the things a file can hold.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    /// The dataset's id; none for the register.
    pub id: Option<String>,
    pub label: Text,
    pub fields: Vec<Field>,
    names: Vec<Spelt>,
}

impl Subject {
    /// What a file of it is called.
    pub(super) fn key(&self) -> &str {
        self.id.as_deref().unwrap_or(REGISTER_NAMES[0])
    }

    /// What it is, for a person: `` `cases`（法律服务案件） ``.
    pub(super) fn words(&self) -> Text {
        let key = self.key();
        let Text { zh, en } = &self.label;
        match &self.id {
            Some(_) => text!("数据集 `{key}`（{zh}）", "dataset `{key}` ({en})"),
            None => text!("{zh}", "{en}"),
        }
    }
}

/// All that a file can hold. They are known by their positions: those of the datasets in the
/// definition, and one behind them for the register.
#[derive(Clone, Debug)]
pub(super) struct Subjects {
    list: Vec<Subject>,
    register: Subject,
}

impl Subjects {
    pub(super) fn of(definition: &Definition) -> Self {
        let mut own = BTreeSet::new();
        let mut list = Vec::with_capacity(definition.datasets.len());
        for dataset in &definition.datasets {
            let (id, label) = (&dataset.id.value, &dataset.label);
            let names = [id, &label.zh, &label.en];
            own.extend(names.iter().map(|name| name_key(name)));
            list.push(Subject {
                id: Some(id.clone()),
                label: label.clone(),
                fields: names_of(dataset),
                names: names.iter().map(|name| Spelt::of(name)).collect(),
            });
        }
        // A definition may use these words for something else.
        let names = REGISTER_NAMES
            .iter()
            .filter(|name| !own.contains(&name_key(name)));
        let register = Subject {
            id: None,
            label: text!("区划登记册", "register of divisions"),
            fields: register_columns().map(Field::from).collect(),
            names: names.map(|name| Spelt::of(name)).collect(),
        };
        Self { list, register }
    }

    /// One of them by its position.
    pub(super) fn get(&self, subject: usize) -> &Subject {
        self.list.get(subject).unwrap_or(&self.register)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Subject)> + Clone {
        self.list.iter().chain([&self.register]).enumerate()
    }

    /// What files of them are called.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.iter().map(|(_, subject)| subject.key())
    }

    /// What a name names.
    pub(super) fn named(&self, name: &str) -> Named {
        named(
            name,
            self.iter()
                .map(|(position, subject)| (position, subject.names.as_slice())),
        )
    }

    /// The names of all of them, in both languages.
    pub(super) fn all_names(&self) -> Vec<(&str, &str)> {
        let names = |subject: &'static [&'static str]| subject;
        let mut all: Vec<(&str, &str)> = Vec::new();
        for subject in &self.list {
            let key = subject.key();
            all.extend([key, &subject.label.zh, &subject.label.en].map(|name| (name, key)));
        }
        all.extend(
            names(&REGISTER_NAMES)
                .iter()
                .map(|name| (*name, REGISTER_NAMES[0])),
        );
        all
    }
}
