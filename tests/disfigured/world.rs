//! Clean random records, and random numbers that a seed gives again.

/// Numbers that look random (splitmix64).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).expect("a small number")
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for place in (1..all.len()).rev() {
            all.swap(place, self.below(place + 1));
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Key,
    Division,
    Date,
    Code,
    Integer,
    Decimal,
    Boolean,
    Time,
    /// Text that is read as it stands.
    Plain,
}

/// A field: its name, its labels, its type, and whether it is required.
#[derive(Clone, Copy, Debug)]
pub struct Field(
    pub &'static str,
    pub &'static str,
    pub &'static str,
    pub Type,
    pub bool,
);

/// What a file can hold: its names and its fields.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    pub names: [&'static str; 3],
    pub fields: &'static [Field],
}

pub const REGISTER: usize = 3;

pub const SUBJECTS: [Subject; 4] = [
    Subject {
        names: ["visits", "走访记录", "house calls"],
        fields: &[
            Field("visit_id", "走访编号", "visit number", Type::Key, true),
            Field(
                "division_code",
                "区划代码",
                "division code",
                Type::Division,
                true,
            ),
            Field(
                "visited_on",
                "走访日期",
                "date of the visit",
                Type::Date,
                true,
            ),
            Field("kind", "类别", "kind of service", Type::Code, true),
            Field("persons", "人数", "number of persons", Type::Integer, true),
            Field("cost", "费用", "cost in yuan", Type::Decimal, false),
            Field("closed_on", "办结日期", "closed on", Type::Date, false),
            Field("urgent", "紧急", "is urgent", Type::Boolean, false),
            Field("starts", "开始时间", "start time", Type::Time, false),
            Field("ends", "结束时间", "end time", Type::Time, false),
        ],
    },
    Subject {
        names: ["staff", "工作人员", "employees"],
        fields: &[
            Field("staff_id", "人员编号", "staff number", Type::Key, true),
            Field(
                "division_code",
                "区划代码",
                "division code",
                Type::Division,
                true,
            ),
            Field("since", "入职日期", "employed since", Type::Date, true),
            Field("full_time", "专职", "full time", Type::Boolean, true),
        ],
    },
    Subject {
        names: ["grants", "补助台账", "subsidies"],
        fields: &[
            Field("grant_id", "补助编号", "grant number", Type::Key, true),
            Field(
                "division_code",
                "区划代码",
                "division code",
                Type::Division,
                true,
            ),
            Field("paid_on", "发放日期", "paid on", Type::Date, true),
            Field("amount", "金额", "amount", Type::Decimal, true),
        ],
    },
    Subject {
        names: ["divisions", "区划", "register"],
        fields: &[
            Field("code", "区划代码", "code", Type::Plain, true),
            Field("name", "名称", "name", Type::Plain, true),
            Field("level", "级别", "level", Type::Plain, false),
            Field("parent_code", "上级代码", "parent_code", Type::Plain, false),
        ],
    },
];

pub const CODES: [[&str; 3]; 3] = [
    ["legal", "法律援助", "legal aid"],
    ["notary", "公证服务", "notarial service"],
    ["mediation", "人民调解", "mediation"],
];

/// Rows of cells in their usual spelling, per subject.
pub struct World(pub [Vec<Vec<String>>; 4]);

impl World {
    pub fn new(random: &mut Random) -> Self {
        let datasets = [(20, 41), (4, 9), (6, 15)];
        let [visits, staff, grants] = [0, 1, 2].map(|subject: usize| {
            let (least, more) = datasets[subject];
            let rows = least + random.below(more);
            let row = |number| record(random, subject, number);
            (1..=rows).map(row).collect()
        });
        let register = crate::deliveries::REGISTER.lines().skip(1);
        let register = register.map(|line| line.split(',').map(str::to_owned).collect());
        Self([visits, staff, grants, register.collect()])
    }
}

fn record(random: &mut Random, subject: usize, number: usize) -> Vec<String> {
    let fields = SUBJECTS[subject].fields.iter();
    let cell = |&Field(name, .., r#type, required): &Field| {
        if !required && random.chance(30) {
            return String::new();
        }
        match r#type {
            Type::Key => format!("{}{number:03}", &name[..1].to_uppercase()),
            Type::Division => {
                let divisions = ["530402", "530403", "530402001", "530403100", "530400"];
                random.pick(&divisions).to_owned()
            }
            Type::Date => format!(
                "2019-{:02}-{:02}",
                1 + random.below(12),
                1 + random.below(28)
            ),
            Type::Code => CODES[random.below(3)][0].to_owned(),
            Type::Integer => match random.chance(30) {
                true => random.below(5_000_000).to_string(),
                false => random.below(20).to_string(),
            },
            Type::Decimal => format!("{}.{:02}", random.below(90_000), random.below(100)),
            Type::Boolean => random.chance(50).to_string(),
            Type::Time => format!("{:02}:{:02}", random.below(24), random.below(60)),
            Type::Plain => String::new(),
        }
    };
    fields.map(cell).collect()
}
