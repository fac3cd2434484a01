//! 综合考评表: points, grades and ranks.

use super::book::Book;
use super::column::{Column, Heading};
use super::sheet::Sheet;
use super::value::Value;
use super::{code_values, division_columns};
use crate::error::Result;
use crate::score::Attainment;

pub(super) fn write(book: &mut Book<'_>) -> Result<()> {
    let Some(board) = book.dossier.scoreboard else {
        return Ok(());
    };
    // All divisions were scored by one scheme.
    let Some(first) = board.scores().first() else {
        return Ok(());
    };
    let mut columns = vec![Column::number(book.say("名次", "rank"))];
    columns.extend(division_columns(book));
    let items = first.items.iter().map(|it| &it.id);
    let bonuses = first.bonuses.iter().map(|it| &it.id);
    let deductions = first.deductions.iter().map(|it| &it.id);
    let mut under = |group: &str, ids: &mut dyn Iterator<Item = &String>| {
        columns.extend(ids.map(|id| Column::number(book.indicator_label(id)).under(group)));
    };
    under(book.say("得分", "points"), &mut { items });
    under(book.say("加分", "bonuses"), &mut { bonuses });
    under(book.say("扣分", "deductions"), &mut { deductions });
    columns.extend([
        Column::number(book.say("总分", "total")),
        Column::short(book.say("等次", "grade")),
        Column::words(book.say("一票否决", "vetoes")).up_to(16),
        Column::words(book.say("计算过程", "how it came about")).up_to(40),
    ]);
    let left_out = book.say("不计", "left out");
    let not_received = book.say("未收到数据", "not received");
    let language = book.language();
    let heading = Heading::of("综合考评表", "scores");
    let mut sheet = Sheet::new(book, heading, columns)?;
    for score in board.scores() {
        let rank = score.rank.map_or(Value::text("—"), Value::count);
        let mut row = vec![rank];
        row.extend(code_values(sheet.book(), score.division));
        for item in &score.items {
            let points = item.points.map(|points| Value::Number(points.shown));
            let why = match item.attainment {
                Attainment::NotReceived => not_received,
                _ => left_out,
            };
            row.push(points.unwrap_or(Value::text(why)));
        }
        for adjustment in score.bonuses.iter().chain(&score.deductions) {
            let points = adjustment.points;
            let points = points.map(|points| Value::Number(points.shown));
            row.push(points.unwrap_or(Value::text(not_received)));
        }
        let vetoes = score.vetoes.iter().map(|veto| veto.reason.get(language));
        let vetoes: Vec<&str> = vetoes.collect();
        let grade = score.grade.as_ref().map(|grade| grade.get(language));
        let total = score.total.as_ref();
        let total = total.map(|total| Value::Number(total.shown));
        row.extend([
            total.unwrap_or(Value::text("—")),
            Value::text(grade.unwrap_or("—")),
            Value::text(vetoes.join(sheet.book().say("、", ", "))),
            Value::text(score.formula.get(language)),
        ]);
        sheet.row(row)?;
    }
    sheet.finish()
}
