//! What is said of values and columns that are not as their field asks.

use arrow_schema::DataType;

use crate::definition::FieldType;
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::plan::{DatasetPlan, FieldPlan};
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
        FieldType::Date => text!("日期(如 2019-11-30)", "a date such as 2019-11-30"),
        FieldType::Time => text!("时刻(如 08:30)", "a time such as 08:30"),
        FieldType::Boolean => text!("是或否(true/false)", "true or false"),
        FieldType::Division => text!("区划代码", "a division code"),
    }
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
        zh: format!("应为{},但该列为{}{}", wanted.zh, holds.zh, advice.zh),
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
            Text::new(";请把代码列按文本读入", "; read the code column as text")
        }
        (FieldType::Date, DataType::Timestamp(_, Some(_))) => {
            Text::new(";请先换算为当地日期", "; convert it to local dates first")
        }
        (FieldType::Integer, found) if found.is_floating() => Text::new(
            ";整数列因有空值变成浮点数时,请先转换为可空整数",
            "; if missing values made floats of whole numbers, convert the column to nullable integers",
        ),
        (FieldType::Decimal { .. }, found) if found.is_floating() => Text::new(
            ";浮点数不精确,请转换为定点小数或文本",
            "; floats are not exact: convert the column to decimals or text",
        ),
        _ => Text::new(";请转换后再交", "; convert the column first"),
    }
}
