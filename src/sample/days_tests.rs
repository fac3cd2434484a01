use super::*;

#[test]
fn days_are_written_in_iso() {
    let days = Days::new();
    assert_eq!(days.iso(YEAR_START), "2019-01-01");
    assert_eq!(days.iso(day(2018, 2, 28) + 1), "2018-03-01");
    assert_eq!(days.iso(day(2020, 2, 28) + 1), "2020-02-29");
    assert_eq!(days.iso(day(2031, 1, 1)), "");
}

#[test]
fn offices_are_closed_on_holidays_and_open_on_make_up_days() {
    let days = Days::new();
    // Spring Festival 2019: 4 to 10 February, with working Saturday and Sunday around it.
    assert_eq!(days.office_day(day(2019, 2, 5)), day(2019, 2, 11));
    assert_eq!(days.office_day(day(2019, 2, 2)), day(2019, 2, 2));
    // 2019-04-28 was a working Sunday, 2019-05-01 to 04 were free.
    assert_eq!(days.office_day(day(2019, 4, 28)), day(2019, 4, 28));
    assert_eq!(days.office_day(day(2019, 11, 30)), day(2019, 12, 2));
}

#[test]
fn curves_pass_their_points_and_never_fall() {
    for curve in [Curve::records(20_000), Curve::acceptance()] {
        let mut last = 0;
        for share in (0..=WHOLE).step_by(500) {
            let reached = curve.day_at(share);
            assert!(
                reached >= last && (YEAR_START..=YEAR_END).contains(&reached),
                "{share}"
            );
            last = reached;
        }
    }
    assert_eq!(Curve::records(20_000).day_at(100_000), day(2019, 3, 31));
    assert_eq!(Curve::records(20_000).day_at(600_000), day(2019, 6, 30));
    assert_eq!(Curve::records(0).day_at(0), day(2019, 1, 2));
}
