//! Empty datasets.

use huimin::Tally;
use huimin::input::ArrowSource;

/// Hands over every dataset that was not, without records: a dataset nobody handed
/// over is no empty one.
pub fn hand_over_the_rest(tally: &mut Tally) {
    let datasets = tally.plan().datasets.iter();
    let datasets: Vec<String> = datasets.map(|dataset| dataset.id.clone()).collect();
    for dataset in datasets {
        if !tally.is_received(&dataset).unwrap() {
            tally.add(&dataset, ArrowSource::new([])).unwrap();
        }
    }
}
