//! What the parser of `sqlparser` could not read, in the words of formulas.

use sqlparser::parser::ParserError;

use super::messages;
use super::reader::{Lowered, Mark, Reader};
use crate::diagnostic::Span;
use crate::limits;
use crate::text::Text;

/// Words of SQL that an author may try, and what to write instead.
const UNSUPPORTED: [(&str, &str, &str); 22] = [
    ("AS", NO_CAST.0, NO_CAST.1),
    ("CAST", NO_CAST.0, NO_CAST.1),
    ("SELECT", NO_QUERY.0, NO_QUERY.1),
    ("EXISTS", NO_QUERY.0, NO_QUERY.1),
    ("WITH", NO_QUERY.0, NO_QUERY.1),
    ("FROM", NO_QUERY.0, NO_QUERY.1),
    (
        "WHERE",
        "条件写在 `count(*) FILTER (WHERE …)` 里",
        "write conditions in `count(*) FILTER (WHERE …)`",
    ),
    ("OVER", "没有窗口函数", "there are no window functions"),
    (
        "ORDER",
        "结果不取决于记录的次序",
        "no result depends on the order of records",
    ),
    (
        "GROUP",
        "按区划和月份的汇总是自动的",
        "figures are grouped by division and month by themselves",
    ),
    ("INTERVAL", NO_INTERVAL.0, NO_INTERVAL.1),
    ("TIME", NO_TIME.0, NO_TIME.1),
    ("TIMESTAMP", NO_TIME.0, NO_TIME.1),
    ("ILIKE", NO_LIKE.0, NO_LIKE.1),
    ("SIMILAR", NO_LIKE.0, NO_LIKE.1),
    ("RLIKE", NO_LIKE.0, NO_LIKE.1),
    ("REGEXP", NO_LIKE.0, NO_LIKE.1),
    ("GLOB", NO_LIKE.0, NO_LIKE.1),
    ("ESCAPE", NO_LIKE.0, NO_LIKE.1),
    (
        "COLLATE",
        "文本按字符逐个比较",
        "texts are compared character by character",
    ),
    ("XOR", "写成 `a <> b`", "write `a <> b`"),
    ("DIV", "`/` 是精确的除法", "`/` divides exactly"),
];
const NO_CAST: (&str, &str) = (
    "类型不能转换;各字段的类型在数据集里声明",
    "types are not converted; a field's type is declared in its dataset",
);
const NO_QUERY: (&str, &str) = (
    "公式只看一条记录;其他数据集用 `数据集.字段`",
    "a formula sees one record; write `dataset.field` for the record it refers to",
);
const NO_INTERVAL: (&str, &str) = (
    "天数直接加减,例如 `held_on + 30`",
    "add days as a number, such as `held_on + 30`",
);
const NO_TIME: (&str, &str) = (
    "常量只有 `DATE '2019-01-01'` 一种日期",
    "the only constants of time are dates, `DATE '2019-01-01'`",
);
const NO_LIKE: (&str, &str) = (
    "用 LIKE 或 `matches(x, '…')`",
    "use LIKE or `matches(x, '…')`",
);

/// What was expected where an error message of the parser says so.
pub(super) fn expected(what: &str) -> Option<Text> {
    let text = if what.starts_with("[NOT] NULL") {
        Text::new(
            "IS 后面写 `NULL`、`NOT NULL`、`DISTINCT FROM …` 或 `NOT DISTINCT FROM …`",
            "after IS write `NULL`, `NOT NULL`, `DISTINCT FROM …` or `NOT DISTINCT FROM …`",
        )
    } else {
        match what {
            "an expression" => Text::new(
                "这里应为名称、数、`'文本'`、日期或括号",
                "a name, a number, a `'text'`, a date or a parenthesis belongs here",
            ),
            "AND" => Text::new("写成 `x BETWEEN 1 AND 9`", "write `x BETWEEN 1 AND 9`"),
            "(" => Text::new("写成 `x IN ('a', 'b')`", "write `x IN ('a', 'b')`"),
            _ => return None,
        }
    };
    Some(text)
}

impl Reader<'_> {
    /// Reports what the parser could not read in the piece at `whole`.
    pub(super) fn syntax_error(&mut self, error: &ParserError, whole: Span) {
        let (ParserError::ParserError(message) | ParserError::TokenizerError(message)) = error
        else {
            return self.report(messages::too_deep(whole, limits::FORMULA_OPERATOR_NESTING));
        };
        let wanted = message
            .strip_prefix("Expected: ")
            .and_then(|rest| rest.split_once(", found: "))
            .and_then(|(what, _)| expected(what));
        // Tokens stand at line 1, column byte + 1; the end of input nowhere.
        let start = message
            .rsplit_once("Column: ")
            .and_then(|(_, column)| column.trim().parse::<usize>().ok())
            .and_then(|column| column.checked_sub(1));
        let found = start.and_then(|start| {
            self.marks
                .iter()
                .find(|mark| mark.span.start == start)
                .copied()
        });
        match found {
            Some(mark) => self.unexpected_token(mark.span, wanted),
            None => {
                let last = self.marks.last().map_or(whole, |mark| mark.span);
                let written = self.written(last);
                if let Some(diagnostic) = self.unsupported_word(last) {
                    return self.report(diagnostic);
                }
                self.report(messages::incomplete(last, written, wanted));
            }
        }
    }

    /// Reports a token that does not belong where it stands.
    pub(super) fn unexpected_token(&mut self, span: Span, wanted: Option<Text>) {
        let before = self
            .marks
            .iter()
            .rev()
            .find(|mark| mark.span.end <= span.start)
            .copied();
        let reported = |mark: &Mark| {
            mark.reported && (mark.span == span || Some(mark.span) == before.map(|mark| mark.span))
        };
        if self.marks.iter().any(reported) {
            return;
        }
        let diagnostic = self
            .unsupported_word(span)
            .or_else(|| before.and_then(|mark| self.unsupported_word(mark.span)))
            .unwrap_or_else(|| messages::unexpected(span, self.written(span), wanted));
        self.report(diagnostic);
    }

    /// Reports a construct that the parser knows and formulas do not.
    pub(super) fn unsupported_node(&mut self, span: Span) -> Option<Lowered> {
        let whole = match (self.marks.first(), self.marks.last()) {
            (Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
            _ => span,
        };
        let span = if span.start < span.end { span } else { whole };
        let help = Text::new(
            "公式里可用的写法见 docs/diagnostics-formula.md",
            "docs/diagnostics-formula.md shows what formulas can say",
        );
        self.report(messages::unsupported(span, self.written(span), help));
        None
    }

    /// The diagnostic of a word of SQL that formulas leave out.
    pub(super) fn unsupported_word(&self, span: Span) -> Option<crate::diagnostic::Diagnostic> {
        let written = self.written(span);
        let (word, zh, en) = UNSUPPORTED
            .iter()
            .find(|(word, ..)| word.eq_ignore_ascii_case(written))?;
        Some(messages::unsupported(span, word, Text::new(*zh, *en)))
    }
}
