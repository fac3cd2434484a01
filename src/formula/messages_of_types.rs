//! The diagnostics of the names, types and values of formulas, F010 to F030.

use super::messages::shortened;
use super::typed::{MOST_DECIMALS, Type};
use crate::diagnostic::{Diagnostic, Span};
use crate::limits;
use crate::text::{Text, text};

/// What a type is called in messages.
pub(super) fn type_name(r#type: Type) -> Text {
    match r#type {
        Type::Boolean => Text::new("是非值(真/假)", "true/false"),
        Type::Integer => Text::new("整数", "a whole number"),
        Type::Decimal { scale } => text!(
            "{scale} 位小数",
            "a decimal with {scale} digits after the point"
        ),
        Type::Ratio => Text::new("比值", "a ratio"),
        Type::Date => Text::new("日期", "a date"),
        Type::Time => Text::new("时刻", "a time of day"),
        Type::Text => Text::new("文本", "text"),
        Type::Division => Text::new("区划", "a division"),
    }
}

pub(super) fn unknown_name(span: Span, name: &str, suggestion: Option<String>) -> Diagnostic {
    let shown = shortened(name);
    let diagnostic = Diagnostic::error(
        "F010",
        span,
        text!("没有叫 `{shown}` 的名称", "there is no name `{shown}`"),
    );
    diagnostic.help(match suggestion {
        Some(meant) => text!("是否要写 `{meant}`?", "did you mean `{meant}`?"),
        None => text!(
            "名称要先在定义里声明;如果是文本,写成 `'{shown}'`",
            "names are declared in the definition; if a text is meant, write `'{shown}'`"
        ),
    })
}

pub(super) fn unknown_function(span: Span, name: &str, suggestion: Option<String>) -> Diagnostic {
    let shown = shortened(name);
    let diagnostic = Diagnostic::error(
        "F011",
        span,
        text!("没有函数 `{shown}`", "there is no function `{shown}`"),
    );
    diagnostic.help(match suggestion {
        Some(meant) => text!("是否要写 `{meant}`?", "did you mean `{meant}`?"),
        None => Text::new(
            "可用的函数:coalesce, length, matches, working_days, valid_division_code, valid_citizen_id, valid_credit_code",
            "the functions are coalesce, length, matches, working_days, valid_division_code, valid_citizen_id, valid_credit_code",
        ),
    })
}

pub(super) fn argument_count(span: Span, function: &str, usage: &str, found: usize) -> Diagnostic {
    Diagnostic::error(
        "F012",
        span,
        text!(
            "函数 `{function}` 的参数个数不对:给了 {found} 个",
            "`{function}` has the wrong number of arguments: {found}"
        ),
    )
    .help(text!("写成 `{usage}`", "write `{usage}`"))
}

pub(super) fn wrong_type(
    span: Span,
    expected: &Text,
    found: Type,
    help: Option<Text>,
) -> Diagnostic {
    let (Text { zh, en }, found) = (expected, type_name(found));
    let message = Text {
        zh: format!("这里应为{zh},实际是{}", found.zh),
        en: format!("expected {en}, but found {}", found.en),
    };
    let diagnostic = Diagnostic::error("F013", span, message);
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help(Text::new(
            "文本、数和是非值之间不会自动转换",
            "text, numbers and true/false are not converted into each other",
        )),
    }
}

pub(super) fn cannot_compare(
    span: Span,
    left: Type,
    right: Type,
    help: Option<Text>,
) -> Diagnostic {
    let (left, right) = (type_name(left), type_name(right));
    let message = Text {
        zh: format!("{}和{}不能比较", left.zh, right.zh),
        en: format!("{} cannot be compared with {}", left.en, right.en),
    };
    Diagnostic::error("F014", span, message).help(help.unwrap_or_else(|| {
        Text::new(
            "比较的两边要同为数、同为文本或同为日期",
            "both sides have to be numbers, or both text, or both dates",
        )
    }))
}

pub(super) fn compares_null(span: Span) -> Diagnostic {
    Diagnostic::error(
        "F015",
        span,
        Text::new(
            "与 NULL 比较的结果永远是未知",
            "a comparison with NULL is always unknown",
        ),
    )
    .help(Text::new(
        "写 `IS NULL` 或 `IS NOT NULL`",
        "write `IS NULL` or `IS NOT NULL`",
    ))
}

pub(super) fn untyped_null(span: Span) -> Diagnostic {
    Diagnostic::error(
        "F016",
        span,
        Text::new("这里的 NULL 没有类型", "NULL has no type here"),
    )
    .help(Text::new(
        "NULL 只能作 CASE 或 COALESCE 的结果,且至少有一个结果不是 NULL",
        "NULL can only be a result of CASE or COALESCE, of which another result is not NULL",
    ))
}

pub(super) fn number_too_large(span: Span, written: &str) -> Diagnostic {
    let shown = shortened(written);
    Diagnostic::error(
        "F017",
        span,
        text!("数 `{shown}` 太大", "number too large: `{shown}`"),
    )
    .help(Text::new(
        "整数在 ±9223372036854775807 之内,小数最多 18 位数字",
        "whole numbers lie within ±9223372036854775807, decimals have at most 18 digits",
    ))
}

pub(super) fn malformed_number(span: Span, written: &str) -> Diagnostic {
    let shown = shortened(written);
    Diagnostic::error(
        "F018",
        span,
        text!(
            "`{shown}` 不是公式里的数",
            "`{shown}` is not a number of formulas"
        ),
    )
    .help(Text::new(
        "写成 `12` 或 `0.5`:小数点两边都要有数字,不用指数",
        "write `12` or `0.5`: digits on both sides of the point, no exponent",
    ))
}

pub(super) fn invalid_date(span: Span, written: &str) -> Diagnostic {
    let shown = shortened(written);
    Diagnostic::error(
        "F019",
        span,
        text!("没有 `{shown}` 这一天", "there is no day `{shown}`"),
    )
    .help(Text::new(
        "写成 `DATE '2019-02-28'`:四位年、两位月、两位日",
        "write `DATE '2019-02-28'`: four digits of year, two of month, two of day",
    ))
}

pub(super) fn unknown_code(
    span: Span,
    written: &str,
    suggestion: Option<String>,
    codes: &[String],
) -> Diagnostic {
    let shown = shortened(written);
    let diagnostic = Diagnostic::error(
        "F020",
        span,
        text!("代码表里没有 `{shown}`", "the code list has no `{shown}`"),
    );
    diagnostic.help(match suggestion {
        Some(meant) => text!("是否要写 `{meant}`?", "did you mean `{meant}`?"),
        None => {
            let mut list = codes
                .iter()
                .take(12)
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(", ");
            if codes.len() > 12 {
                list.push_str(", …");
            }
            text!("代码有:{list}", "the codes are {list}")
        }
    })
}

pub(super) fn list_of_literals(span: Span) -> Diagnostic {
    Diagnostic::error(
        "F021",
        span,
        Text::new("IN 的括号里只能是常量", "IN takes a list of constants"),
    )
    .help(Text::new(
        "写成 `x IN ('a', 'b')`;与其他名称比较用 `=` 和 OR",
        "write `x IN ('a', 'b')`; compare with other names by `=` and OR",
    ))
}

pub(super) fn list_too_long(span: Span, found: usize) -> Diagnostic {
    let most = limits::CODES;
    Diagnostic::error(
        "F021",
        span,
        text!(
            "IN 的括号里有 {found} 个值,最多 {most} 个",
            "IN has a list of {found} values, the most is {most}"
        ),
    )
    .help(Text::new("用一个代码表代替", "use a code list instead"))
}

pub(super) fn bad_pattern(span: Span, reason: &Text) -> Diagnostic {
    let message = Text {
        zh: format!("模式不能用:{}", reason.zh),
        en: format!("the pattern cannot be used: {}", reason.en),
    };
    Diagnostic::error("F022", span, message).help(Text::new(
        "模式按正则表达式书写,整段文本须与之相符,例如 `matches(x, '[0-9]{18}')`",
        "a pattern is a regular expression that the whole text has to match, such as `matches(x, '[0-9]{18}')`",
    ))
}

pub(super) fn pattern_not_literal(span: Span) -> Diagnostic {
    Diagnostic::error(
        "F022",
        span,
        Text::new(
            "模式只能是一段写明的文本",
            "a pattern has to be a text written out",
        ),
    )
    .help(Text::new("写成 `'…'`", "write `'…'`"))
}

pub(super) fn misplaced_aggregate(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        "F023",
        span,
        text!("汇总函数 `{name}` 不能写在这里", "the aggregate `{name}` cannot stand here"),
    )
    .help(Text::new(
        "汇总函数只能是一个计量(measure)的整个公式;其余计算写在指标(indicator)里",
        "an aggregate is the whole formula of a measure; further computation belongs in an indicator",
    ))
}

pub(super) fn not_an_aggregate(span: Span) -> Diagnostic {
    Diagnostic::error("F024", span, Text::new("计量的公式须是一个汇总函数", "a measure has to be an aggregate"))
        .help(Text::new(
            "写成 `count(*)`、`count(x)`、`count(distinct x)`、`sum(x)`、`min(x)` 或 `max(x)`,后面可加 `FILTER (WHERE …)`",
            "write `count(*)`, `count(x)`, `count(distinct x)`, `sum(x)`, `min(x)` or `max(x)`, with `FILTER (WHERE …)` if need be",
        ))
}

pub(super) fn bad_aggregate_argument(span: Span, message: Text, help: Text) -> Diagnostic {
    Diagnostic::error("F025", span, message).help(help)
}

pub(super) fn filter_without_aggregate(span: Span) -> Diagnostic {
    Diagnostic::error(
        "F026",
        span,
        Text::new(
            "FILTER 只能跟在汇总函数后面",
            "FILTER can only follow an aggregate",
        ),
    )
    .help(Text::new(
        "写成 `count(*) FILTER (WHERE …)`",
        "write `count(*) FILTER (WHERE …)`",
    ))
}

pub(super) fn too_many_decimals(span: Span, found: u32) -> Diagnostic {
    let most = MOST_DECIMALS;
    Diagnostic::error(
        "F027",
        span,
        text!(
            "乘积有 {found} 位小数,最多 {most} 位",
            "the product has {found} digits after the point, the most is {most}"
        ),
    )
    .help(Text::new(
        "减少因数的小数位",
        "use factors with fewer decimals",
    ))
}

pub(super) fn not_a_condition(span: Span, found: Type) -> Diagnostic {
    let found = type_name(found);
    let message = Text {
        zh: format!("条件的结果应为是非值(真/假),实际是{}", found.zh),
        en: format!("a condition has to be true/false, but this is {}", found.en),
    };
    Diagnostic::error("F028", span, message).help(Text::new(
        "写成比较,例如 `persons >= 1`",
        "write a comparison such as `persons >= 1`",
    ))
}

pub(super) fn different_results(span: Span, first: Type, found: Type) -> Diagnostic {
    let (first, found) = (type_name(first), type_name(found));
    let message = Text {
        zh: format!("各结果的类型须一致:前面是{},这里是{}", first.zh, found.zh),
        en: format!(
            "the results have to be of one type: before it was {}, here it is {}",
            first.en, found.en
        ),
    };
    Diagnostic::error("F029", span, message).help(Text::new(
        "让 CASE 或 COALESCE 的每个结果同为数、同为文本或同为日期",
        "make every result of the CASE or COALESCE a number, or a text, or a date",
    ))
}

pub(super) fn not_a_division(span: Span, written: &str) -> Diagnostic {
    let shown = shortened(written);
    Diagnostic::error(
        "F030",
        span,
        text!("`{shown}` 不是区划代码", "`{shown}` is not a division code"),
    )
    .help(Text::new(
        "区划代码为 2、4、6、9 或 12 位数字，例如 `'530402'`",
        "a division code has 2, 4, 6, 9 or 12 digits, as in `'530402'`",
    ))
}
