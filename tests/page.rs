//! The HTML page: read back by an XML parser, and held against the assessment.
#![cfg(all(feature = "html", feature = "csv"))]

use std::collections::BTreeSet;

use huimin::calendar::Date;
use huimin::input::{CsvOptions, CsvSource};
use huimin::network::{DivisionId, Level};
use huimin::report::{Dossier, Enclosures, page};
use huimin::{Assessment, Language, Network, Plan, Programme, Tally};
use roxmltree::{Document, Node, ParsingOptions};

#[path = "shared/empty.rs"]
mod empty;
#[path = "page/hostile.rs"]
mod hostile;
#[path = "page/parts.rs"]
mod parts;

const EVENTS: &str = "event_id,division_code,held_on,attendance\n";
const DISPUTES: &str = "dispute_id,division_code,party,registered_on,mediated_on,outcome\n";

fn assess(plan: &Plan, as_of: &str, files: &[(&str, String)]) -> Assessment {
    let mut tally = Tally::new(plan);
    for (dataset, text) in files {
        let source = CsvSource::new(text.as_bytes(), CsvOptions::default());
        tally.add(dataset, source).expect("records");
    }
    empty::hand_over_the_rest(&mut tally);
    let as_of = Date::parse(as_of).expect("a date");
    tally.assess(as_of).expect("an assessment")
}

fn yuxi(as_of: &str, files: &[(&str, String)]) -> Assessment {
    let programme = Programme::builtin("yuxi-2019").expect("a programme");
    let network = Network::builtin("yuxi-2019").expect("a register");
    let plan = Plan::new(&programme, network).expect("a plan");
    assess(&plan, as_of, files)
}

/// So many events in March in one township, and some disputes.
fn some_records(events: usize) -> Vec<(&'static str, String)> {
    let events = (1..=events).map(|number| format!("E{number},530402001,2019-03-04,10\n"));
    let disputes = "D1,530402001,poor_village,2019-03-01,2019-03-09,settled\n\
                    D2,530403,poor_household,2019-03-01,2019-03-09,failed\n\
                    D3,530403,poor_household,2019-05-01,2019-04-09,settled\n\
                    D4,999999,poor_household,2019-03-01,2019-03-09,settled\n";
    vec![
        (
            "publicity_events",
            format!("{EVENTS}{}", events.collect::<String>()),
        ),
        ("disputes", format!("{DISPUTES}{disputes}")),
    ]
}

fn html(assessment: &Assessment, language: Language) -> String {
    page(&Dossier::new(assessment, language)).expect("a page")
}

fn parse(html: &str) -> Document<'_> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(html, options).expect("XML")
}

fn text(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text);
    let text: String = texts.filter_map(|node| node.text()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn by_id<'a>(document: &'a Document<'_>, id: &str) -> Node<'a, 'a> {
    let mut nodes = document.descendants();
    let found = nodes.find(|node| node.attribute("id") == Some(id));
    found.unwrap_or_else(|| panic!("nothing has the id {id}"))
}

fn elements<'a>(node: Node<'a, 'a>, name: &str) -> Vec<Node<'a, 'a>> {
    let nodes = node.descendants();
    nodes.filter(|node| node.has_tag_name(name)).collect()
}

fn has_class(node: Node<'_, '_>, class: &str) -> bool {
    let classes = node.attribute("class").unwrap_or_default();
    classes.split(' ').any(|one| one == class)
}

/// What holds of every page: it is XML that is the same HTML, refers to nothing but
/// itself, and has no more scripts and styles than its own.
fn check(html: &str) -> Document<'_> {
    assert!(html.starts_with("<!DOCTYPE html>"));
    let document = parse(html);
    let mut ids = BTreeSet::new();
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        // Only these may end at once in HTML; others would stay open.
        let void = ["meta", "link", "input", "br", "line", "polyline", "circle"];
        let source = &html[node.range()];
        assert!(
            !source.ends_with("/>") || node.has_children() || void.contains(&name),
            "{source}"
        );
        assert!(!["img", "iframe", "object", "embed", "base", "image", "use"].contains(&name));
        if let Some(id) = node.attribute("id") {
            assert!(ids.insert(id.to_owned()), "two elements are called {id}");
        }
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(!name.starts_with("on") && name != "src", "{name}={value}");
            assert!(!value.contains("://"), "{name}={value}");
            assert!(name != "style" || value.starts_with("width:") || value.starts_with("left:"));
        }
    }
    for node in document.descendants().filter(Node::is_element) {
        if let Some(href) = node.attribute("href").filter(|href| *href != "data:,") {
            let id = href.strip_prefix('#').expect("a place on the page");
            assert!(ids.contains(id), "nothing is called {id}");
        }
        if let Some(id) = node.attribute("aria-controls") {
            assert!(ids.contains(id), "nothing is called {id}");
        }
    }
    let root = document.root();
    let [script] = elements(root, "script")[..] else {
        panic!("one script is expected");
    };
    let [style] = elements(root, "style")[..] else {
        panic!("one style is expected");
    };
    let (script, style) = (text(script), text(style));
    for word in [
        "=>",
        "`",
        "let ",
        "const ",
        "import",
        "fetch",
        "XMLHttp",
        "eval",
        "innerHTML",
    ] {
        assert!(!script.contains(word), "the script contains {word}");
    }
    for word in ["url(", "@import", "@font-face", "var(", "grid-"] {
        assert!(!style.contains(word), "the style contains {word}");
    }
    document
}

#[test]
fn every_figure_of_the_divisions_is_there() {
    let assessment = yuxi("2019-11-30", &some_records(12));
    let html = html(&assessment, Language::Chinese);
    let document = check(&html);
    let plan = assessment.plan();
    let network = &plan.network;
    let shown: Vec<DivisionId> = network
        .ids()
        .filter(|id| network.level(*id) < Level::Village)
        .collect();
    assert_eq!(shown.len(), 1 + 9 + 75);
    let blocks = elements(by_id(&document, "divisions"), "tbody");
    // The city, and the nine counties.
    assert_eq!(blocks.len(), 10);
    let mut cells = 0;
    for id in shown {
        let code = network.code(id).to_string();
        let title = format!("{} {code}", network.name(id));
        let rows = blocks.iter().flat_map(|block| elements(*block, "tr"));
        let rows: Vec<Node<'_, '_>> = rows
            .filter(|row| !has_class(*row, "title") && text(elements(*row, "th")[0]) == title)
            .collect();
        // A county stands below the city, and at the head of its own block.
        let expected = if network.level(id) == Level::County {
            2
        } else {
            1
        };
        assert_eq!(rows.len(), expected, "{title}");
        for row in rows {
            for (position, cell) in elements(row, "td").into_iter().enumerate() {
                let last = assessment.last_cut();
                let figure = assessment
                    .figure(position, id, last, false)
                    .expect("a figure");
                let target = match plan.indicators[position].allocation {
                    Some(_) => assessment.target_display(position, id).expect("a target"),
                    None => None,
                };
                let target = target.map_or(String::new(), |target| format!(" / {target}"));
                let shown = text(cell);
                let shown = shown.trim_start_matches(['▽', '▼', ' ']);
                assert_eq!(shown, format!("{}{target}", figure.display), "{title}");
                let is_missed = figure.met == Some(false);
                assert_eq!(
                    is_missed,
                    ["h1", "h2", "h3"].iter().any(|heat| has_class(cell, heat))
                );
                assert_eq!(is_missed, text(cell).starts_with(['▽', '▼']));
                cells += 1;
            }
        }
    }
    assert_eq!(cells, (1 + 2 * 9 + 75) * 10);
    // Every county is a link to its block, and every block a way back.
    let links = elements(by_id(&document, "530400"), "a");
    assert_eq!(links.len(), 9);
    let back = elements(by_id(&document, "530402"), "a")[0];
    assert_eq!(back.attribute("href"), Some("#530400"));
}

/// 12 of 10 sought in its township, so met there; 3 of 4 is 25 % away.
#[test]
fn colours_say_how_far_a_target_is() {
    let assessment = yuxi("2019-11-30", &some_records(12));
    let html = html(&assessment, Language::Chinese);
    let document = check(&html);
    let cell = |code: &str, row: usize, column: usize| {
        let row = elements(by_id(&document, code), "tr")[row];
        let cell = elements(row, "td")[column];
        (cell.attribute("class").unwrap().to_owned(), text(cell))
    };
    // Row 0 of a county's block is its title, row 1 itself, row 2 the first township,
    // whose share of the 700 events is 14: 12 are 85.71 %.
    let seen = cell("530402", 2, 2);
    assert_eq!(seen, ("h2".to_owned(), "▼ 12 / 14".to_owned()));
    // One dispute of two was settled, of 98 % asked.
    let seen = cell("530400", 0, 9);
    assert_eq!(seen, ("h3".to_owned(), "▼▼ 50.00%".to_owned()));
    // Nothing was registered in the last county: met by definition, without a figure.
    let seen = cell("530428", 1, 9);
    assert_eq!(seen, ("h".to_owned(), "—".to_owned()));
}

#[test]
fn the_indicators_with_their_explanations() {
    let assessment = yuxi("2019-06-30", &some_records(350));
    for (language, words) in [
        (Language::Chinese, ["不低于 700", "滞后", "✗ 未达标"]),
        (Language::English, ["at least 700", "behind", "✗ not met"]),
    ] {
        let html = html(&assessment, language);
        let document = check(&html);
        let rows: Vec<Node<'_, '_>> = elements(by_id(&document, "indicators"), "tr");
        let rows: Vec<_> = rows
            .into_iter()
            .filter(|row| has_class(*row, "row"))
            .collect();
        assert_eq!(rows.len(), 10);
        let cells: Vec<String> = elements(rows[2], "td").into_iter().map(text).collect();
        let [target, behind, missed] = words;
        assert!(cells[1].starts_with("350"), "{cells:?}");
        // 350 of 700; by the end of June 60 % are due.
        let expected = [target, "50.00%", "", behind, missed];
        assert_eq!(cells[2..], expected.map(str::to_owned));
        let bar = |class: &str| {
            let mut parts = rows[2].descendants();
            let part = parts
                .find(|node| has_class(*node, class))
                .expect("a part of a bar");
            part.attribute("style").expect("a style").to_owned()
        };
        assert_eq!(
            (bar("done").as_str(), bar("plan").as_str()),
            ("width:50.00%", "left:60.00%")
        );
        let explanation = by_id(&document, "explain-10");
        let said = text(explanation);
        assert!(
            said.contains("poor_disputes_settled / poor_disputes_mediated = 1 / 2 = 50.00%"),
            "{said}"
        );
        assert!(said.contains("调解成功率达98%以上"), "{said}");
        assert!(text(by_id(&document, "explain-3")).contains("350"));
    }
}

/// The place of a day and of a share, worked out by hand: 181 of 365 days along 270
/// units from 40, and half of 112 units under 12.
#[test]
fn a_chart_shows_days_and_shares_in_their_place() {
    let assessment = yuxi("2019-06-30", &some_records(350));
    let html = html(&assessment, Language::Chinese);
    let document = check(&html);
    let charts = elements(by_id(&document, "progress"), "svg");
    assert_eq!(charts.len(), 5);
    let line = |class: &str| {
        let mut lines = charts[2].descendants();
        let line = lines.find(|node| has_class(*node, class)).expect("a line");
        line.attribute("points").expect("points").to_owned()
    };
    // Nothing in January and February, half of the target from March on.
    let actual = "62.9,124.0 83.6,124.0 106.6,68.0 128.8,68.0 151.7,68.0 173.9,68.0";
    assert_eq!(line("actual"), actual);
    // 10 % by the end of March, 60 % by the end of June, all by the end of September.
    let planned = line("planned");
    assert!(planned.starts_with("40.0,124.0 "), "{planned}");
    for corner in [" 106.6,112.8 ", " 173.9,56.8 ", " 241.9,12.0 "] {
        assert!(planned.contains(corner), "{planned}");
    }
    assert!(planned.ends_with(" 310.0,12.0"), "{planned}");
    let rows = elements(by_id(&document, "progress"), "tr");
    assert_eq!(
        text(rows[6]),
        "2019-06-3060.00%0 0.00%0 0.00%350 50.00%0 0.00%0 0.00%"
    );
}

#[test]
fn the_same_dossier_gives_the_same_bytes() {
    let files = some_records(12);
    let reversed = files.iter().map(|(dataset, text)| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        // The last line of a file is ended, too.
        (*dataset, lines.join("\n") + "\n")
    });
    let reversed: Vec<(&str, String)> = reversed.collect();
    let one = yuxi("2019-11-30", &files);
    for language in [Language::Chinese, Language::English] {
        let page = html(&one, language);
        assert_eq!(page, html(&one, language));
        assert_eq!(page, html(&yuxi("2019-11-30", &files), language));
        // Findings name the rows of the file, so these differ; nothing else does.
        let other = html(&yuxi("2019-11-30", &reversed), language);
        let above = |page: &str| page.split("id=\"findings\"").next().unwrap().to_owned();
        assert_eq!(above(&page), above(&other));
    }
}

/// The words of the box with the verdict.
fn verdict(document: &Document<'_>) -> String {
    let mut nodes = document.descendants();
    let found = nodes.find(|node| has_class(*node, "verdict"));
    text(found.expect("a verdict"))
}

#[test]
fn what_was_not_received_is_told() {
    let programme = Programme::builtin("yuxi-2019").expect("a programme");
    let network = Network::builtin("yuxi-2019").expect("a register");
    let plan = Plan::new(&programme, network).expect("a plan");
    let mut tally = Tally::new(&plan);
    let file = format!("{DISPUTES}D1,530402001,poor_village,2019-03-01,2019-03-09,settled\n");
    let source = CsvSource::new(file.as_bytes(), CsvOptions::default());
    tally.add("disputes", source).expect("records");
    let as_of = Date::parse("2019-11-30").expect("a date");
    let assessment = tally.assess(as_of).expect("an assessment");
    let enclosures = Enclosures::of(&assessment).expect("enclosures");

    let chinese = page(&enclosures.dossier(Language::Chinese)).expect("a page");
    let document = check(&chinese);
    assert_eq!(verdict(&document), "无法判定 指标达标 2 / 10");
    let head = elements(document.root(), "header")[0];
    assert!(
        text(head).contains("未收到的数据集：实体平台、"),
        "{}",
        text(head)
    );
    // Two rates are known; of the rest there is a dash, and the reason.
    let row = text(by_id(&document, "explain-3"));
    assert!(row.contains("未收到数据，无法判定：法治宣传活动"), "{row}");
    assert!(text(by_id(&document, "milestones")).contains("未收到数据"));
    assert!(text(head).contains("— 个节点逾期未完成"), "{}", text(head));
    assert!(text(by_id(&document, "reports")).contains("未收到上报数据，不作核对。"));
    assert!(text(by_id(&document, "scores")).contains("未收到数据，不能判定"));

    let english = page(&enclosures.dossier(Language::English)).expect("a page");
    let document = check(&english);
    assert_eq!(verdict(&document), "cannot be judged indicators met 2 / 10");
    assert!(text(by_id(&document, "reports")).contains("No reports were received"));
}

#[test]
fn the_verdict_in_words() {
    let none = |language| html(&yuxi("2019-11-30", &[]), language);
    let chinese = none(Language::Chinese);
    let document = check(&chinese);
    assert_eq!(document.root_element().attribute("lang"), Some("zh-CN"));
    // No record at all: the five counts are not met, the rates are by definition.
    assert_eq!(verdict(&document), "✗ 未达标 指标达标 5 / 10");
    assert!(text(by_id(&document, "findings")).contains("没有校验结果"));
    let english = none(Language::English);
    let document = check(&english);
    assert_eq!(document.root_element().attribute("lang"), Some("en"));
    assert_eq!(verdict(&document), "✗ not met indicators met 5 / 10");
}
