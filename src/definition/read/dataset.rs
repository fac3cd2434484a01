//! `[[dataset]]`.

use super::super::code;
use super::super::dataset::{Dataset, Field, FieldType};
use super::super::keys::records as keys;
use super::super::keys::table::TableReader;
use super::super::name::Name;
use crate::diagnostic::Diagnostic;
use crate::text::text;

/// `[[dataset]]`.
pub(super) fn read_dataset(table: TableReader<'_, keys::Dataset>) -> Option<Dataset> {
    let keys = table.keys();
    let dataset = Dataset {
        id: table.read(keys.id).unwrap_or_default(),
        label: table.read(keys.label).unwrap_or_default(),
        key: table.read(keys.key).unwrap_or_default(),
        division: table.read(keys.division).unwrap_or_default(),
        date: table.read(keys.date),
        version: read_version(&table),
        not_counted: table.read(keys.not_counted),
        fields: table.each(keys.field, read_field),
    };
    table.finish();
    Some(dataset)
}

/// The field that orders the records of one key; `versions` says what is done
/// with the order.
fn read_version(table: &TableReader<'_, keys::Dataset>) -> Option<Name> {
    let keys = table.keys();
    let versions = table.read(keys.versions);
    let version = table.read(keys.version);
    let span = table.span();
    if table.has(keys.versions) && !table.has(keys.version) {
        table.sink().report(
            Diagnostic::error(
                code::MISSING_KEY,
                span,
                text!(
                    "有 `versions` 的数据集缺少 `version`",
                    "a dataset with `versions` lacks `version`"
                ),
            )
            .help(text!(
                "用 `version` 写明按哪个字段分先后，例如上报日期",
                "name with `version` the field that orders them, such as the day of the report"
            )),
        );
    }
    if let Some(version) = version.as_ref().filter(|_| !table.has(keys.versions)) {
        table.sink().report(
            Diagnostic::error(
                code::UNCLEAR_KIND,
                version.span,
                text!(
                    "有 `version` 而没有 `versions`",
                    "there is `version` without `versions`"
                ),
            )
            .help(text!(
                "加上 `versions = \"latest\"`：同一主键下版本最高的记录计入",
                "add `versions = \"latest\"`: of the records of one key the highest version counts"
            )),
        );
    }
    if table.has(keys.versions) && !table.has(keys.key) {
        table.sink().error(
            code::UNCLEAR_KIND,
            span,
            text!(
                "没有 `key` 的数据集不能有 `versions`",
                "a dataset without `key` cannot have `versions`"
            ),
        );
    }
    version.filter(|_| versions.is_some())
}

fn read_field(table: TableReader<'_, keys::Field>) -> Option<Field> {
    let keys = table.keys();
    let name = table.read(keys.name).unwrap_or_default();
    let label = table.read(keys.label).unwrap_or_default();
    let plain = table.read(keys.r#type).unwrap_or(FieldType::Text);
    let r#type = with_scale(&table, plain);
    let codes = table.read(keys.codes);
    if let Some(codes) = codes.as_ref().filter(|_| plain != FieldType::Text) {
        table.sink().error(
            code::UNFIT_FIELD,
            codes.span,
            text!(
                "只有 `text` 类型的字段可以使用代码表",
                "only a field of type `text` has a code list"
            ),
        );
    }
    let required = table.read(keys.required);
    let personal = table.read(keys.personal);
    let date_of_time = read_date_of_time(&table, plain);
    table.finish();
    Some(Field {
        name,
        label,
        r#type,
        codes,
        required,
        personal,
        date_of_time,
    })
}

/// The type with its digits after the point, which only a decimal has.
fn with_scale(table: &TableReader<'_, keys::Field>, plain: FieldType) -> FieldType {
    let (key, span) = (table.keys().scale, table.span());
    let scale = table.read(key);
    match (plain, scale) {
        (FieldType::Decimal { .. }, Some(scale)) => return FieldType::Decimal { scale },
        (FieldType::Decimal { .. }, None) if !table.has(key) => table.sink().error(
            code::MISSING_KEY,
            span,
            text!(
                "小数字段缺少小数位数 `scale`",
                "a decimal field lacks `scale`, its digits after the point"
            ),
        ),
        (FieldType::Decimal { .. }, None) | (_, None) => {}
        (_, Some(_)) => table.sink().error(
            code::UNFIT_FIELD,
            span,
            text!(
                "只有小数字段可以有 `scale`",
                "only a decimal field has `scale`"
            ),
        ),
    }
    plain
}

/// Whether a time of day is dropped, which only a date field can say.
fn read_date_of_time(table: &TableReader<'_, keys::Field>, r#type: FieldType) -> bool {
    let key = table.keys().date_of_time;
    let flag = table.given(key);
    if let Some(flag) = flag.as_ref().filter(|_| r#type != FieldType::Date) {
        table.sink().report(
            Diagnostic::error(
                code::UNFIT_FIELD,
                flag.span,
                text!(
                    "只有日期字段可以有 `date_of_time`",
                    "only a date field has `date_of_time`"
                ),
            )
            .help(text!(
                "删去 `date_of_time`，或把字段的类型改为 `date`",
                "remove `date_of_time`, or give the field the type `date`"
            )),
        );
    }
    flag.map_or(key.default, |flag| flag.value)
}
