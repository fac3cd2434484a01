//! What can be wrong with a register: every diagnostic `N001`…, in one place.

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::limits;
use crate::text::{Text, text};

use super::code::{DivisionCode, excerpt};
use super::level::Level;
use super::place::{Finder, Place};
use super::register::Column;

/// A diagnostic whose place is not yet a span.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    place: Place,
    diagnostic: Diagnostic,
}

/// All faults of one register.
#[derive(Clone, Debug, Default)]
pub(super) struct Faults {
    list: Vec<Fault>,
    has_errors: bool,
    over_limit: bool,
}

impl Faults {
    pub(super) fn has_errors(&self) -> bool {
        self.has_errors
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether a cap of [`limits`] was hit.
    pub(super) fn over_limit(&self) -> bool {
        self.over_limit
    }

    /// The diagnostics with their places in `source`, sorted by place.
    pub(super) fn locate(mut self, source_name: &str, source: &str) -> Diagnostics {
        self.list.sort_by_key(|fault| fault.place.row());
        let mut finder = Finder::new(source);
        let mut diagnostics = Diagnostics {
            source_name: source_name.to_owned(),
            source: source.to_owned(),
            list: Vec::with_capacity(self.list.len()),
        };
        for Fault { place, diagnostic } in self.list {
            diagnostics.push(Diagnostic {
                span: finder.span(place),
                ..diagnostic
            });
        }
        diagnostics.sort();
        diagnostics
    }

    fn error(&mut self, code: &'static str, place: Place, message: Text, help: Text) {
        self.has_errors = true;
        self.list.push(Fault {
            place,
            diagnostic: Diagnostic::error(code, Span::default(), message).help(help),
        });
    }

    fn warning(&mut self, code: &'static str, place: Place, message: Text, help: Text) {
        self.list.push(Fault {
            place,
            diagnostic: Diagnostic::warning(code, Span::default(), message).help(help),
        });
    }
}

/// The faults, each with its code, message and help.
impl Faults {
    pub(super) fn empty_register(&mut self) {
        self.error(
            "N001",
            Place::Header,
            text!(
                "登记册中没有现行区划",
                "the register has no current division"
            ),
            text!(
                "每个区划写一行,首行为列名",
                "write one row for each division under a first row of column names"
            ),
        );
    }

    pub(super) fn missing_column(&mut self, column: Column) {
        let (id, label) = (column.id(), column.label());
        self.error(
            "N002",
            Place::Header,
            text!("缺少“{label}”列({id})", "column `{id}` is missing"),
            text!(
                "在首行加上列名 {id} 或 {label}",
                "name a column `{id}` or `{label}` in the first row"
            ),
        );
    }

    pub(super) fn repeated_column(&mut self, position: usize, name: &str) {
        let name = excerpt(name);
        self.error(
            "N003",
            Place::HeaderCell(position),
            text!("“{name}”列出现了两次", "column `{name}` is given twice"),
            text!(
                "保留一列,删除或改名另一列",
                "keep one of the two and delete or rename the other"
            ),
        );
    }

    pub(super) fn nameless_column(&mut self, position: usize) {
        let number = position.saturating_add(1);
        self.warning(
            "N004",
            Place::HeaderCell(position),
            text!(
                "第 {number} 列没有列名,该列未读取",
                "column {number} has no name and is not read"
            ),
            text!("删除该空列,或写上列名", "delete the column, or name it"),
        );
    }

    pub(super) fn ragged_row(&mut self, row: u64, expected: usize, found: usize) {
        self.error(
            "N005",
            Place::Row(row),
            text!(
                "应有 {expected} 列,实际为 {found} 列",
                "expected {expected} cells, but found {found}"
            ),
            text!(
                "补齐或删去多余的逗号;含逗号的内容用双引号括起",
                "add or delete commas; put text that has a comma in double quotes"
            ),
        );
    }

    pub(super) fn unclosed_quote(&mut self, row: u64) {
        self.error(
            "N005",
            Place::Row(row),
            text!(
                "双引号没有成对,其后的内容都被当作一格",
                "a double quote is not closed, so all that follows is one cell"
            ),
            text!("补上缺少的双引号", "close the double quote"),
        );
    }

    pub(super) fn bad_code(&mut self, row: u64, column: Column, message: Text) {
        self.error(
            "N006",
            Place::Cell(row, column),
            message,
            text!(
                "省、市、县写 6 位,乡镇写 9 位,村写 12 位,如 530402001001",
                "write 6 digits for a province, city or county, 9 for a township, 12 for a village, as in `530402001001`"
            ),
        );
    }

    pub(super) fn normalised_code(
        &mut self,
        row: u64,
        column: Column,
        found: &str,
        code: DivisionCode,
    ) {
        let found = excerpt(found);
        self.warning(
            "N007",
            Place::Cell(row, column),
            text!(
                "代码“{found}”含全角数字或空格,已按 {code} 处理",
                "code `{found}` has full-width digits or white space and is read as `{code}`"
            ),
            text!("改为半角数字 {code}", "write `{code}`"),
        );
    }

    pub(super) fn missing_name(&mut self, row: u64, code: &str) {
        let code = excerpt(code);
        self.error(
            "N008",
            Place::Cell(row, Column::Name),
            text!("区划“{code}”没有名称", "division `{code}` has no name"),
            text!("填写该区划的名称", "write the name of the division"),
        );
    }

    pub(super) fn unknown_level(&mut self, row: u64, found: &str) {
        let found = excerpt(found);
        self.error(
            "N009",
            Place::Cell(row, Column::Level),
            text!("级别应为省、市、县、乡镇或村,实际为“{found}”", "expected a level, but found `{found}`"),
            text!(
                "可写省、市、县、乡镇、村,或 province、city、county、township、village;留空则由代码确定",
                "write `province`, `city`, `county`, `township` or `village`, or leave it empty to take it from the code"
            ),
        );
    }

    pub(super) fn level_contradicts_code(&mut self, row: u64, given: Level, code: DivisionCode) {
        let meant = code.level();
        let (given_zh, meant_zh) = (given.label().zh, meant.label().zh);
        self.error(
            "N010",
            Place::Cell(row, Column::Level),
            text!(
                "级别写为{given_zh},而代码 {code} 属于{meant_zh}",
                "level `{given}` contradicts code `{code}`, which is that of a {meant}"
            ),
            text!(
                "更正级别或代码;级别也可留空",
                "correct the level or the code; the level may also be left empty"
            ),
        );
    }

    pub(super) fn unreadable_value(
        &mut self,
        row: u64,
        column: Column,
        found: &str,
        expected: &Text,
    ) {
        let found = excerpt(found);
        let (label, expected_zh, expected_en) = (column.label(), &expected.zh, &expected.en);
        self.error(
            "N011",
            Place::Cell(row, column),
            text!(
                "“{label}”应为{expected_zh},实际为“{found}”",
                "expected {expected_en}, but found `{found}`"
            ),
            text!(
                "更正该值;不清楚时留空",
                "correct the value, or leave it empty where it is not known"
            ),
        );
    }

    pub(super) fn validity_ends_before_start(&mut self, row: u64, from: &str, until: &str) {
        self.error(
            "N012",
            Place::Cell(row, Column::ValidUntil),
            text!(
                "失效日期 {until} 早于生效日期 {from}",
                "valid_until {until} is before valid_from {from}"
            ),
            text!("核对两个日期", "check both dates"),
        );
    }

    pub(super) fn duplicate_code(&mut self, row: u64, code: DivisionCode, first_row: u64) {
        self.error(
            "N013",
            Place::Cell(row, Column::Code),
            text!(
                "代码 {code} 重复,第 {first_row} 行数据已有",
                "code `{code}` is already in data row {first_row}"
            ),
            text!("每个代码只保留一行", "keep one row for each code"),
        );
    }

    pub(super) fn two_parents(
        &mut self,
        row: u64,
        code: DivisionCode,
        parents: [DivisionCode; 2],
        first_row: u64,
    ) {
        let [first, second] = parents;
        self.error(
            "N014",
            Place::Cell(row, Column::ParentCode),
            text!(
                "代码 {code} 有两个上级:第 {first_row} 行数据为 {first},本行为 {second}",
                "code `{code}` has two parents: `{first}` in data row {first_row} and `{second}` here"
            ),
            text!(
                "每个区划只有一个上级,删去错误的一行;改隶的区划另用新代码,旧代码的 successor 填新代码",
                "a division has one parent: delete the wrong row, or give a division that moved a new code and name that as the successor of the old one"
            ),
        );
    }

    pub(super) fn orphan(&mut self, row: u64, code: DivisionCode, parent: DivisionCode) {
        self.error(
            "N015",
            Place::Cell(row, Column::ParentCode),
            text!("区划 {code} 的上级 {parent} 不在登记册中", "parent `{parent}` of `{code}` is not in the register"),
            text!(
                "补上 {parent} 的一行,或更正上级代码;只有唯一的最高一级区划可以没有上级",
                "add the row of `{parent}` or correct the parent code; only a single division at the highest level may have a parent elsewhere"
            ),
        );
    }

    pub(super) fn no_parent(&mut self, row: u64, code: DivisionCode) {
        self.error(
            "N015",
            Place::Cell(row, Column::ParentCode),
            text!(
                "区划 {code} 没有上级,而它不是最高一级",
                "division `{code}` has no parent and is not at the highest level"
            ),
            text!("填写上级代码", "write its parent code"),
        );
    }

    pub(super) fn parent_cycle(&mut self, row: u64, chain: &str) {
        self.error(
            "N016",
            Place::Cell(row, Column::ParentCode),
            text!(
                "上级关系成环:{chain}",
                "the parents run in a circle: {chain}"
            ),
            text!("更正其中一个上级代码", "correct one of these parent codes"),
        );
    }

    pub(super) fn parent_not_above(
        &mut self,
        row: u64,
        child: (DivisionCode, Level),
        parent: (DivisionCode, Level),
    ) {
        let ((code, level), (parent, parent_level)) = (child, parent);
        let (level_zh, parent_level_zh) = (level.label().zh, parent_level.label().zh);
        self.error(
            "N017",
            Place::Cell(row, Column::ParentCode),
            text!(
                "{code}({level_zh})的上级 {parent}({parent_level_zh})级别不高于它",
                "parent `{parent}`, a {parent_level}, is not above `{code}`, a {level}"
            ),
            text!(
                "上级应为级别更高的区划",
                "name a division of a higher level as parent"
            ),
        );
    }

    pub(super) fn parent_contradicts_prefix(
        &mut self,
        row: u64,
        code: DivisionCode,
        parent: DivisionCode,
    ) {
        self.warning(
            "N018",
            Place::Cell(row, Column::ParentCode),
            text!("代码 {code} 的前几位与上级 {parent} 不一致,按上级代码归属", "code `{code}` does not start as its parent `{parent}` does; it counts under that parent"),
            text!("区划调整后属正常;否则请核对上级代码", "this is right after a boundary change; otherwise check the parent code"),
        );
    }

    pub(super) fn former_parent(&mut self, row: u64, former: DivisionCode, current: DivisionCode) {
        self.warning(
            "N019",
            Place::Cell(row, Column::ParentCode),
            text!(
                "上级 {former} 已由 {current} 继任,按 {current} 归属",
                "parent `{former}` is a former division; `{current}` is taken, its successor"
            ),
            text!("将上级代码改为 {current}", "write `{current}`"),
        );
    }

    pub(super) fn unknown_successor(
        &mut self,
        row: u64,
        code: DivisionCode,
        successor: DivisionCode,
    ) {
        self.error(
            "N020",
            Place::Cell(row, Column::Successor),
            text!(
                "区划 {code} 的继任区划 {successor} 不在登记册中",
                "successor `{successor}` of `{code}` is not in the register"
            ),
            text!(
                "补上 {successor} 的一行,或更正继任代码",
                "add the row of `{successor}` or correct the successor"
            ),
        );
    }

    pub(super) fn successor_cycle(&mut self, row: u64, chain: &str) {
        self.error(
            "N021",
            Place::Cell(row, Column::Successor),
            text!(
                "继任关系成环:{chain}",
                "the successors run in a circle: {chain}"
            ),
            text!(
                "现行区划的继任代码应留空",
                "leave the successor of the current division empty"
            ),
        );
    }

    pub(super) fn too_many_divisions(&mut self, row: u64) {
        self.over_limit = true;
        let limit = limits::DIVISIONS;
        self.error(
            "N022",
            Place::Row(row),
            text!(
                "登记册超过 {limit} 个区划的上限,其后各行未读取",
                "the register has more than {limit} divisions; the rows from here on are not read"
            ),
            text!("将登记册分成几份", "split the register"),
        );
    }

    pub(super) fn too_many_columns(&mut self, found: usize) {
        self.over_limit = true;
        let limit = limits::COLUMNS;
        self.error(
            "N023",
            Place::Header,
            text!(
                "登记册有 {found} 列,超过 {limit} 列的上限",
                "the register has {found} columns, more than {limit}"
            ),
            text!("删去不需要的列", "delete columns that are not needed"),
        );
    }
}

#[cfg(test)]
#[path = "faults_tests.rs"]
mod tests;
