//! Rows that are no records: totals and signatures under a table that people made.

use crate::spelling::is_blank;

/// What the first cell of a total row says.
const TOTALS: [&str; 5] = ["合计", "总计", "小计", "共计", "总合计"];
/// What a cell begins with in which somebody signs.
const SIGNATURES: [&str; 16] = [
    "填表人",
    "审核人",
    "制表人",
    "填报人",
    "复核人",
    "负责人",
    "单位负责人",
    "分管领导",
    "填报单位",
    "填表单位",
    "填报日期",
    "填表日期",
    "制表日期",
    "制表单位",
    "联系电话",
    "盖章",
];

/// Whether a key or a division says that its row holds a total or a signature. A total's word
/// stands alone, but for punctuation and what stands in brackets; a signature's word may be
/// followed by a name.
pub(super) fn is_total(text: &str) -> bool {
    // Nearly all keys and codes are ASCII, as none of these words is.
    if text.is_ascii() {
        return false;
    }
    let seen: String = text
        .chars()
        .filter(|character| !is_blank(*character))
        .collect();
    let seen = seen.trim_start_matches(is_mark);
    let is_total = TOTALS.iter().any(|word| {
        let rest = seen.strip_prefix(word);
        rest.is_some_and(|rest| {
            rest.chars()
                .next()
                .is_none_or(|next| !next.is_alphanumeric())
        })
    });
    is_total || SIGNATURES.iter().any(|word| seen.starts_with(word))
}

fn is_mark(character: char) -> bool {
    matches!(
        character,
        '(' | '（' | '[' | '【' | '—' | '-' | '*' | '：' | ':'
    )
}

#[cfg(test)]
mod tests {
    use super::is_total;

    #[test]
    fn rows_that_are_no_records() {
        for text in [
            "合计",
            "合 计",
            "合　计",
            "合计:",
            "合计（件）",
            "总计",
            "小计",
            "（合计）",
            "填表人：张三",
            "填 表 人 张三",
            "审核人:",
            "单位负责人（签字）",
        ] {
            assert!(is_total(text), "{text}");
        }
        for text in [
            "C1",
            "530402",
            "合计镇2019-1",
            "总计划1号",
            "合作1",
            "T1",
            "",
            "一",
        ] {
            assert!(!is_total(text), "{text}");
        }
    }
}
