//! Random registers of 1 to 40 divisions.

use huimin::calendar::{Date, Period};
use huimin::network::DivisionRecord;

use super::Random;

/// The rows of a register, with the code of the programme's root.
pub fn network(random: &mut Random, period: Period) -> (Vec<DivisionRecord>, String) {
    let mut rows: Vec<DivisionRecord> = Vec::new();
    let size = match random.below(10) {
        0 => 1,
        1..=4 => random.between(2, 8) as usize,
        _ => random.between(5, 40) as usize,
    };
    let top = *random.pick(&["53", "5304", "530402"]);
    // Now and then several divisions stand at the top.
    let tops = if random.chance(15) {
        random.between(2, 3) as usize
    } else {
        1
    };
    for number in 0..tops {
        let width = top.len();
        let code: u64 = top.parse::<u64>().expect("digits") + number as u64;
        rows.push(division(
            random,
            period,
            format!("{code:0width$}"),
            String::new(),
        ));
    }
    let mut tries = 0;
    while rows.len() < size && tries < 200 {
        tries += 1;
        let parent = rows[random.below(rows.len())].code.clone();
        let number = random.between(1, 5);
        let code = match parent.len() {
            2 => format!("{parent}{number:02}"),
            4 if random.chance(10) => format!("{parent}00{number:03}"),
            4 => format!("{parent}{number:02}"),
            6 => format!("{parent}{number:03}"),
            9 => format!("{parent}{:03}", 200 + number),
            _ => continue,
        };
        if rows.iter().all(|row| row.code != code) {
            rows.push(division(random, period, code, parent));
        }
    }
    move_some(random, &mut rows);
    if random.chance(40) {
        add_former(random, period, &mut rows);
    }
    let root = if random.chance(90) {
        random.pick(&rows[..tops]).code.clone()
    } else {
        (*random.pick(&["11", "5304", "530402"])).to_owned()
    };
    random.shuffle(&mut rows);
    for (row, number) in rows.iter_mut().zip(1..) {
        row.row = number;
    }
    (rows, root)
}

fn division(
    random: &mut Random,
    period: Period,
    code: String,
    parent_code: String,
) -> DivisionRecord {
    let mut row = DivisionRecord {
        name: format!(
            "{}{}",
            random.pick(&["东", "西", "山", "Hill"]),
            random.below(9)
        ),
        kind: (*random.pick(&["", "镇", "乡", "村委会"])).to_owned(),
        poor_village: *random.pick(&[None, Some(true), Some(false)]),
        population: random.chance(60).then(|| random.between(0, 3000) as u64),
        code,
        parent_code,
        ..DivisionRecord::default()
    };
    if random.chance(40) {
        let zone = *random.pick(&["", "a", "b", "甲"]);
        row.attributes.push(("zone".to_owned(), zone.to_owned()));
    }
    if random.chance(15) {
        validity(random, period, &mut row);
    }
    row
}

fn validity(random: &mut Random, period: Period, row: &mut DivisionRecord) {
    let day = |random: &mut Random| -> Date {
        if random.chance(50) {
            let near = *random.pick(&period.month_ends());
            return near.add_days(random.between(0, 1) as i32).expect("a day");
        }
        let after = random.between(-20, i64::from(period.days()) + 10);
        period.start().add_days(after as i32).expect("a day")
    };
    let (one, two) = (day(random), day(random));
    row.valid_from = random.chance(60).then(|| one.min(two));
    row.valid_until = random.chance(50).then(|| one.max(two));
}

/// Gives some divisions a parent that their code does not tell.
fn move_some(random: &mut Random, rows: &mut [DivisionRecord]) {
    for place in 0..rows.len() {
        if rows[place].parent_code.is_empty() || !random.chance(8) {
            continue;
        }
        let length = rows[place].code.len();
        let above: Vec<String> = rows
            .iter()
            .map(|row| row.code.clone())
            .filter(|code| code.len() < length && level(code) < level(&rows[place].code))
            .collect();
        rows[place].parent_code = random.pick(&above).clone();
    }
}

fn level(code: &str) -> usize {
    code.len()
}

/// Former divisions, some of which were followed by former ones.
fn add_former(random: &mut Random, period: Period, rows: &mut Vec<DivisionRecord>) {
    for number in 0..random.between(1, 4) {
        let successor = rows[random.below(rows.len())].code.clone();
        let code = match successor.len() {
            2 => format!("{}", 60 + number),
            4 => format!("{}{}", &successor[..2], 80 + number),
            6 => format!("{}{}", &successor[..4], 90 + number),
            9 => format!("{}{}", &successor[..6], 900 + number),
            _ => format!("{}{}", &successor[..9], 900 + number),
        };
        if rows.iter().any(|row| row.code == code) {
            continue;
        }
        let mut row = division(random, period, code, String::new());
        row.successor = Some(successor);
        if random.chance(50) {
            validity(random, period, &mut row);
        }
        rows.push(row);
    }
}
