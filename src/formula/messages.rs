//! The diagnostics of the text of formulas, F001 to F009; those of its names and
//! types are in `messages_of_types`. `docs/diagnostics-formula.md` shows each with a bad and a repaired
//! formula, and the tests run those.

use crate::diagnostic::{Diagnostic, Span};
use crate::limits;
use crate::text::{Text, text};

pub(super) fn empty(span: Span) -> Diagnostic {
    Diagnostic::error(
        "F001",
        span,
        Text::new("公式是空的", "the formula is empty"),
    )
    .help(Text::new(
        "写一个表达式,例如 `count(*)`",
        "write an expression such as `count(*)`",
    ))
}

pub(super) fn too_many_bytes(span: Span, found: usize) -> Diagnostic {
    let most = limits::FORMULA_BYTES;
    too_large(
        span,
        text!(
            "公式有 {found} 字节,最多 {most} 字节",
            "the formula has {found} bytes, the most is {most}"
        ),
    )
}

pub(super) fn too_many_tokens(span: Span, found: usize) -> Diagnostic {
    let most = limits::FORMULA_TOKENS;
    too_large(
        span,
        text!(
            "公式有 {found} 个词和符号,最多 {most} 个",
            "the formula has {found} words and signs, the most is {most}"
        ),
    )
}

pub(super) fn too_many_parts(span: Span) -> Diagnostic {
    let most = limits::FORMULA_NODES;
    too_large(
        span,
        text!(
            "展开 BETWEEN 之后,公式超过 {most} 个部分",
            "with its BETWEENs written out the formula has more than {most} parts"
        ),
    )
}

fn too_large(span: Span, message: Text) -> Diagnostic {
    Diagnostic::error("F002", span, message).help(Text::new(
        "把公式拆成几条规则或几个计量",
        "split it into several rules or measures",
    ))
}

pub(super) fn too_deep(span: Span, most: usize) -> Diagnostic {
    Diagnostic::error(
        "F003",
        span,
        text!(
            "公式嵌套太深,最多 {most} 层",
            "the formula is nested too deeply, the most is {most} levels"
        ),
    )
    .help(Text::new(
        "去掉多余的括号、NOT 和负号,或拆成几条规则、几个计量",
        "drop needless parentheses, NOTs and signs, or split it into several rules or measures",
    ))
}

/// For characters of a Chinese keyboard that look like signs of a formula.
pub(super) fn full_width(span: Span, character: char) -> Option<Diagnostic> {
    let half = match character {
        '‘' | '’' | '＇' | '“' | '”' | '＂' | '「' | '」' => "'".to_owned(),
        '。' => ".".to_owned(),
        '、' => ",".to_owned(),
        '《' => "<".to_owned(),
        '》' => ">".to_owned(),
        '≤' => "<=".to_owned(),
        '≥' => ">=".to_owned(),
        '≠' => "<>".to_owned(),
        '×' => "*".to_owned(),
        '÷' => "/".to_owned(),
        '−' | '–' | '—' => "-".to_owned(),
        '\u{FF01}'..='\u{FF5E}' => {
            let code = u32::from(character).checked_sub(0xFEE0)?;
            char::from_u32(code)?.to_string()
        }
        _ => return None,
    };
    Some(
        Diagnostic::error(
            "F004",
            span,
            text!(
                "`{character}` 是中文(全角)符号,公式里不能用",
                "`{character}` is a full-width character, which formulas do not use"
            ),
        )
        .help(text!(
            "改用半角的 `{half}`",
            "write the half-width `{half}`"
        )),
    )
}

pub(super) fn comment(span: Span, written: &str) -> Diagnostic {
    let shown = shortened(written);
    Diagnostic::error(
        "F005",
        span,
        text!("公式里不能写注释:`{shown}`", "a formula cannot have a comment: `{shown}`"),
    )
    .help(Text::new(
        "注释写在公式外面,用 `#` 开头;若是减去负数,写成 `a - (-b)`",
        "write comments outside of the formula with `#`; to subtract a negative number write `a - (-b)`",
    ))
}

pub(super) fn foreign_token(span: Span, written: &str) -> Diagnostic {
    let shown = shortened(written);
    let diagnostic = Diagnostic::error(
        "F005",
        span,
        text!(
            "公式里不能用 `{shown}`",
            "`{shown}` is not part of formulas"
        ),
    );
    let help = match written.get(..1).unwrap_or_default() {
        "\"" | "`" => Text::new(
            "文本用单引号 `'…'`,名称不加引号",
            "text stands in single quotes `'…'`, names without quotes",
        ),
        "!" => Text::new(
            "不等于写 `<>`,否定写 `NOT`",
            "write `<>` for unequal and `NOT` for negation",
        ),
        "=" => Text::new("等于写一个 `=`", "write one `=`"),
        ";" => Text::new(
            "一个公式只写一个表达式,末尾不加分号",
            "a formula is one expression, without a semicolon",
        ),
        "|" => Text::new(
            "或者写 `OR`;文本不能拼接",
            "write `OR`; texts cannot be joined",
        ),
        "&" => Text::new("并且写 `AND`", "write `AND`"),
        ":" => Text::new(
            "类型不能转换;各字段的类型在数据集里声明",
            "types are not converted; a field's type is declared in its dataset",
        ),
        "%" => Text::new(
            "百分数写成小数,例如 `0.98`",
            "write a percentage as a decimal such as `0.98`",
        ),
        _ => Text::new(
            "可用的有名称、数、`'文本'`、`DATE '2019-01-01'`、`:参数`、`= <> < <= > >= + - * /`、括号和逗号",
            "there are names, numbers, `'text'`, `DATE '2019-01-01'`, `:parameters`, `= <> < <= > >= + - * /`, parentheses and commas",
        ),
    };
    diagnostic.help(help)
}

pub(super) fn lone_colon(span: Span) -> Diagnostic {
    Diagnostic::error(
        "F005",
        span,
        Text::new(
            "`:` 后面要紧跟参数名",
            "`:` has to be followed by the name of a parameter",
        ),
    )
    .help(Text::new(
        "例如 `:as_of`,中间不留空格",
        "for example `:as_of`, without a space",
    ))
}

/// The tokenizer stopped at `start`: a text that is not closed, or a stray character.
pub(super) fn broken_token(text: &str, offset: usize, start: usize) -> Diagnostic {
    let local = start.saturating_sub(offset);
    let rest = text.get(local..).unwrap_or_default();
    if rest.starts_with('\'') {
        let help = match rest
            .chars()
            .find(|character| matches!(character, '’' | '‘' | '＇'))
        {
            Some(found) => text!(
                "末尾的 `{found}` 是中文引号,改成半角的 `'`",
                "the closing `{found}` is a full-width quote, write the half-width `'`"
            ),
            None => Text::new(
                "在末尾加上 `'`;文本里的单引号写两个 `''`",
                "add the closing `'`; a quote within a text is written twice `''`",
            ),
        };
        return Diagnostic::error(
            "F006",
            Span::new(start, offset.saturating_add(text.len())),
            Text::new("文本没有结束的单引号", "the text has no closing quote"),
        )
        .help(help);
    }
    let length = rest.chars().next().map_or(0, char::len_utf8);
    let written = rest.get(..length).unwrap_or_default();
    foreign_token(Span::new(start, start.saturating_add(length)), written)
}

pub(super) fn unclosed(span: Span, opener: &str, closer: &str) -> Diagnostic {
    Diagnostic::error(
        "F007",
        span,
        text!(
            "这个 `{opener}` 没有对应的 `{closer}`",
            "this `{opener}` has no `{closer}`"
        ),
    )
    .help(text!(
        "在应当结束的地方加上 `{closer}`",
        "add `{closer}` where it should end"
    ))
}

pub(super) fn unopened(span: Span, found: &str, opener: &str) -> Diagnostic {
    Diagnostic::error(
        "F007",
        span,
        text!(
            "这个 `{found}` 前面没有对应的 `{opener}`",
            "this `{found}` has no `{opener}` before it"
        ),
    )
    .help(text!(
        "去掉它,或在前面补上 `{opener}`",
        "remove it, or add the `{opener}`"
    ))
}

pub(super) fn unexpected(span: Span, found: &str, expected: Option<Text>) -> Diagnostic {
    let shown = shortened(found);
    let diagnostic = Diagnostic::error(
        "F008",
        span,
        text!("这里不应出现 `{shown}`", "`{shown}` is not expected here"),
    );
    diagnostic.help(expected.unwrap_or_else(|| {
        Text::new(
            "检查前面是否漏了运算符、逗号或括号",
            "check whether an operator, a comma or a parenthesis is missing before it",
        )
    }))
}

pub(super) fn incomplete(span: Span, last: &str, expected: Option<Text>) -> Diagnostic {
    let shown = shortened(last);
    let diagnostic = Diagnostic::error(
        "F008",
        span,
        text!(
            "`{shown}` 后面缺少内容",
            "something is missing after `{shown}`"
        ),
    );
    diagnostic
        .help(expected.unwrap_or_else(|| Text::new("补全这个表达式", "complete the expression")))
}

pub(super) fn unsupported(span: Span, what: &str, help: Text) -> Diagnostic {
    Diagnostic::error(
        "F009",
        span,
        text!(
            "公式不支持 `{what}`",
            "`{what}` is not supported in formulas"
        ),
    )
    .help(help)
}

/// User input in a message, cut where it is long.
pub(super) fn shortened(written: &str) -> String {
    const MOST: usize = 40;
    if written.chars().count() <= MOST {
        return written.to_owned();
    }
    written
        .chars()
        .take(MOST)
        .chain(std::iter::once('…'))
        .collect()
}
