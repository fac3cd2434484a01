use super::*;
use crate::network::{DivisionCode, Level};

fn counts(network: &Network) -> [usize; 5] {
    Level::all().map(|level| network.at_level(level).count())
}

#[test]
fn yuxi_has_the_divisions_of_2019() {
    let network = Network::builtin("yuxi-2019").unwrap();
    assert_eq!(network.len(), 794);
    assert_eq!(counts(&network), [0, 1, 9, 75, 709]);
    assert_eq!(network.warnings().list, []);
}

#[test]
fn yunnan_has_the_divisions_of_2019() {
    let network = Network::builtin("yunnan-2019").unwrap();
    assert_eq!(network.len(), 16_167);
    assert_eq!(counts(&network), [1, 16, 129, 1_446, 14_575]);
    assert_eq!(network.warnings().list, []);
}
