//! An invented year reconciles with what its generator planned.

use std::collections::BTreeSet;

use huimin::sample::{Sample, SampleOptions};

use super::*;

fn assessed(options: &SampleOptions) -> (Vec<Vec<String>>, BTreeSet<u64>, Assessment) {
    let network = network();
    let sample = Sample::new(&network, options).expect("a sample");
    let mut files = Vec::new();
    for dataset in sample.datasets() {
        let mut file = Vec::new();
        sample.write_csv(dataset, &mut file).expect("a file");
        files.push((*dataset, String::from_utf8(file).expect("UTF-8")));
    }
    let mut rows = Vec::new();
    let mut take = |row: &[Option<&str>]| {
        let cells = row.iter().map(|cell| cell.unwrap_or_default().to_owned());
        rows.push(cells.collect());
        Ok(())
    };
    sample.rows("reports", &mut take).expect("rows");
    let rejected = sample.defects().into_iter().filter(|defect| {
        let counts = [
            "identical_copy",
            "normalised",
            "superseded",
            "report_made_far_ahead",
        ];
        let rejects = !counts.contains(&defect.rule);
        defect.dataset == "reports" && rejects
    });
    let rejected = rejected.map(|defect| defect.row).collect();
    let marked = sample.network_with_marks().expect("a register");
    (rows, rejected, assess(marked, "2019-11-30", &files))
}

/// What the generator's plan says: one county reports four days late, and
/// publicity events are reported as they were held.
#[test]
fn a_year_without_defects_reconciles_with_its_plan() {
    let options = SampleOptions {
        defects: false,
        ..SampleOptions::default()
    };
    let (rows, _, assessment) = assessed(&options);
    let found = run(&assessment, &Options::default());
    assert_eq!((rows.len(), found.comparisons.len()), (100, 100));
    assert!(found.findings.is_empty() && found.falls.is_empty());
    let late: BTreeSet<_> = found
        .late()
        .map(|one| (one.division_code, one.days_late))
        .collect();
    assert_eq!(late.len(), 1);
    assert_eq!(late.first().expect("one county").1, Some(4));
    assert_eq!(found.late().count(), 10);
    for row in &found.completeness {
        assert_eq!(row.received, row.owed);
    }
    // The county whose milestone is late is the one whose reports are.
    let milestones = assessment.milestones();
    let bureau = milestones.iter().filter(|one| {
        one.milestone.id.value == "report_to_city_bureau" && one.status.id() != "done_in_time"
    });
    let network = &assessment.plan().network;
    let bureau: Vec<_> = bureau.map(|one| network.code(one.division)).collect();
    assert_eq!(bureau, [late.first().expect("one county").0]);
    let exact = found
        .comparisons
        .iter()
        .filter(|one| one.indicator == "publicity_events");
    for one in exact {
        assert_eq!(one.within_tolerance, Some(true), "{one:?}");
    }
    // Poor villages lie in counties: the city claims what these claim together.
    let coverage = found
        .imbalances
        .iter()
        .find(|one| one.indicator == "adviser_coverage");
    assert_eq!(coverage.expect("the city").state, Balance::Balanced);
}

/// The reports left by the defects that were put in are those received.
#[test]
fn a_year_with_defects_lacks_the_reports_that_are_rejected() {
    let (rows, rejected, assessment) = assessed(&SampleOptions::default());
    assert!(!rejected.is_empty());
    let numbered = (1_u64..)
        .zip(&rows)
        .filter(|(row, _)| !rejected.contains(row));
    let left: BTreeSet<(String, String)> = numbered
        .map(|(_, cells)| {
            let code = huimin::network::DivisionCode::parse(&cells[0]).expect("a code");
            (code.code.padded(), cells[1].clone())
        })
        .collect();
    let found = run(&assessment, &Options::default());
    let received = found
        .comparisons
        .iter()
        .filter(|one| one.reported.is_some() && one.state != State::Unexpected);
    let received: BTreeSet<(String, String)> = received
        .map(|one| (one.division_code.padded(), one.indicator.clone()))
        .collect();
    assert_eq!(received, left);
    // Defects are rows of their own, of townships, which owe nothing: three corrected ones and
    // three made far ahead count.
    assert_eq!(left.len(), 106);
    assert!(rows.len() > 100);
}
