//! A plan with a field of every type, for the tests of this room.

use crate::network::{DivisionRecord, Network};
use crate::plan::{DatasetPlan, FieldPlan, Plan};
use crate::programme::Programme;

const DEFINITION: &str = r#"
[programme]
id = "records"
version = "1"
label = { zh = "记录", en = "records" }
period = { start = 2019-01-01, end = 2019-12-31 }
root = "530400"
utc_offset = "+08:00"

[[code_list]]
id = "service"
label = { zh = "服务", en = "services" }
[code_list.codes]
lawyer = { zh = "律师服务", en = "lawyer" }
legal_aid = { zh = "法律援助", en = "legal aid" }
notary = { zh = "公证", en = "notary public" }

[[dataset]]
id = "visits"
label = { zh = "走访", en = "visits" }
key = ["number", "on"]
division = "place"
field = [
  { name = "number", label = { zh = "编号", en = "visit number" }, type = "text", required = true },
  { name = "on", label = { zh = "日期", en = "held on" }, type = "date", required = true },
  { name = "place", label = { zh = "区划", en = "division" }, type = "division", required = true },
  { name = "service", label = { zh = "法律服务", en = "kind of service" }, type = "text", codes = "service" },
  { name = "persons", label = { zh = "人次", en = "visitors" }, type = "integer" },
  { name = "amount", label = { zh = "金额（元）", en = "amount (yuan)" }, type = "decimal", scale = 2 },
  { name = "poor", label = { zh = "是否贫困村", en = "poor village" }, type = "boolean" },
  { name = "remark", label = { zh = "备注", en = "note" }, type = "text" },
  { name = "telephone", label = { zh = "电话", en = "phone" }, type = "integer", personal = true },
]
"#;

pub(super) fn plan() -> Plan {
    let programme = Programme::from_toml("records.toml", DEFINITION).unwrap();
    let division = |code: &str, name: &str| DivisionRecord {
        code: code.to_owned(),
        name: name.to_owned(),
        ..DivisionRecord::default()
    };
    let network = Network::from_records(vec![
        division("530400", "玉溪市"),
        division("530402", "红塔区"),
        division("530403", "江川区"),
        division("530402001", "城关镇"),
        division("530403001", "城关镇"),
    ]);
    Plan::new(&programme, network.unwrap()).unwrap()
}

pub(super) fn dataset(plan: &Plan) -> &DatasetPlan {
    &plan.datasets[0]
}

pub(super) fn field<'p>(plan: &'p Plan, name: &str) -> &'p FieldPlan {
    let mut fields = dataset(plan).fields.iter();
    fields.find(|field| field.name == name).unwrap()
}
