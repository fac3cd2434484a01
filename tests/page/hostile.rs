//! Definitions, registers and records that were written to break a page, and such
//! as leave a page next to nothing to show.

use super::*;

const SCRIPT: &str = "</script><script>alert(1)</script>";
const IMAGE: &str = "\"><img src=x onerror=alert(1)>'";

/// A definition of one count over one dataset.
fn visits(label: &str, target: &str) -> Programme {
    let label = label.replace('\\', "\\\\").replace('"', "\\\"");
    let label = format!("label = {{ zh = \"{label}\", en = \"{label}\" }}");
    let definition = format!(
        r#"
[programme]
id = "visits"
version = "1"
{label}
period = {{ start = 2019-01-01, end = 2019-12-31 }}
root = "530400"

[[dataset]]
id = "visits"
{label}
key = ["visit_id"]
division = "division_code"
field = [
  {{ name = "visit_id", label = {{ zh = "visit", en = "visit" }}, type = "text", required = true }},
  {{ name = "division_code", label = {{ zh = "code", en = "code" }}, type = "division", required = true }},
  {{ name = "minutes", label = {{ zh = "minutes", en = "minutes" }}, type = "integer", required = true }},
]

[[rule]]
id = "short"
{label}
severity = "warn"
dataset = "visits"
field = "minutes"
condition = "minutes >= 5"
message = {{ zh = "{{visit_id}}: {{minutes}}", en = "{{visit_id}}: {{minutes}}" }}

[[measure]]
id = "made"
{label}
dataset = "visits"
value = "count(*)"

[[indicator]]
id = "made"
{label}
value = "made"
{target}
"#
    );
    Programme::from_toml("visits.toml", &definition).expect("a definition")
}

fn plan(programme: &Programme, register: &str) -> Plan {
    let network = Network::from_csv(register.as_bytes()).expect("a register");
    Plan::new(programme, network).expect("a plan")
}

#[test]
fn whatever_texts_contain_stays_text() {
    let label = format!("{SCRIPT}{IMAGE}&amp;]]>");
    let programme = visits(&label, "target = { at_least = 2 }");
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let (city, county) = (quoted(SCRIPT), quoted(IMAGE));
    let register = format!("code,name,level\n530400,{city},city\n530402,{county},county\n");
    let keys = [SCRIPT, IMAGE, "<!--", "{{ head.title }}"];
    let rows = keys
        .map(|key| format!("{},530402,1\n", quoted(key)))
        .concat();
    let files = [("visits", format!("visit_id,division_code,minutes\n{rows}"))];
    let assessment = assess(&plan(&programme, &register), "2019-11-30", &files);
    for language in [Language::Chinese, Language::English] {
        let html = html(&assessment, language);
        let document = check(&html);
        // Nothing but what is said of every page was let in as markup.
        let titles = elements(document.root(), "h1");
        let titles: Vec<String> = titles.into_iter().map(text).collect();
        assert_eq!(titles.join("|"), label);
        let rows = elements(by_id(&document, "finding-list"), "tr");
        let cell = |row: &Node<'_, '_>| {
            let mut cells = row.descendants();
            text(cells.find(|node| has_class(*node, "key")).expect("a key"))
        };
        let seen: BTreeSet<String> = rows[1..].iter().map(cell).collect();
        assert_eq!(seen, keys.map(str::to_owned).into());
        assert!(text(by_id(&document, "530402")).contains(IMAGE));
        assert!(text(by_id(&document, "findings")).contains(&format!("{SCRIPT}: 1")));
        assert!(text(by_id(&document, "explain-1")).contains(&label));
    }
}

#[test]
fn without_target_schedule_and_divisions_below() {
    let programme = visits("Visits", "");
    let register = "code,name,level\n530400,Yuxi,city\n";
    let files = [(
        "visits",
        "visit_id,division_code,minutes\nV1,530400,9\n".to_owned(),
    )];
    let assessment = assess(&plan(&programme, register), "2019-11-30", &files);
    let html = html(&assessment, Language::English);
    let document = check(&html);
    let ids = document
        .descendants()
        .filter_map(|node| node.attribute("id"));
    let ids: BTreeSet<&str> = ids.collect();
    assert_eq!(
        ids,
        BTreeSet::from(["530400", "divisions", "explain-1", "findings", "indicators"])
    );
    let row = elements(by_id(&document, "530400"), "tr")[0];
    assert_eq!(text(row), "Yuxi 5304001");
    let mut nodes = document.descendants();
    let verdict = nodes.find(|node| has_class(*node, "verdict"));
    let verdict = verdict.expect("a verdict");
    assert!(has_class(verdict, "open"));
    assert!(text(verdict).starts_with("nothing to judge"));
    // All words of the page are in its language.
    for node in document.descendants().filter(Node::is_text) {
        let outside = node
            .ancestors()
            .all(|node| !node.has_tag_name("style") && !node.has_tag_name("script"));
        let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        assert!(!outside || !node.text().unwrap_or_default().contains(is_han));
    }
}

#[test]
fn several_roots_share_a_first_block() {
    let programme = visits("Visits", "target = { at_least = 2 }");
    let register =
        "code,name,level\n530300,Qujing,city\n530302,Qilin,county\n530500,Baoshan,city\n";
    let assessment = assess(&plan(&programme, register), "2019-11-30", &[]);
    let html = html(&assessment, Language::English);
    let document = check(&html);
    let first = by_id(&document, "all");
    let links: Vec<_> = elements(first, "a")
        .iter()
        .map(|link| link.attribute("href"))
        .collect();
    assert_eq!(links, [Some("#530300"), None][..1]);
    assert_eq!(elements(first, "tr").len(), 2);
    let back = elements(by_id(&document, "530300"), "a")[0];
    assert_eq!(back.attribute("href"), Some("#all"));
    assert!(text(by_id(&document, "indicators")).contains("no single division"));
}

/// 3,000 short visits and one of an unknown division: both rules are listed, and
/// counted in full.
#[test]
fn of_very_many_findings_some_of_every_rule_are_listed() {
    let programme = visits("Visits", "");
    let register = "code,name,level\n530400,Yuxi,city\n";
    let rows = (0..3_000).map(|number| format!("V{number:04},530400,1\n"));
    let rows: String = rows.chain(["W,999999,9\n".to_owned()]).collect();
    let files = [("visits", format!("visit_id,division_code,minutes\n{rows}"))];
    let assessment = assess(&plan(&programme, register), "2019-11-30", &files);
    let html = html(&assessment, Language::English);
    let document = check(&html);
    let rows = elements(by_id(&document, "finding-list"), "tr");
    assert_eq!(rows.len(), 1 + huimin::limits::PAGE_FINDINGS);
    let rejected = rows
        .iter()
        .filter(|row| row.attribute("data-severity") == Some("reject"));
    assert_eq!(rejected.count(), 1);
    let said = text(by_id(&document, "findings"));
    assert!(
        said.contains("This page lists 2000 of 3001 findings"),
        "{said:.300}"
    );
    assert!(said.contains("3000 listed 1999"), "{said:.300}");
}
