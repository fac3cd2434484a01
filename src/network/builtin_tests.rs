use super::*;
use crate::network::{DivisionCode, DivisionId, Level};

fn counts(network: &Network) -> [usize; 5] {
    Level::all().map(|level| network.at_level(level).count())
}

fn find(network: &Network, code: &str) -> DivisionId {
    let code = DivisionCode::parse(code).unwrap().code;
    network.find(code).unwrap()
}

#[test]
fn yuxi_has_the_divisions_of_2019() {
    let network = Network::builtin("yuxi-2019").unwrap();
    assert_eq!(network.len(), 794);
    assert_eq!(counts(&network), [0, 1, 9, 75, 709]);
    assert_eq!(network.warnings().list, []);
    assert_eq!(network.former(), []);
    let roots: Vec<&str> = network.roots().map(|root| network.name(root)).collect();
    assert_eq!(roots, ["玉溪市"]);
    // Its parent, the province, is not in the register.
    assert_eq!(network.parent(find(&network, "530400")), None);
}

#[test]
fn yuxi_has_its_nine_counties_in_the_order_of_their_codes() {
    let network = Network::builtin("yuxi-2019").unwrap();
    let counties: Vec<(String, &str, &str)> = network
        .children(find(&network, "530400"))
        .map(|id| {
            (
                network.code(id).to_string(),
                network.name(id),
                network.kind(id),
            )
        })
        .collect();
    let expected = [
        ("530402", "红塔区", "区"),
        ("530403", "江川区", "区"),
        ("530422", "澄江县", "县"),
        ("530423", "通海县", "县"),
        ("530424", "华宁县", "县"),
        ("530425", "易门县", "县"),
        ("530426", "峨山彝族自治县", "自治县"),
        ("530427", "新平彝族傣族自治县", "自治县"),
        ("530428", "元江哈尼族彝族傣族自治县", "自治县"),
    ];
    assert_eq!(
        counties,
        expected.map(|(code, name, kind)| (code.to_owned(), name, kind))
    );
}

/// Yuanjiang: 10 townships and 81 villages in the press of 2018 as well.
#[test]
fn yuanjiang_has_ten_townships_and_eighty_one_villages() {
    let network = Network::builtin("yuxi-2019").unwrap();
    let county = find(&network, "530428");
    assert_eq!(network.at_level_below(county, Level::Township).count(), 10);
    assert_eq!(network.at_level_below(county, Level::Village).count(), 81);
    assert_eq!(network.subtree(county).len(), 92);
}

#[test]
fn names_repeat_in_yuxi() {
    let network = Network::builtin("yuxi-2019").unwrap();
    let mut names: Vec<&str> = network
        .at_level(Level::Village)
        .map(|id| network.name(id))
        .collect();
    names.sort_unstable();
    let mut repeated: Vec<&str> = names
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0])
        .collect();
    repeated.dedup();
    assert_eq!(repeated.len(), 14);
}

#[test]
fn yunnan_has_the_divisions_of_2019() {
    let network = Network::builtin("yunnan-2019").unwrap();
    assert_eq!(network.len(), 16_167);
    assert_eq!(counts(&network), [1, 16, 129, 1_446, 14_575]);
    assert_eq!(network.warnings().list, []);
    let township_like = network
        .at_level(Level::Township)
        .filter(|id| network.kind(*id) == "类似乡级单位");
    assert_eq!(township_like.count(), 40);
}

#[test]
fn yuxi_is_a_part_of_yunnan() {
    let (yuxi, yunnan) = (
        Network::builtin("yuxi-2019").unwrap(),
        Network::builtin("yunnan-2019").unwrap(),
    );
    let city = find(&yunnan, "530400");
    let part: Vec<_> = yunnan
        .ids()
        .skip(city.index())
        .take(yunnan.subtree(city).len())
        .collect();
    assert_eq!(part.len(), yuxi.len());
    for (here, there) in yuxi.ids().zip(part) {
        assert_eq!(
            (yuxi.code(here), yuxi.name(here), yuxi.kind(here)),
            (yunnan.code(there), yunnan.name(there), yunnan.kind(there))
        );
    }
}

/// Tallies that were serialised carry these numbers.
#[test]
fn fingerprints_stay_what_they_are() {
    let fingerprints: Vec<u64> = Network::builtin_names()
        .map(|name| Network::builtin(name).unwrap().fingerprint())
        .collect();
    assert_eq!(
        fingerprints,
        [17_544_405_720_273_186_202, 15_649_688_310_870_159_333]
    );
}

#[test]
fn an_unknown_name_is_answered_with_the_names_there_are() {
    let error = Network::builtin("yuxi2019").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    assert_eq!(
        error.message().en,
        "expected a built-in register, but found `yuxi2019`; did you mean `yuxi-2019`? there are `yuxi-2019`, `yunnan-2019`"
    );
    assert_eq!(
        error.message().zh,
        "没有名为“yuxi2019”的内置区划登记册,是否指“yuxi-2019”?可用的有:yuxi-2019、yunnan-2019"
    );
    let error = Network::builtin("北京").unwrap_err();
    assert_eq!(
        error.message().en,
        "expected a built-in register, but found `北京`; there are `yuxi-2019`, `yunnan-2019`"
    );
}
