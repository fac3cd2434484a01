//! Random records for a programme and a register.

use huimin::calendar::Date;
use huimin::network::DivisionRecord;

use super::programmes::DatasetShape;
use super::{Kind, Random, Shape, otherwise, refused};
use crate::reference::Record;

/// Days that matter to a case.
#[derive(Clone, Debug)]
pub struct Days(Vec<Date>);

impl Days {
    /// The edges of the period and its months, the as-of date, and the days on
    /// which divisions come and go, each with its neighbours.
    pub fn new(shape: &Shape, register: &[DivisionRecord], as_of: Date) -> Self {
        let mut days = vec![shape.period.start(), shape.period.end(), as_of, as_of];
        days.extend(shape.period.month_ends());
        let registered = register.iter();
        days.extend(
            registered
                .flat_map(|row| [row.valid_from, row.valid_until])
                .flatten(),
        );
        Self(days)
    }

    fn pick(&self, random: &mut Random, shape: &Shape) -> Date {
        if random.chance(45) {
            let near = *random.pick(&self.0);
            return near.add_days(random.between(-1, 1) as i32).expect("a day");
        }
        let outside = if random.chance(10) { 15 } else { 0 };
        let after = random.between(-outside, i64::from(shape.period.days()) - 1 + outside);
        shape.period.start().add_days(after as i32).expect("a day")
    }
}

/// The records of every dataset.
pub fn records(
    random: &mut Random,
    shape: &Shape,
    register: &[DivisionRecord],
    days: &Days,
) -> Vec<Vec<Record>> {
    let mut all = Vec::new();
    for dataset in &shape.datasets {
        let count = match random.below(10) {
            0 => 0,
            1..=5 => random.between(1, 25),
            _ => random.between(10, 60),
        };
        let mut maker = Maker {
            random,
            shape,
            register,
            days,
            // Few different keys bring many that are shared.
            keys: *[30, 200, 1000].get(count as usize % 3).expect("three"),
        };
        let mut records: Vec<Record> = Vec::new();
        for _ in 0..count {
            let record = match records.len() {
                _ if maker.random.chance(2) => maker.blank(dataset),
                _ if maker.random.chance(2) => maker.total(dataset),
                known if known > 0 && maker.random.chance(15) => {
                    let known = records[maker.random.below(known)].clone();
                    maker.again(dataset, known)
                }
                _ => maker.record(dataset),
            };
            records.push(record);
        }
        all.push(records);
    }
    all
}

struct Maker<'a> {
    random: &'a mut Random,
    shape: &'a Shape,
    register: &'a [DivisionRecord],
    days: &'a Days,
    keys: i64,
}

impl Maker<'_> {
    fn record(&mut self, dataset: &DatasetShape) -> Record {
        let mut record = Record::new();
        for (place, field) in dataset.fields.iter().enumerate() {
            let empty = if field.required { 1 } else { 20 };
            let value = if self.random.chance(empty) {
                self.random.chance(20).then(String::new)
            } else if dataset.key.contains(&place) && !matches!(field.kind, Kind::Division) {
                Some(self.key_value(&field.kind))
            } else {
                Some(self.value(&field.kind))
            };
            // An optional field may be absent altogether.
            if field.required || value.is_some() || self.random.chance(80) {
                record.insert(field.name.clone(), value);
            }
        }
        record
    }

    /// A row of blanks.
    fn blank(&mut self, dataset: &DatasetShape) -> Record {
        let blank = |random: &mut Random| {
            let blanks = [None, None, Some(""), Some(" "), Some("\u{3000}\u{200b}")];
            random.pick(&blanks).map(str::to_owned)
        };
        let fields = dataset.fields.iter();
        fields
            .map(|field| (field.name.clone(), blank(self.random)))
            .collect()
    }

    /// A row that holds a total or a signature in one of its fields, which need not be one that
    /// says so.
    fn total(&mut self, dataset: &DatasetShape) -> Record {
        let mut record = self.record(dataset);
        let says = *self.random.pick(&[
            "合计",
            "小计：",
            "（总计）",
            "全县合计",
            "合 计",
            "填表人：张三",
            "审核人",
            " 盖章",
            "合计1",
            "总计划",
            "会计",
            "计",
        ]);
        let place = match dataset.key.as_slice() {
            [] => self.random.below(dataset.fields.len()),
            key if self.random.chance(60) => *self.random.pick(key),
            _ => self.random.below(dataset.fields.len()),
        };
        record.insert(dataset.fields[place].name.clone(), Some(says.to_owned()));
        if self.random.chance(50) {
            for field in &dataset.fields {
                if field.name != dataset.fields[place].name && self.random.chance(70) {
                    record.insert(field.name.clone(), None);
                }
            }
        }
        record
    }

    /// A copy of a record: the same, spelt otherwise, or changed.
    fn again(&mut self, dataset: &DatasetShape, mut record: Record) -> Record {
        let place = self.random.below(dataset.fields.len());
        let field = &dataset.fields[place];
        let value = record.get(&field.name).cloned().flatten();
        match self.random.below(6) {
            0 | 1 => {}
            2 => {
                let value = value.map(|value| otherwise(self.random, &field.kind, &value));
                record.insert(field.name.clone(), value);
            }
            3 => {
                let other = self.random.pick(&dataset.fields).name.clone();
                let swapped = record.get(&other).cloned().flatten();
                record.insert(field.name.clone(), swapped);
                record.insert(other, value);
            }
            4 => {
                record.insert(field.name.clone(), None);
            }
            _ => {
                let value = self.value(&field.kind);
                record.insert(field.name.clone(), Some(value));
            }
        }
        record
    }

    fn key_value(&mut self, kind: &Kind) -> String {
        let number = self.random.between(1, self.keys);
        match kind {
            Kind::Text if self.random.chance(3) => "K|1".to_owned(),
            Kind::Text if self.random.chance(10) => {
                otherwise(self.random, kind, &format!("K{number}"))
            }
            Kind::Text if self.random.chance(5) => format!("案 {number}号"),
            Kind::Text => format!("K{number}"),
            Kind::Integer if self.random.chance(95) => number.to_string(),
            kind => self.value(kind),
        }
    }

    fn value(&mut self, kind: &Kind) -> String {
        if self.random.chance(2) {
            return (*self.random.pick(&[
                "?",
                "zzz",
                "12a",
                " ",
                "5304021",
                "2019-02-30",
                "25:00",
                "1.2345",
                "999999999999999999999",
            ]))
            .to_owned();
        }
        if self.random.chance(3) {
            let value = refused(self.random, kind);
            // Two defects at once.
            return if self.random.chance(30) {
                otherwise(self.random, kind, &value)
            } else {
                value
            };
        }
        let value = self.good(kind);
        if self.random.chance(if *kind == Kind::Text { 3 } else { 10 }) {
            return otherwise(self.random, kind, &value);
        }
        value
    }

    fn good(&mut self, kind: &Kind) -> String {
        match kind {
            Kind::Text => (*self
                .random
                .pick(&["a", "b", "甲", "x y", "it's", "12", "abc", " a"]))
            .to_owned(),
            Kind::Codes(codes) => self.random.pick(codes).clone(),
            Kind::Integer if self.shape.large && self.random.chance(30) => {
                (*self
                    .random
                    .pick(&["4000000000", "9000000000000000000", "-3100000000"]))
                .to_owned()
            }
            Kind::Integer => self.random.between(-3, 20).to_string(),
            Kind::Decimal(scale) => {
                let units = self.random.between(-50, 2_000);
                let number = huimin::figure::Decimal::new(i128::from(units), *scale);
                let trailing = if *scale > 0 && self.random.chance(20) {
                    "0"
                } else {
                    ""
                };
                format!("{number}{trailing}")
            }
            Kind::Date => self.days.pick(self.random, self.shape).to_string(),
            Kind::Time => format!("{:02}:{:02}", self.random.below(24), self.random.below(60)),
            Kind::Boolean => {
                (*self.random.pick(&["true", "false", "1", "0", "是", "否"])).to_owned()
            }
            Kind::Division => self.division(),
        }
    }

    fn division(&mut self) -> String {
        if self.random.chance(4) {
            return (*self.random.pick(&[
                "110000",
                "530499",
                "530499000000",
                "0",
                "５３０４",
                "530400001002",
            ]))
            .to_owned();
        }
        let code = self.random.pick(self.register).code.clone();
        match self.random.below(4) {
            0 => format!("{code:0<12}"),
            1 if code.len() < 6 => format!("{code:0<6}"),
            _ => code,
        }
    }
}
