//! The workload's definition with parts left out: what a part costs is the
//! difference.

use crate::run::WORKLOAD;

/// Nothing but the key, the division and the date, and one count.
pub const BARE: &str = r#"
[programme]
id = "workload"
version = "1.0.0"
label = { zh = "基准测试", en = "benchmark workload" }
period = { start = 2019-01-01, end = 2019-12-31 }
root = "530000"

[[dataset]]
id = "records"
label = { zh = "服务记录", en = "service records" }
key = ["record_id"]
division = "unit_code"
date = "accepted_on"
field = [
  { name = "record_id", label = { zh = "记录编号", en = "record number" }, type = "text", required = true },
  { name = "unit_code", label = { zh = "区划代码", en = "division code" }, type = "division", required = true },
  { name = "accepted_on", label = { zh = "受理日期", en = "accepted on" }, type = "date", required = true },
]

[[measure]]
id = "accepted"
label = { zh = "受理", en = "accepted" }
dataset = "records"
value = "count(*)"
on = "accepted_on"

[[indicator]]
id = "accepted_records"
label = { zh = "受理", en = "accepted" }
unit = { zh = "件", en = "records" }
value = "accepted"
target = { at_least = 1 }
"#;

/// Without the rules written as conditions; those that follow from the fields stay.
pub fn without_rules() -> String {
    retaining(|block| !block.starts_with("[[rule]]"))
}

/// With one count in place of all measures and indicators.
pub fn without_measures() -> String {
    retaining(|block| {
        !block.starts_with("[[measure]]") && !block.starts_with("[[indicator]]")
            || block.contains("id = \"publicity_events\"\n")
            || block.contains("id = \"publicity\"\n")
    })
}

/// Without a key: nothing is known of copies and conflicts.
pub fn without_key() -> String {
    let lines = WORKLOAD.lines().filter(|line| !line.starts_with("key = "));
    lines.collect::<Vec<_>>().join("\n")
}

/// Those parts of the definition that begin with `[[` and are wanted.
fn retaining(wanted: impl Fn(&str) -> bool) -> String {
    let mut blocks = vec![String::new()];
    for line in WORKLOAD.lines() {
        if line.starts_with("[[") {
            blocks.push(String::new());
        }
        if let Some(block) = blocks.last_mut() {
            block.push_str(line);
            block.push('\n');
        }
    }
    blocks.retain(|block| wanted(block));
    blocks.concat()
}
