//! What is said of values and columns that are not as their field asks.

use arrow_schema::DataType;

use super::value::{Context, other_number};
use crate::definition::FieldType;
use crate::diagnostic::did_you_mean;
use crate::error::{Error, ErrorKind, Result};
use crate::forms::{self, Refusal};
use crate::limits;
use crate::plan::{DatasetPlan, FieldPlan, Plan, StructuralRule};
use crate::spelling::{usual, visible};
use crate::text::{Text, text};

/// What a field's values should be.
pub(crate) fn expected(field: &FieldPlan) -> Text {
    match field.r#type {
        FieldType::Text => text!("文本", "text"),
        FieldType::Integer => text!("整数", "a whole number"),
        FieldType::Decimal { scale } => {
            text!(
                "至多 {scale} 位小数的数",
                "a number with at most {scale} decimals"
            )
        }
        FieldType::Date => text!("日期（如 2019-11-30）", "a date such as 2019-11-30"),
        FieldType::Time => text!("时刻（如 08:30）", "a time such as 08:30"),
        FieldType::Boolean => text!("是或否（true、false）", "true or false"),
        FieldType::Division => text!("区划代码", "a division code"),
    }
}

/// Why the text found in a field is no value of it, and what to write instead, to be put behind
/// what was expected: empty where there is nothing more to say. It is told from the text, so a
/// personal value, which is masked, gets none.
pub(crate) fn reason(plan: &Plan, field: &FieldPlan, rule: StructuralRule, found: &str) -> Text {
    if field.personal || found.is_empty() {
        return Text::default();
    }
    let seen = usual(found);
    if rule == StructuralRule::Type && says_nothing(&seen) {
        return text!(
            "；没有数值时请留空",
            "; leave the cell empty where there is no value"
        );
    }
    let said = match rule {
        StructuralRule::Type => {
            let refusal = other_number(&Context::new(plan), field, &seen).err();
            refusal.and_then(|refusal| because(&refusal, field))
        }
        StructuralRule::CodeList => Some(allowed(field, &seen)),
        StructuralRule::UnknownDivision => division_help(plan, &seen),
        _ => None,
    };
    said.map_or_else(Text::default, |Text { zh, en }| text!("；{zh}", "; {en}"))
}

/// Whether a text stands for no value, as people and databases write it.
fn says_nothing(text: &str) -> bool {
    const NOTHING: [&str; 10] = [
        "-", "--", "/", "\\", "\\N", "无", "暂无", "null", "n/a", "none",
    ];
    NOTHING
        .iter()
        .any(|nothing| text.eq_ignore_ascii_case(nothing))
}

fn because(refusal: &Refusal, field: &FieldPlan) -> Option<Text> {
    Some(match refusal {
        Refusal::NoForm => return None,
        Refusal::Ambiguous(readings) => {
            let (zh, en) = (readings.join(" 或 "), readings.join(" or "));
            text!(
                "可能是 {zh}，请写明年、月、日",
                "it can mean {en}: write year, month and day"
            )
        }
        Refusal::NoSuchDay => text!("没有这一天", "there is no such day"),
        Refusal::TimeInDate => text!(
            "带有零点以外的时刻，请只写日期",
            "it has a time other than midnight: write the date alone"
        ),
        Refusal::NoOffset => text!(
            "带有时区，而项目定义没有写明 utc_offset，不知是当地的哪一天",
            "it has a time zone, and without `utc_offset` in the programme its local day is unknown"
        ),
        Refusal::Serial(readings) => {
            let shown = readings.iter().flatten().map(ToString::to_string);
            let shown: Vec<String> = shown.collect();
            let (zh, en) = (shown.join(" 或 "), shown.join(" or "));
            text!(
                "这是电子表格的日期序号（可能是 {zh}），请把该列设为日期格式或写成日期",
                "it is a spreadsheet's count of days, which can mean {en}: format the column as dates"
            )
        }
        Refusal::Seconds => text!(
            "时刻只到分钟，请去掉秒",
            "times are in whole minutes: leave the seconds out"
        ),
        Refusal::Unit(unit) => {
            let unit = visible(unit);
            text!(
                "数字后面带有“{unit}”，请只写数字",
                "`{unit}` stands behind the number: write the number alone"
            )
        }
        Refusal::Exponent => text!(
            "科学计数法可能已丢失末位数字，请写出全部数字",
            "an exponent may have lost digits: write all digits"
        ),
        Refusal::Percent => text!(
            "请写不带百分号的数",
            "write the number without the sign of percent or permille"
        ),
        Refusal::Grouping => text!("逗号不在千位上", "its commas do not stand at thousands"),
        Refusal::Decimals => match field.r#type {
            FieldType::Integer => text!("带有小数", "it has a part behind the point"),
            _ => text!("小数位数过多", "it has more decimals"),
        },
        Refusal::Range => text!("超出可精确计算的范围", "it is beyond the exact range"),
    })
}

/// The most codes that a message lists.
const CODES_SHOWN: usize = 12;

/// What a code list allows, the nearest first where one is near.
fn allowed(field: &FieldPlan, found: &str) -> Text {
    let codes = field.codes.as_deref().unwrap_or_default();
    let labels = || field.code_labels.iter();
    let position = |near: &str| {
        let known = codes.iter().zip(labels());
        let mut known = known.map(|(code, label)| [code, &label.zh, &label.en]);
        known.position(|names| names.iter().any(|name| name.as_str() == near))
    };
    let words = labels().flat_map(|label| [&label.zh, &label.en]);
    let near = did_you_mean(found, codes.iter().chain(words));
    let near = near.and_then(|near| position(&near));
    let mut order: Vec<usize> = (0..codes.len()).collect();
    order.sort_by_key(|place| Some(*place) != near);
    let listed = |shown: fn(&str, &Text) -> String, between: &str| {
        let places = order.iter().take(CODES_SHOWN);
        let known = places.filter_map(|place| {
            let (code, label) = (codes.get(*place)?, field.code_labels.get(*place)?);
            Some(shown(code, label))
        });
        known.collect::<Vec<_>>().join(between)
    };
    let zh = listed(|code, label| format!("{}（{code}）", label.zh), "、");
    let en = listed(|code, label| format!("`{code}` ({})", label.en), ", ");
    match order.len().saturating_sub(CODES_SHOWN) {
        0 => text!("可填 {zh}", "allowed are {en}"),
        more => text!(
            "可填 {zh} 等，另有 {more} 项",
            "allowed are {en} and {more} more"
        ),
    }
}

/// What may have happened to a text that is no code of the register.
fn division_help(plan: &Plan, found: &str) -> Option<Text> {
    let is_digits = found.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits && !matches!(found.len(), 2 | 4 | 6 | 9 | 12) {
        let length = found.len();
        return Some(text!(
            "区划代码应为 2、4、6、9 或 12 位数字，此处为 {length} 位",
            "a division code has 2, 4, 6, 9 or 12 digits, and this has {length}"
        ));
    }
    if is_digits {
        return None;
    }
    if forms::other_number(found, 0) == Err(Refusal::Exponent) || is_exponent(found) {
        return Some(text!(
            "这是电子表格把代码当作数字而丢失的末位，请把该列设为文本格式后重新填写代码",
            "a spreadsheet took the code for a number and lost its last digits: format the column as text and enter the codes again"
        ));
    }
    let id = plan.network.only_one_named(found)?;
    let code = plan.network.code(id).padded();
    Some(text!(
        "名称不作为代码读取；名为“{found}”的区划代码是 {code}",
        "names are not read as codes; the division named `{found}` has the code {code}"
    ))
}

/// Whether a text is a number with a point and an exponent, such as `5.30402E+11`.
fn is_exponent(text: &str) -> bool {
    let parts = text.split_once(['e', 'E']);
    parts.is_some_and(|(number, exponent)| {
        let digits = |text: &str| {
            text.chars().any(|c| c.is_ascii_digit())
                && text
                    .chars()
                    .all(|c| c.is_ascii_digit() || matches!(c, '.' | '+' | '-'))
        };
        digits(number) && digits(exponent)
    })
}

/// The cap on one text value, checked where a value is kept.
pub(crate) fn check_length(dataset: &DatasetPlan, field: &FieldPlan, found: &str) -> Result<()> {
    if found.len() <= limits::VALUE_BYTES {
        return Ok(());
    }
    let limit = limits::VALUE_BYTES;
    let message = text!(
        "取值超过 {limit} 字节",
        "a value is longer than {limit} bytes"
    );
    Err(Error::new(ErrorKind::Limit, message)
        .in_dataset(&dataset.id)
        .in_column(&field.name))
}

/// A column whose type is not accepted for its field.
pub(super) fn refused(dataset: &DatasetPlan, field: &FieldPlan, found: Option<&DataType>) -> Error {
    let wanted = expected(field);
    let (holds, advice) = match found {
        Some(found) => (contents(found), advice(field.r#type, found)),
        None => (Text::default(), Text::default()),
    };
    let message = Text {
        zh: format!("应为{}，但该列为{}{}", wanted.zh, holds.zh, advice.zh),
        en: format!(
            "expected {}, but the column holds {}{}",
            wanted.en, holds.en, advice.en
        ),
    };
    Error::new(ErrorKind::Input, message)
        .in_dataset(&dataset.id)
        .in_column(&field.name)
}

/// What a column of an Arrow type holds, with Arrow's name for those who made it.
fn contents(found: &DataType) -> Text {
    let plain = match found {
        DataType::Boolean => Text::new("是非值", "true and false"),
        DataType::Float16 | DataType::Float32 | DataType::Float64 => {
            Text::new("二进制浮点数", "binary floats")
        }
        DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => Text::new("小数", "decimals"),
        DataType::Date32 | DataType::Date64 => Text::new("日期", "dates"),
        DataType::Timestamp(_, None) => Text::new("日期时间", "dates with times"),
        DataType::Timestamp(_, Some(_)) => {
            Text::new("带时区的日期时间", "dates with times in a time zone")
        }
        DataType::Time32(_) | DataType::Time64(_) => Text::new("时刻", "times of day"),
        found if found.is_integer() => Text::new("整数", "whole numbers"),
        found if found.is_nested() => Text::new("列表或结构", "lists or structures"),
        _ => Text::new("其他类型", "another type"),
    };
    let Text { zh, en } = plain;
    text!("{zh}({found})", "{en} ({found})")
}

/// What to do with a column of that type.
fn advice(wanted: FieldType, found: &DataType) -> Text {
    match (wanted, found) {
        (FieldType::Division, _) => {
            Text::new("；请把代码列按文本读入", "; read the code column as text")
        }
        (FieldType::Date, DataType::Timestamp(_, Some(_))) => Text::new(
            "；请在项目定义中写明 utc_offset，或先换算为当地日期",
            "; declare `utc_offset` in the programme, or convert it to local dates first",
        ),
        (FieldType::Integer, found) if found.is_floating() => Text::new(
            "；整数列因有空值变成浮点数时，请先转换为可空整数",
            "; if missing values made floats of whole numbers, convert the column to nullable integers",
        ),
        (FieldType::Decimal { .. }, found) if found.is_floating() => Text::new(
            "；浮点数不精确，请转换为定点小数或文本",
            "; floats are not exact: convert the column to decimals or text",
        ),
        _ => Text::new("；请转换后再交", "; convert the column first"),
    }
}

#[cfg(test)]
#[path = "messages_tests.rs"]
mod tests;
