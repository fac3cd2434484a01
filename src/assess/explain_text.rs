//! An explanation in words.

use super::{ExplainedMeasure, ExplainedRecord, Explanation, Reason};
use crate::text::{Language, Text, text};

impl Explanation {
    /// The explanation for a person; of each list at most `entries` lines, and
    /// how many there are in all.
    pub fn render(&self, language: Language, entries: usize) -> String {
        let say = |text: Text| text.get(language).to_owned();
        let Self {
            indicator,
            division_code,
            division_name,
            as_of,
            formula,
            figure,
            ..
        } = self;
        let label = self.label.get(language);
        let numbers = match (figure.numerator, figure.denominator) {
            (Some(top), Some(bottom)) => {
                format!(" = {} / {}", top.exact_text(), bottom.exact_text())
            }
            _ => String::new(),
        };
        let verdict = self.verdict();
        let mut lines = vec![
            say(text!(
                "{label}({indicator}),{division_name} {division_code},截至 {as_of}:{value}",
                "{label} ({indicator}), {division_name} {division_code}, as of {as_of}: {value}",
                value = figure.display
            )),
            say(text!(
                "  公式 {formula}{numbers}",
                "  formula {formula}{numbers}"
            )),
            format!("  {}", verdict.get(language)),
        ];
        for measure in &self.measures {
            measure.render(language, entries, &mut lines);
        }
        if let Some((label, clause)) = &self.clause {
            let label = label.get(language);
            lines.push(say(text!(
                "  依据“{label}”:{clause}",
                "  clause `{label}`: {clause}"
            )));
        }
        lines.join("\n")
    }

    /// Whether the target is met, or why that cannot be said, in words.
    pub fn verdict(&self) -> Text {
        let figure = &self.figure;
        match (figure.reason, &self.target, figure.met) {
            (Some(Reason::EmptyDenominator), _, Some(true)) => text!(
                "分母为零,按定义视为达标",
                "the denominator is zero, which the definition counts as met"
            ),
            (Some(Reason::EmptyDenominator), ..) => {
                text!("分母为零,不适用", "the denominator is zero: not applicable")
            }
            (Some(Reason::NotReceived), ..) => {
                let name = |language| {
                    let datasets = self.not_received.iter();
                    let names = datasets.map(|(_, label)| label.get(language).to_owned());
                    list(names, language)
                };
                let (zh, en) = (name(Language::Chinese), name(Language::English));
                text!(
                    "未收到数据，无法判定：{zh}",
                    "not received, so it cannot be judged: {en}"
                )
            }
            (Some(Reason::NoValue), ..) => text!(
                "所用的计量没有数值,不适用",
                "a measure it reads has no value: not applicable"
            ),
            (_, Some(Text { zh, en }), Some(true)) => {
                text!("目标{zh}:达标", "target {en}: met")
            }
            (_, Some(Text { zh, en }), Some(false)) => {
                text!("目标{zh}:未达标", "target {en}: not met")
            }
            _ => text!(
                "该区划没有单列的目标",
                "the division has no target of its own"
            ),
        }
    }
}

impl ExplainedMeasure {
    fn render(&self, language: Language, entries: usize, lines: &mut Vec<String>) {
        let say = |text: Text| text.get(language).to_owned();
        let Self { measure, value, .. } = self;
        let label = self.label.get(language);
        lines.push(say(text!(
            "  {label}({measure})= {value}",
            "  {label} ({measure}) = {value}"
        )));
        if !self.children.is_empty() {
            let own = self
                .own
                .iter()
                .map(|own| say(text!("本级 {own}", "itself {own}")));
            let below = self.children.iter();
            let below = below.map(|(_, name, value)| format!("{name} {value}"));
            let shares = list(own.chain(below), language);
            lines.push(say(text!("    其中:{shares}", "    of which: {shares}")));
        }
        if !self.divisions.is_empty() {
            let listed = listed(self.divisions.len(), entries)
                .get(language)
                .to_owned();
            let names = self.divisions.iter().take(entries);
            let names = list(names.map(|(_, name)| name.clone()), language);
            let count = self.divisions.len();
            lines.push(say(text!(
                "    计入的区划 {count} 个{listed}:{names}",
                "    divisions that count: {count}{listed}: {names}"
            )));
        }
        let counted = text!("计入的记录", "records that count");
        let rejected = text!("因校验规则未计入的记录", "records kept out by rules");
        for (records, what) in [(&self.counted, counted), (&self.rejected, rejected)] {
            if records.is_empty() {
                continue;
            }
            let (what, count) = (what.get(language), records.len());
            let listed = listed(count, entries).get(language).to_owned();
            lines.push(say(text!(
                "    {what} {count} 条{listed}:",
                "    {what}: {count}{listed}"
            )));
            let records = records.iter().take(entries);
            lines.extend(records.map(|record| format!("      {}", record.line(language))));
        }
    }
}

impl ExplainedRecord {
    fn line(&self, language: Language) -> String {
        let Self {
            dataset,
            key,
            row,
            division_code,
            amount,
            rules,
        } = self;
        let rules = rules.join(", ");
        let record = format!("{dataset} {key}");
        let record = record.trim_end();
        let line = if rules.is_empty() {
            text!(
                "{record},第 {row} 行,{division_code},计 {amount}",
                "{record}, row {row}, {division_code}, adds {amount}"
            )
        } else {
            text!(
                "{record},第 {row} 行,{division_code},应计 {amount},违反规则 {rules}",
                "{record}, row {row}, {division_code}, would add {amount}, but for {rules}"
            )
        };
        line.get(language).to_owned()
    }
}

/// How many of a list follow, where that is not all of them.
fn listed(count: usize, most: usize) -> Text {
    if count <= most {
        return Text::default();
    }
    text!("(只列前 {most})", " (the first {most})")
}

fn list(words: impl Iterator<Item = String>, language: Language) -> String {
    let words: Vec<String> = words.collect();
    words.join(match language {
        Language::Chinese => "、",
        Language::English => ", ",
    })
}
