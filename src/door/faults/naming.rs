//! Files and sheets whose names do not say what they hold.

use super::super::delivery::Part;
use super::super::subject::{Subject, Subjects};
use super::input;
use crate::diagnostic::did_you_mean;
use crate::error::Error;
use crate::spelling::visible;
use crate::text::{Text, text};

/// What something is called that a name may be given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Called<'a> {
    /// A file, by its path.
    File(&'a str),
    /// A sheet, by the path of its file and its own name.
    Sheet(&'a str, &'a str),
}

impl<'a> Called<'a> {
    /// What a part is called.
    pub(crate) fn of(part: &'a Part) -> Self {
        match &part.sheet {
            None => Self::File(&part.file),
            Some(sheet) => Self::Sheet(&part.file, sheet),
        }
    }

    /// The path by which it is ignored.
    pub(crate) fn path(self) -> String {
        match self {
            Self::File(path) => path.to_owned(),
            Self::Sheet(file, sheet) => format!("{file}/{sheet}"),
        }
    }

    /// What it is renamed to so that it names a subject.
    fn renamed(self, subject: &Subject) -> Text {
        let (zh, en) = (subject.label.zh.as_str(), subject.key());
        match self {
            Self::File(path) => {
                let name = path.rsplit('/').next().unwrap_or(path);
                text!("请改名为 `{zh}_{name}`", "rename it to `{en}_{name}`")
            }
            Self::Sheet(..) => text!("请把工作表改名为 `{zh}`", "name the sheet `{en}`"),
        }
    }

    /// What it is renamed to where its name is a slip.
    fn corrected(self, subject: &Subject, stem: &str) -> Text {
        let Self::File(path) = self else {
            return self.renamed(subject);
        };
        let name = path.rsplit('/').next().unwrap_or(path);
        let ending = name.strip_prefix(stem).unwrap_or_default();
        let (zh, en) = (subject.label.zh.as_str(), subject.key());
        text!("请改名为 `{zh}{ending}`", "rename it to `{en}{ending}`")
    }

    /// How it is left out.
    pub(crate) fn ignored(self) -> Text {
        let path = self.path();
        text!(
            "忽略它（--ignore '{path}'）",
            "ignore it (--ignore '{path}')"
        )
    }
}

/// Nothing says which dataset a file or sheet holds. `fits` is the one whose header it has.
pub(crate) fn unassigned(
    subjects: &Subjects,
    called: Called<'_>,
    stem: &str,
    fits: Option<usize>,
) -> Error {
    let what = match called {
        Called::File(_) => text!(
            "文件名和目录名都没有指明是哪个数据集",
            "neither its name nor a folder's says which dataset it holds"
        ),
        Called::Sheet(..) => text!(
            "工作表名和文件名都没有指明是哪个数据集",
            "neither the sheet's name nor the file's says which dataset it holds"
        ),
    };
    let ignored = called.ignored();
    let advice = match (fits, near(subjects, stem)) {
        (Some(fits), _) => {
            let (words, renamed) = (
                subjects.get(fits).words(),
                called.renamed(subjects.get(fits)),
            );
            say!(
                "表头符合{words}，{renamed}，或{ignored}",
                "its header fits {words}, so {renamed}, or {ignored}",
                words,
                renamed,
                ignored,
            )
        }
        (None, Some(meant)) => {
            let (words, renamed) = (
                subjects.get(meant).words(),
                called.corrected(subjects.get(meant), stem),
            );
            say!(
                "如果是{words}，{renamed}，否则{ignored}",
                "if it holds {words}, {renamed}, else {ignored}",
                words,
                renamed,
                ignored,
            )
        }
        (None, None) => {
            let names = |name: fn(&Subject) -> String| {
                let names = subjects.iter().map(|(_, subject)| name(subject));
                names.collect::<Vec<_>>()
            };
            let zh = names(|subject| subject.label.zh.clone()).join("、");
            let en = names(|subject| format!("`{}`", subject.key())).join(", ");
            say!(
                "请在名称中写明（{zh}），或{ignored}",
                "put the name into its own ({en}), or {ignored}",
                ignored,
            )
        }
    };
    input(say!("{what}；{advice}", "{what}; {advice}", what, advice,))
}

/// The subject of which a name is a slip.
fn near(subjects: &Subjects, stem: &str) -> Option<usize> {
    let names = subjects.all_names();
    let meant = did_you_mean(stem, names.iter().map(|(name, _)| name))?;
    let (_, key) = names.iter().find(|(name, _)| *name == meant)?;
    subjects
        .iter()
        .find(|(_, subject)| subject.key() == *key)
        .map(|(place, _)| place)
}

/// A name names several subjects.
pub(crate) fn several(subjects: &Subjects, name: &str, named: &[usize]) -> Error {
    let words = |pick: fn(Text) -> String| {
        let words = named
            .iter()
            .map(|subject| pick(subjects.get(*subject).words()));
        words.collect::<Vec<_>>()
    };
    let (zh, en) = (
        words(|words| words.zh).join("和"),
        words(|words| words.en).join(" and "),
    );
    let name = visible(name);
    input(text!(
        "名称 `{name}` 同时指明{zh}；请改名，只留一个",
        "the name `{name}` names both {en}; rename it so that one is left"
    ))
}

/// The name of a sheet and that of its file name different subjects, and the header does not
/// decide.
#[cfg(feature = "xlsx")]
pub(crate) fn undecided(subjects: &Subjects, of_sheet: usize, of_file: usize) -> Error {
    let (sheet, file) = (
        subjects.get(of_sheet).words(),
        subjects.get(of_file).words(),
    );
    input(say!(
        "工作表名指明{sheet}，文件名指明{file}，表头也不能断定是哪一个；请改名，使两者一致",
        "the sheet's name says {sheet}, the file's {file}, and the header does not decide between them; rename one so that they agree",
        sheet,
        file,
    ))
}

/// Further files claim to be the register.
pub(crate) fn second_register(first: &str) -> Error {
    input(text!(
        "区划登记册只能有一个，已有 `{first}`；请合并或忽略其中之一",
        "there is a register of divisions already, `{first}`; put them together, or ignore one"
    ))
}
