//! Names and labels that files are read by: each stands for one thing, however it
//! is spelled.

use std::collections::BTreeMap;

use super::super::code;
use super::super::dataset::Dataset;
use super::super::head::CodeList;
use super::super::name::Name;
use super::{Checker, DATASET, FIELD, Kind};
use crate::diagnostic::{Diagnostic, Span};
use crate::spelling::name_key;
use crate::text::{Text, text};

const CODE: Kind = Kind {
    zh: "代码",
    en: "code",
};

impl Checker<'_> {
    /// Datasets are found by the names of files and sheets, fields by the names of
    /// columns, codes by what cells say: always by the id or by either label.
    pub(super) fn names(&self) {
        let datasets = &self.parts.datasets;
        self.told_apart(
            DATASET,
            datasets.iter().map(|Dataset { id, label, .. }| (id, label)),
        );
        for dataset in datasets {
            let fields = dataset.fields.iter();
            self.told_apart(FIELD, fields.map(|field| (&field.name, &field.label)));
        }
        for CodeList { codes, .. } in &self.parts.code_lists {
            self.told_apart(CODE, codes.iter().map(|(code, label)| (code, label)));
        }
    }

    /// Reports every part with a label that could also mean an earlier one. Ids that
    /// are alike are not compared here: they are told apart as they are written.
    fn told_apart<'n>(&self, kind: Kind, parts: impl Iterator<Item = (&'n Name, &'n Text)>) {
        let mut known: BTreeMap<String, (&str, bool)> = BTreeMap::new();
        for (id, label) in parts {
            let own = [(&id.value, true), (&label.zh, false), (&label.en, false)];
            let own = own.map(|(name, is_id)| (name, name_key(name), is_id));
            let taken = own.iter().find_map(|(name, key, is_id)| {
                let (other, other_is_id) = known.get(key)?;
                let clash = *other != id.value && !(*is_id && *other_is_id);
                clash.then_some((name.as_str(), *other))
            });
            if let Some((name, other)) = taken {
                self.ambiguous(kind, id.span, name, other);
            }
            for (_, key, is_id) in own.into_iter().filter(|(_, key, _)| !key.is_empty()) {
                let (_, known_is_id) = known.entry(key).or_insert((&id.value, is_id));
                *known_is_id &= is_id;
            }
        }
    }

    fn ambiguous(&self, kind: Kind, span: Span, name: &str, other: &str) {
        let Kind { zh, en } = kind;
        self.sink.report(
            Diagnostic::error(
                code::AMBIGUOUS_NAME,
                span,
                text!(
                    "`{name}` 也是{zh} `{other}` 的名称，读文件时分不清两者",
                    "`{name}` is also a name of the {en} `{other}`, so that a file could mean either"
                ),
            )
            .help(text!(
                "换一个标签；大小写、全角半角和空格的不同不算不同",
                "choose another label: letter case, width and blanks make no difference"
            )),
        );
    }
}
