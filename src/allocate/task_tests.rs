use super::{Allocation, Task};
use crate::allocate::Method;
use crate::network::{DivisionId, Level, Network};
use crate::text::Language;

fn yuxi() -> (Network, DivisionId) {
    let network = Network::builtin("yuxi-2019").unwrap();
    let root = network.roots().next().unwrap();
    (network, root)
}

fn division(network: &Network, code: &str) -> DivisionId {
    let id = network
        .ids()
        .find(|id| network.code(*id).to_string() == code);
    id.unwrap()
}

fn by_villages(network: &Network, root: DivisionId, target: u64) -> Task {
    let mut task = Task::new(network, root, target, Level::Village);
    for village in network.at_level(Level::Village) {
        task.weigh(village, 1);
    }
    task
}

fn assert_sums(network: &Network, allocation: &Allocation) {
    for share in allocation.shares() {
        let children: Vec<u64> = network
            .children(share.division)
            .filter_map(|child| allocation.target(child))
            .collect();
        if !children.is_empty() {
            assert_eq!(
                children.iter().sum::<u64>(),
                share.target,
                "{}",
                network.code(share.division)
            );
        }
        assert!((share.minimum..=share.capacity).contains(&share.target));
    }
}

fn refused(network: &Network, task: &Task) -> String {
    let error = task.allocate(network, Method::default()).unwrap_err();
    error.message().get(Language::English).to_owned()
}

#[test]
fn three_levels_down_in_one_call() {
    let (network, root) = yuxi();
    for method in Method::all() {
        let allocation = by_villages(&network, root, 80_000)
            .allocate(&network, method)
            .unwrap();
        assert_eq!(allocation.shares().len(), 1 + 9 + 75 + 709);
        assert_eq!(allocation.target(root), Some(80_000));
        assert_sums(&network, &allocation);
    }
}

#[test]
fn a_capacity_at_a_village_is_respected_by_the_county() {
    let (network, root) = yuxi();
    let mut task = by_villages(&network, root, 700);
    network.at_level(Level::Village).for_each(|village| {
        task.cap(village, 1);
    });
    for method in Method::all() {
        let allocation = task.allocate(&network, method).unwrap();
        assert_sums(&network, &allocation);
        let mut villages = network.at_level(Level::Village);
        assert!(villages.all(|village| allocation.target(village) <= Some(1)));
    }
}

#[test]
fn a_pin_deep_down_moves_the_shares_above_it() {
    let (network, root) = yuxi();
    let hongta = division(&network, "530402");
    let village = network
        .subtree(hongta)
        .filter_map(|index| network.id(index))
        .next_back()
        .unwrap();
    let plain = by_villages(&network, root, 800)
        .allocate(&network, Method::default())
        .unwrap();
    let mut task = by_villages(&network, root, 800);
    task.pin(village, 300);
    let allocation = task.allocate(&network, Method::default()).unwrap();
    assert_sums(&network, &allocation);
    assert_eq!(allocation.target(village), Some(300));
    assert!(allocation.share(village).unwrap().is_pinned);
    assert!(
        allocation.target(hongta) >= Some(300) && allocation.target(hongta) > plain.target(hongta)
    );
}

#[test]
fn a_share_shows_its_quota() {
    let (network, root) = yuxi();
    let allocation = by_villages(&network, root, 700)
        .allocate(&network, Method::default())
        .unwrap();
    let hongta = division(&network, "530402");
    let share = allocation.share(hongta).unwrap();
    let quota = share.quota.unwrap();
    assert_eq!(
        (quota.numerator(), quota.denominator()),
        (700 * i128::from(share.weight), 709)
    );
    assert!(allocation.share(root).unwrap().quota.is_none());
}

#[test]
fn levels_below_take_no_part() {
    let (network, root) = yuxi();
    let mut task = Task::new(&network, root, 9, Level::County);
    network.at_level(Level::County).for_each(|county| {
        task.weigh(county, 1);
    });
    let allocation = task.allocate(&network, Method::Webster).unwrap();
    assert_eq!(allocation.shares().len(), 10);
    let township = network.at_level(Level::Township).next().unwrap();
    assert_eq!(allocation.target(township), None);
}

#[test]
fn contradictions_name_the_division() {
    let (network, root) = yuxi();
    let hongta = division(&network, "530402");
    let mut task = by_villages(&network, root, 80);
    task.cap(hongta, 3);
    for village in network
        .subtree(hongta)
        .filter_map(|index| network.id(index))
    {
        if network.level(village) == Level::Village {
            task.at_least(village, 1);
        }
    }
    let villages = network.at_level_below(hongta, Level::Village).count();
    assert_eq!(
        refused(&network, &task),
        format!(
            "红塔区(530402) must get at least {villages} with those below it, but can get at most 3; check minima, capacities and pins"
        )
    );

    let mut task = by_villages(&network, root, 710);
    network.at_level(Level::Village).for_each(|village| {
        task.cap(village, 1);
    });
    assert_eq!(
        refused(&network, &task),
        "the target of 玉溪市(530400), 710, is above the capacities of those below it, 709 together"
    );

    let mut task = by_villages(&network, root, 5);
    task.pin(hongta, 6);
    assert_eq!(
        refused(&network, &task),
        "the target of 玉溪市(530400), 5, is below the minima and pins of those below it, 6 together"
    );

    let task = Task::new(&network, root, 5, Level::County);
    assert_eq!(
        refused(&network, &task),
        "allocating the target of 玉溪市(530400): all weights are zero, so 5 cannot be divided in proportion to them"
    );
}
