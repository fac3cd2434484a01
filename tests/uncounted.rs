//! What checking a definition says of records that count in no measure.

use huimin::{Language, Network, Programme};

fn warnings(programme: &Programme, network: &str) -> Vec<String> {
    let network = Network::builtin(network).expect("a register");
    let found = programme.check(network).expect("a sound definition");
    let list = found.list.iter();
    list.map(|found| format!("{} {}", found.code, found.message.get(Language::English)))
        .collect()
}

#[test]
fn built_in_programmes_say_what_they_do_not_count() {
    for name in ["yuxi-2019", "yunnan-2019"] {
        let programme = Programme::builtin(name).expect("a programme");
        assert_eq!(warnings(&programme, name), [""; 0], "{name}");
    }
}
