//! The tables, and that nothing depends on the order of records.

use proptest::prelude::*;

use super::*;

/// All that a reconciliation says, tables included, as one text.
fn everything(found: &Reconciliation) -> String {
    let lists = (&found.comparisons, &found.imbalances, &found.completeness);
    let more = (&found.falls, &found.findings);
    let tables = [
        found.comparison_table(),
        found.imbalance_table(),
        found.completeness_table(),
    ];
    let tables = tables.map(|table| csv(&table.expect("a table")));
    format!("{lists:?}\n{more:?}\n{}", tables.concat())
}

pub fn csv(table: &arrow_array::RecordBatch) -> String {
    let mut out = Vec::new();
    huimin::report::write_csv(table, &mut out).expect("text");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn tables_have_fixed_columns() {
    let rows = events(&[("530402", 0), ("530403", 1)])
        + "530403,mediation_success_rate,2019-11-30,1,3,2019-12-02\n";
    let found = run(&of_reports(&rows), &Options::default());
    let names = |table: arrow_array::RecordBatch| {
        let schema = table.schema();
        let names = schema.fields().iter().map(|field| field.name().clone());
        (names.collect::<Vec<_>>().join(","), table.num_rows())
    };
    assert_eq!(
        names(found.comparison_table().expect("a table")),
        (
            "division_code,division_name,level,indicator,period_end,reported_numerator,\
             reported_denominator,computed_numerator,computed_denominator,difference_numerator,\
             difference_denominator,difference_value,within_tolerance,reported_on,due_on,\
             days_late,state"
                .to_owned(),
            100
        )
    );
    assert_eq!(
        names(found.imbalance_table().expect("a table")),
        (
            "division_code,division_name,level,indicator,period_end,reported_numerator,\
             reported_denominator,sum_numerator,sum_denominator,imbalance_numerator,\
             imbalance_denominator,children,missing_children,state"
                .to_owned(),
            10
        )
    );
    assert_eq!(
        names(found.completeness_table().expect("a table")),
        (
            "division_code,division_name,level,period_end,due_on,owed,received,in_conflict,rejected,\
             on_time,received_share,on_time_share"
                .to_owned(),
            12
        )
    );
    let text = csv(&found.comparison_table().expect("a table"));
    let wanted = "530403000000,江川区,county,mediation_success_rate,2019-11-30,1,3,0,0,1,3,,false,\
                  2019-12-02,2019-11-30,2,differs";
    assert!(text.lines().any(|line| line == wanted), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn the_order_of_records_makes_no_difference(rows in Just(mixed_rows()).prop_shuffle()) {
        let ordered = run(&of_reports(&mixed_rows().concat()), &Options::default());
        let shuffled = run(&of_reports(&rows.concat()), &Options::default());
        prop_assert_eq!(everything(&shuffled), everything(&ordered));
    }
}

/// Reports of all kinds: copies, conflicts, falls, unknown names, other days.
fn mixed_rows() -> Vec<String> {
    let mut rows = Vec::new();
    for (number, code) in ["530400"].into_iter().chain(COUNTIES).enumerate() {
        for month in ["06-30", "09-30", "11-30", "11-17"] {
            let count = (number * 7 + month.len() + usize::from(month == "09-30") * 20) % 31;
            let row = format!(
                "{code},publicity_events,2019-{month},{count},,2019-12-0{}\n",
                number % 9 + 1
            );
            rows.push(row.clone());
            if number % 3 == 0 {
                rows.push(row);
            }
            if number % 4 == 1 {
                rows.push(format!(
                    "{code},events_{number},2019-{month},1,,2019-11-01\n"
                ));
            }
        }
        rows.push(format!(
            "{code},aid_grant_rate,2019-11-30,{number},9,2019-11-30\n"
        ));
        if number == 5 {
            rows.push(format!(
                "{code},aid_grant_rate,2019-11-30,{number},8,2019-11-30\n"
            ));
        }
    }
    rows
}
