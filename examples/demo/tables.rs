//! The acceptance tables in a terminal.

use huimin::assess::{Judgement, MilestoneStatus, Status};
use huimin::definition::Severity;
use huimin::network::Level;
use huimin::report::{Align, TextTable, cell_text};
use huimin::{Assessment, Language, Result};

use crate::acceptance;

/// Examples shown of the findings of one rule.
const EXAMPLES: usize = 2;

/// Prints everything and gives the verdict back.
pub fn print(assessment: &Assessment, language: Language) -> Result<Judgement> {
    let words = Words(language);
    let head = &assessment.plan().definition.programme;
    println!(
        "\n{} {}",
        head.label.get(language),
        words.of("考核验收表", "acceptance table")
    );
    println!("{} {}\n", words.of("截至", "as of"), assessment.as_of());
    phases(assessment, words);
    indicators(assessment, words)?;
    counties(assessment, words)?;
    findings(assessment, words);
    acceptance::inspection(assessment, language)?;
    acceptance::scoring(assessment, language)?;
    verdict(assessment, words)
}

/// Prints the receipt: what was handed over, and what of it was read.
pub fn receipt(assessment: &Assessment, language: Language) -> Result<()> {
    let words = Words(language);
    let table = assessment.received_table(language)?;
    let columns = [
        ("file", words.of("文件", "file"), Align::Left),
        ("dataset", words.of("数据集", "dataset"), Align::Left),
        ("format", words.of("格式", "format"), Align::Left),
        ("encoding", words.of("编码", "encoding"), Align::Left),
        (
            "header_line",
            words.of("表头行", "header line"),
            Align::Right,
        ),
        ("rows", words.of("记录", "records"), Align::Right),
        ("rejected", words.of("不计入", "not counting"), Align::Right),
        ("counting", words.of("计入", "counting"), Align::Right),
    ];
    let mut shown = TextTable::new(columns.map(|(_, heading, align)| (heading, align)));
    for row in 0..table.num_rows() {
        let mut cells = Vec::with_capacity(columns.len());
        for (column, ..) in columns {
            let cell = cell_text(&table, row, column)?.unwrap_or_default();
            let dataset = assessment
                .plan()
                .datasets
                .iter()
                .find(|it| column == "dataset" && it.id == cell);
            cells.push(dataset.map_or(cell, |dataset| dataset.label.get(language).to_owned()));
        }
        shown.row(cells);
    }
    println!(
        "\n{}\n\n{}",
        words.of("接收清单", "receipt"),
        shown.render()
    );
    let datasets = assessment.plan().datasets.iter();
    let missing = datasets.filter(|dataset| assessment.not_received().any(|id| id == dataset.id));
    let missing: Vec<&str> = missing.map(|dataset| dataset.label.get(language)).collect();
    if !missing.is_empty() {
        let missing = missing.join(words.of("、", ", "));
        println!(
            "{}{missing}",
            words.of("未收到的数据集：", "datasets not received: ")
        );
    }
    Ok(())
}

#[derive(Clone, Copy)]
struct Words(Language);

impl Words {
    fn of<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self.0 {
            Language::Chinese => zh,
            Language::English => en,
        }
    }

    fn met(self, met: Option<bool>) -> &'static str {
        match met {
            Some(true) => self.of("达标", "met"),
            Some(false) => self.of("未达标", "not met"),
            None => "—",
        }
    }
}

fn phases(assessment: &Assessment, words: Words) {
    let phases: Vec<String> = assessment
        .phases()
        .map(|(phase, status)| {
            format!(
                "{} {}",
                phase.label.get(words.0),
                status.label().get(words.0)
            )
        })
        .collect();
    println!(
        "{}{}",
        words.of("阶段:", "phases: "),
        phases.join(words.of("、", ", "))
    );
    let milestones = assessment.milestones();
    let count =
        |status: MilestoneStatus| milestones.iter().filter(|one| one.status == status).count();
    let statuses = [
        MilestoneStatus::DoneInTime,
        MilestoneStatus::DoneLate,
        MilestoneStatus::Overdue,
        MilestoneStatus::NotYetDue,
        MilestoneStatus::NotReceived,
    ];
    let is_shown =
        |status: &MilestoneStatus| *status != MilestoneStatus::NotReceived || count(*status) > 0;
    let counts: Vec<String> = statuses
        .iter()
        .filter(|status| is_shown(status))
        .map(|status| format!("{} {}", status.label().get(words.0), count(*status)))
        .collect();
    println!(
        "{}{}",
        words.of("节点:", "milestones: "),
        counts.join(words.of("、", ", "))
    );
    for late in milestones
        .iter()
        .filter(|one| one.status == MilestoneStatus::Overdue)
    {
        let division = assessment.plan().network.name(late.division);
        let label = late.milestone.label.get(words.0);
        let due = match words.0 {
            Language::Chinese => format!("(应于 {})", late.due_on),
            Language::English => format!(" (due {})", late.due_on),
        };
        println!("  ✗ {division}{}{label}{due}", words.of(":", ": "));
    }
    println!();
}

fn indicators(assessment: &Assessment, words: Words) -> Result<()> {
    let Some(root) = assessment.plan().top else {
        return Ok(());
    };
    let name = assessment.plan().network.name(root);
    println!(
        "{}{}{name}",
        words.of("三、十项指标", "3. The indicators"),
        words.of(":", ": ")
    );
    let mut table = TextTable::new([
        ("", Align::Left),
        (words.of("指标", "indicator"), Align::Left),
        (words.of("目标", "target"), Align::Right),
        (words.of("实际", "actual"), Align::Right),
        (words.of("分子/分母", "numerator/denominator"), Align::Right),
        (words.of("完成率", "attainment"), Align::Right),
        (words.of("计划进度", "planned"), Align::Right),
        (words.of("进度状态", "progress"), Align::Left),
        (words.of("结论", "verdict"), Align::Left),
    ]);
    for (position, plan) in assessment.plan().indicators.iter().enumerate() {
        let cut = assessment.last_cut();
        let figure = assessment.figure(position, root, cut, false)?;
        let progress = assessment.progress_of(position, root, cut)?;
        let unit = plan.unit.get(words.0);
        let with_unit = |text: &str| {
            if unit.is_empty() {
                text.to_owned()
            } else {
                format!("{text} {unit}")
            }
        };
        let fraction = match (figure.numerator, figure.denominator) {
            (Some(top), Some(bottom)) => format!("{}/{}", top.numerator(), bottom.numerator()),
            _ => String::new(),
        };
        table.row([
            number(position),
            plan.label.get(words.0).to_owned(),
            assessment
                .target_display(position, root)?
                .map_or("—".to_owned(), |text| with_unit(&text)),
            with_unit(&figure.display),
            fraction,
            figure
                .attainment
                .map_or("—".to_owned(), |share| format!("{share}%")),
            match progress.planned_share {
                Some(share) => format!("{}%", share.percent(2)?),
                None => "—".to_owned(),
            },
            match progress.status {
                Status::NotApplicable => "—".to_owned(),
                status => status.label().get(words.0).to_owned(),
            },
            words.met(figure.met).to_owned(),
        ]);
    }
    println!("{}", table.render());
    Ok(())
}

fn counties(assessment: &Assessment, words: Words) -> Result<()> {
    println!(
        "{}",
        words.of(
            "四、各县(市、区)完成情况(完成数/分解到县的目标;✗ 未达标)",
            "4. The counties (done/target of the county; ✗ not met)"
        )
    );
    let network = &assessment.plan().network;
    let mut columns = vec![(words.of("县(市、区)", "county").to_owned(), Align::Left)];
    let positions = 0..assessment.plan().indicators.len();
    columns.extend(positions.map(|position| (number(position), Align::Right)));
    let mut table = TextTable::new(columns);
    for county in network.at_level(Level::County) {
        let mut row = vec![network.name(county).to_owned()];
        for position in 0..assessment.plan().indicators.len() {
            let figure = assessment.figure(position, county, assessment.last_cut(), false)?;
            let mark = if figure.met == Some(false) {
                " ✗"
            } else {
                ""
            };
            let plan = &assessment.plan().indicators[position];
            let target = match (&plan.allocation, figure.target) {
                (Some(_), Some(target)) => format!("/{target}"),
                _ => String::new(),
            };
            row.push(format!("{}{target}{mark}", figure.display));
        }
        table.row(row);
    }
    println!("{}", table.render());
    Ok(())
}

/// The number by which a table refers to an indicator: ① to ⑳, then plain.
fn number(position: usize) -> String {
    let circled = u32::try_from(position)
        .ok()
        .filter(|position| *position < 20);
    let circled = circled.and_then(|position| char::from_u32('①' as u32 + position));
    circled.map_or_else(|| (position + 1).to_string(), String::from)
}

fn findings(assessment: &Assessment, words: Words) {
    println!("{}", words.of("五、校验结果", "5. Findings"));
    let mut table = TextTable::new([
        (words.of("规则", "rule"), Align::Left),
        (words.of("处理", "severity"), Align::Left),
        (words.of("条数", "count"), Align::Right),
    ]);
    let rules = &assessment.plan().rules;
    let counts = assessment.findings().count_by_rule();
    for (rule, count) in rules.iter().zip(&counts).filter(|(_, count)| **count > 0) {
        let severity = match rule.severity {
            Severity::Reject => words.of("不计入", "rejected"),
            Severity::Warn => words.of("提醒", "warning"),
            Severity::Note => words.of("说明", "note"),
        };
        table.row([
            rule.label.get(words.0).to_owned(),
            severity.to_owned(),
            count.to_string(),
        ]);
    }
    println!("{}", table.render());
    println!("{}", words.of("举例:", "Examples:"));
    let mut shown = vec![0_usize; rules.len()];
    for finding in assessment.findings().iter(words.0) {
        let Some(count) = shown.get_mut(finding.rule_position) else {
            continue;
        };
        if finding.severity == Severity::Note || *count >= EXAMPLES {
            continue;
        }
        *count += 1;
        let place = match (&finding.dataset, finding.row) {
            (Some(dataset), Some(row)) => {
                let place = match words.0 {
                    Language::Chinese => format!("{dataset}.csv 第 {row} 行 {}", finding.key),
                    Language::English => format!("{dataset}.csv row {row} {}", finding.key),
                };
                place.trim_end().to_owned()
            }
            (Some(dataset), None) => format!("{dataset}.csv"),
            _ => finding.division_code.clone().unwrap_or_default(),
        };
        println!("  {place}{}{}", words.of(":", ": "), finding.message);
    }
    println!();
}

fn verdict(assessment: &Assessment, words: Words) -> Result<Judgement> {
    let judgement = assessment.judgement()?;
    let conclusion = match judgement {
        Judgement::Met => words.of("全部指标达标,通过验收。", "every target is met: accepted."),
        Judgement::NotMet => words.of(
            "尚有指标未达标,暂不能通过验收。",
            "some targets are not met: not yet accepted.",
        ),
        Judgement::CannotBeJudged => words.of(
            "有指标没有数值，无法判定。",
            "it cannot be judged, as a figure has no value.",
        ),
        Judgement::NothingToJudge => {
            words.of("没有可以下结论的指标。", "no indicator allows a verdict.")
        }
    };
    println!("{}{conclusion}", words.of("八、结论:", "8. Verdict: "));
    if let (Judgement::NotMet, Some(root)) = (judgement, assessment.plan().top) {
        for (position, plan) in assessment.plan().indicators.iter().enumerate() {
            let figure = assessment.figure(position, root, assessment.last_cut(), false)?;
            if figure.met == Some(false) {
                println!("  ✗ {} {}", plan.label.get(words.0), figure.display);
            }
        }
    }
    Ok(judgement)
}
