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
/// stands alone, but for punctuation, what stands in brackets, and whose total it is; a
/// signature's word may be followed by a name.
pub(super) fn is_total(text: &str) -> bool {
    if !may_be_total(text) {
        return false;
    }
    let seen: String = text.chars().filter(|found| !is_blank(*found)).collect();
    let seen = seen.trim_matches(is_mark);
    let is_total = TOTALS.iter().any(|word| {
        let behind = seen.strip_prefix(word);
        let before = seen.strip_suffix(word);
        behind.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
            // 全市合计, and not the number of a record.
            || before.is_some_and(|rest| rest.chars().all(is_han))
    });
    is_total || SIGNATURES.iter().any(|word| seen.starts_with(word))
}

/// Whether a text begins or ends as one of the words does. Nearly none does, so that nearly all
/// are let go without an allocation.
fn may_be_total(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let seen = text.trim_matches(|found| is_blank(found) || is_mark(found));
    let first = seen.chars().next();
    let begins = |word: &&str| word.chars().next() == first;
    TOTALS.iter().chain(&SIGNATURES).any(begins) || seen.ends_with('计')
}

fn is_mark(character: char) -> bool {
    matches!(
        character,
        '(' | ')'
            | '（'
            | '）'
            | '['
            | ']'
            | '【'
            | '】'
            | '—'
            | '-'
            | '*'
            | '：'
            | ':'
            | '，'
            | ','
            | '。'
    )
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
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
            "全市合计",
            "本页小计：",
            "— 红塔区 合计 —",
        ] {
            assert!(is_total(text), "{text}");
        }
        for text in [
            "C1",
            "530402",
            "合计镇2019-1",
            "总计划1号",
            "2019合计",
            "A-合计",
            "会计",
            "设计1",
            "（2019）云0402民初1号",
            "合作1",
            "T1",
            "",
            "一",
        ] {
            assert!(!is_total(text), "{text}");
        }
    }
}
