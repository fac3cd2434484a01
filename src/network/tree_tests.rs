use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::network::DivisionRecord;

fn code(text: &str) -> DivisionCode {
    DivisionCode::parse(text).unwrap().code
}

fn codes(network: &Network, ids: impl Iterator<Item = DivisionId>) -> Vec<String> {
    ids.map(|id| network.code(id).to_string()).collect()
}

/// Two cities and, moved by a boundary change, a township under the county
/// that its code does not name.
const REGISTER: &str = "\
code,name,parent_code,kind,poor_village,population,面积,电话
530402002,凤凰街道,530422,街道,,12000,8.5,
530402001,玉兴街道,530402,街道,,,,
530422,澄江县,5304,县,,,,
5304,玉溪市,,地级市,,2380000,,
530402002201,某村,530402002,村委会,是,800,1.5,0877
530402,红塔区,5304,区,,,,
5305,保山市,,地级市,,,,
";

#[test]
fn divisions_stand_in_pre_order() {
    let network = Network::from_csv(REGISTER.as_bytes()).unwrap();
    assert_eq!(network.len(), 7);
    let expected = [
        "530400",
        "530402",
        "530402001",
        "530422",
        "530402002",
        "530402002201",
        "530500",
    ];
    assert_eq!(codes(&network, network.ids()), expected);
    assert_eq!(codes(&network, network.roots()), ["530400", "530500"]);
    let city = network.find(code("5304")).unwrap();
    assert_eq!(
        codes(&network, network.children(city)),
        ["530402", "530422"]
    );
    assert_eq!(network.subtree(city), 0..6);
    assert_eq!(
        codes(&network, network.at_level_below(city, Level::Township)),
        ["530402001", "530402002"]
    );
    let village = network.find(code("530402002201")).unwrap();
    assert_eq!(
        codes(&network, network.ancestors(village)),
        ["530402002", "530422", "530400"]
    );
    assert_eq!(
        codes(&network, network.children(village)),
        Vec::<String>::new()
    );
    assert_eq!(network.subtree(village), 5..6);
    let other = network.find(code("5305")).unwrap();
    assert_eq!(
        codes(&network, network.children(other)),
        Vec::<String>::new()
    );
    assert_eq!(network.id(other.index()), Some(other));
    assert_eq!(network.id(7), None);
}

#[test]
fn a_division_is_what_its_row_says() {
    let network = Network::from_csv(REGISTER.as_bytes()).unwrap();
    let village = network.find(code("530402002201")).unwrap();
    assert_eq!(network.name(village), "某村");
    assert_eq!(network.kind(village), "村委会");
    assert_eq!(network.level(village), Level::Village);
    assert_eq!(network.poor_village(village), Some(true));
    assert_eq!(network.population(village), Some(800));
    assert_eq!(network.valid(village), (None, None));
    assert_eq!(network.attribute_names(), ["电话", "面积"]);
    assert_eq!(network.attribute(village, 0), Some("0877"));
    assert_eq!(network.attribute(village, 1), Some("1.5"));
    assert_eq!(network.attribute(village, 2), None);
    let township = network.find(code("530402002")).unwrap();
    assert_eq!(network.attribute(township, 0), None);
    assert_eq!(network.attribute(township, 1), Some("8.5"));
    assert_eq!(network.poor_village(township), None);
}

#[test]
fn an_unknown_number_is_not_found() {
    let network = Network::from_csv(REGISTER.as_bytes()).unwrap();
    assert_eq!(
        network.find_number(530_402_002_201).map(DivisionId::index),
        Some(5)
    );
    for number in [0, 530_402_002_202, 1_000_000_000_000, u64::MAX] {
        assert_eq!(network.find_number(number), None);
    }
    assert_eq!(network.resolve(code("530402002202")), Resolution::Unknown);
}

#[test]
fn parents_follow_from_the_codes_where_no_row_names_one() {
    // 429004 is a county directly under its province, 441900003 a township
    // directly under its city.
    let csv = "代码,名称\n42,湖北省\n429004,仙桃市\n429004001,某街道\n44,广东省\n4419,东莞市\n441900003,某街道\n";
    let network = Network::from_csv(csv.as_bytes()).unwrap();
    assert_eq!(network.warnings().list, []);
    let parent = |text: &str| {
        let parent = network.parent(network.find(code(text)).unwrap());
        parent.map(|id| network.code(id).to_string())
    };
    assert_eq!(parent("42"), None);
    assert_eq!(parent("429004").as_deref(), Some("420000"));
    assert_eq!(parent("429004001").as_deref(), Some("429004"));
    assert_eq!(parent("441900003").as_deref(), Some("441900"));
}

#[test]
fn a_change_of_any_value_changes_the_fingerprint() {
    let original = Network::from_csv(REGISTER.as_bytes())
        .unwrap()
        .fingerprint();
    let changes = [
        ("某村", "某社区"),
        ("村委会", "居委会"),
        ("是,800", "否,800"),
        ("是,800", ",800"),
        ("是,800", "是,801"),
        ("530402001,玉兴街道,530402", "530402001,玉兴街道,530422"),
        ("530402001,", "530402003,"),
        ("0877", "0878"),
        ("面积", "面 积"),
    ];
    let mut seen = BTreeSet::from([original]);
    for (old, new) in changes {
        let changed = REGISTER.replace(old, new);
        assert_ne!(changed, REGISTER);
        let fingerprint = Network::from_csv(changed.as_bytes()).unwrap().fingerprint();
        assert!(seen.insert(fingerprint), "{old} → {new}");
    }
}

/// Rows of a tree: ten counties of a city, townships and villages with a
/// parent that their code may or may not name.
fn records() -> impl Strategy<Value = Vec<DivisionRecord>> {
    let township = (21_u64..31, 1_u64..40, any::<prop::sample::Index>());
    let village = (
        any::<prop::sample::Index>(),
        1_u64..999,
        any::<prop::sample::Index>(),
    );
    let lists = (
        prop::collection::vec(township, 0..30),
        prop::collection::vec(village, 0..60),
    );
    lists.prop_flat_map(|(townships, villages)| {
        let record = |code: String, parent_code: String| DivisionRecord {
            name: format!("区划{code}"),
            code,
            parent_code,
            ..DivisionRecord::default()
        };
        let counties: Vec<String> = (21..31).map(|county| format!("5304{county:02}")).collect();
        let mut rows = vec![record("5304".to_owned(), String::new())];
        rows.extend(
            counties
                .iter()
                .map(|county| record(county.clone(), "530400".to_owned())),
        );
        let mut taken = BTreeSet::new();
        let mut upper = counties.clone();
        for (county, township, parent) in townships {
            let code = format!("5304{county:02}{township:03}");
            if taken.insert(code.clone()) {
                rows.push(record(code.clone(), parent.get(&counties).clone()));
                upper.push(code);
            }
        }
        for (township, village, parent) in villages {
            let prefix = township.get(&upper).clone();
            let code = format!("{prefix:0<9}{village:03}").replace("000", "001");
            if code.len() == 12 && taken.insert(code.clone()) {
                rows.push(record(code, parent.get(&upper).clone()));
            }
        }
        Just(rows).prop_shuffle()
    })
}

/// The codes below `code` and itself, by looking at every row for every row.
fn naive_descendants(records: &[DivisionRecord], of: &str) -> BTreeSet<u64> {
    let mut found = BTreeSet::from([code(of).number()]);
    for record in records
        .iter()
        .filter(|record| !record.parent_code.is_empty())
    {
        if code(&record.parent_code) == code(of) {
            found.extend(naive_descendants(records, &record.code));
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn runs_are_the_descendants_in_any_order_of_rows(records in records()) {
        let network = Network::from_records(records.clone()).unwrap();
        prop_assert_eq!(network.len(), records.len());
        for record in &records {
            let id = network.find(code(&record.code)).unwrap();
            prop_assert_eq!(network.code(id), code(&record.code));
            let below: Vec<u64> =
                network.subtree(id).map(|position| network.code(network.id(position).unwrap()).number()).collect();
            prop_assert_eq!(below[0], network.code(id).number());
            let below: BTreeSet<u64> = below.into_iter().collect();
            prop_assert_eq!(&below, &naive_descendants(&records, &record.code));
            prop_assert_eq!(below.len(), network.subtree(id).len());

            let children: Vec<DivisionCode> = network.children(id).map(|child| network.code(child)).collect();
            prop_assert!(children.is_sorted());
            prop_assert!(network.children(id).all(|child| network.parent(child) == Some(id)));
            let named = records.iter().filter(|row| !row.parent_code.is_empty() && code(&row.parent_code) == code(&record.code));
            prop_assert_eq!(children.len(), named.count());
        }

        let mut reversed = records;
        reversed.reverse();
        let again = Network::from_records(reversed).unwrap();
        prop_assert_eq!(again.fingerprint(), network.fingerprint());
        prop_assert!(again.ids().map(|id| again.code(id)).eq(network.ids().map(|id| network.code(id))));
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Network::from_csv(&bytes);
    }

    #[test]
    fn no_register_breaks_the_reader(
        rows in prop::collection::vec((0_u8..12, 0_u8..13, 0_u8..24, 0_u8..4), 0..14),
    ) {
        let codes = ["53", "5304", "530422", "530423", "530422101", "530423101", "530422101201", "530423101201",
            "441900", "441900003", "x", "", " 5304"];
        let words = ["", "县", "village", "?"];
        let mut csv = "code,name,level,parent_code,successor\n".to_owned();
        for (one, parent, successor, word) in rows {
            let successor = codes.get(usize::from(successor)).unwrap_or(&"");
            csv.push_str(&format!("{},名,{},{},{successor}\n", codes[usize::from(one)], words[usize::from(word)], codes[usize::from(parent)]));
        }
        match Network::from_csv(csv.as_bytes()) {
            Ok(network) => {
                prop_assert!(!network.warnings().has_errors());
                prop_assert_eq!(network.roots().map(|root| network.subtree(root).len()).sum::<usize>(), network.len());
            }
            Err(error) => {
                prop_assert!(error.diagnostics().has_errors());
                let length = csv.len();
                prop_assert!(error.diagnostics().list.iter().all(|diagnostic| diagnostic.span.end <= length));
            }
        }
    }
}
