use super::*;
use crate::network::Network;

/// Chengjiang as of 2020, when the county became a city and its villages were
/// renumbered.
const CHENGJIANG: &str = "\
code,name,parent_code,valid_from,valid_until,successor
5304,玉溪市,53,,,
530422,澄江县,5304,,2019-12-31,530481
530481,澄江市,5304,2019-12-31,,
530422101,九村镇,530422,,2019-12-31,530481101
530481101,九村镇,530481,2019-12-31,,
530422101204,某村,530422101,,2020-06-01,530481101201
530481101201,某村,530481101,2020-06-01,,
";

fn code(text: &str) -> DivisionCode {
    DivisionCode::parse(text).unwrap().code
}

#[test]
fn an_old_code_gives_the_division_that_took_its_place() {
    let network = Network::from_csv(CHENGJIANG.as_bytes()).unwrap();
    assert_eq!(network.warnings().list, []);
    assert_eq!(network.len(), 4);
    for (old, new) in [
        ("530422", "530481"),
        ("530422101", "530481101"),
        ("530422101204", "530481101201"),
    ] {
        let id = network.find(code(new)).unwrap();
        assert_eq!(network.code(id), code(new));
        assert_eq!(network.find(code(old)), Some(id));
        assert_eq!(
            network.resolve(code(old)),
            Resolution::Former { current: id }
        );
        assert_eq!(network.resolve(code(new)), Resolution::Current(id));
    }
    // Replacing the prefix is no mapping.
    assert_eq!(network.resolve(code("530481101204")), Resolution::Unknown);
    assert_eq!(network.find(code("530481101204")), None);
}

#[test]
fn a_former_division_keeps_its_name_and_its_days() {
    let network = Network::from_csv(CHENGJIANG.as_bytes()).unwrap();
    let county = &network.former()[0];
    assert_eq!(
        (county.code, county.name.as_str(), county.level),
        (code("530422"), "澄江县", Level::County)
    );
    assert_eq!(
        (county.valid_from, county.valid_until),
        (None, Date::parse("2019-12-31"))
    );
    assert_eq!(county.successor, code("530481"));
    let city = network.find(code("530481")).unwrap();
    assert_eq!(county.current, city);
    assert_eq!(network.valid(city), (Date::parse("2019-12-31"), None));
    let codes: Vec<String> = network
        .former()
        .iter()
        .map(|former| former.code.to_string())
        .collect();
    assert_eq!(codes, ["530422", "530422101", "530422101204"]);
}

#[test]
fn successors_are_followed_to_the_end_and_may_merge() {
    let csv = "code,name,parent_code,successor\n\
        530400,市,,\n\
        530421,甲,530400,530422\n\
        530422,乙,530400,530425\n\
        530423,丙,530400,530425\n\
        530425,丁,530400,\n";
    let network = Network::from_csv(csv.as_bytes()).unwrap();
    let current = network.find(code("530425")).unwrap();
    for former in network.former() {
        assert_eq!(former.current, current);
        assert_eq!(network.resolve(former.code), Resolution::Former { current });
    }
    let at_once: Vec<String> = network
        .former()
        .iter()
        .map(|former| former.successor.to_string())
        .collect();
    assert_eq!(at_once, ["530422", "530425", "530425"]);
}

#[test]
fn circles_are_found_once_each_from_their_lowest_member() {
    //           0        1        2        3        4     5        6
    let links = [Some(3), Some(0), Some(1), Some(1), None, Some(5), Some(4)];
    let cycles = cycles(&links);
    assert_eq!(cycles, [vec![0, 3, 1], vec![5]]);
    assert_eq!(
        ends(&links, &cycles),
        [None, None, None, None, Some(4), None, Some(4)]
    );
}

#[test]
fn a_long_chain_is_followed_in_linear_time() {
    let length = 1_000_000_u32;
    let links: Vec<Option<u32>> = (1..=length)
        .map(|next| (next < length).then_some(next))
        .collect();
    assert_eq!(cycles(&links), Vec::<Vec<u32>>::new());
    assert!(ends(&links, &[]).iter().all(|end| *end == Some(length - 1)));
}

proptest::proptest! {
    #[test]
    fn circles_and_ends_are_those_of_a_plain_walk(links in proptest::collection::vec(proptest::option::of(0_u32..12), 12)) {
        let cycles = cycles(&links);
        let ends = ends(&links, &cycles);
        for (start, end) in (0_u32..).zip(&ends) {
            let next = |position: &u32| links[*position as usize];
            // A walk of more steps than there are positions never ends.
            let walk: Vec<u32> = std::iter::successors(Some(start), next).zip(0..=links.len()).map(|(position, _)| position).collect();
            let last = walk.last().copied().filter(|last| next(last).is_none());
            proptest::prop_assert_eq!(*end, last);
            let returns = walk.iter().skip(1).any(|position| *position == start);
            let members = cycles.iter().flatten().filter(|member| **member == start).count();
            proptest::prop_assert_eq!(members, usize::from(returns));
        }
    }
}
