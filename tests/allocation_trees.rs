//! Allocation down random trees: sums at every level, bounds and pins, and whether
//! there is a solution at all, found independently.

use std::fmt::Write;

use huimin::allocate::{Method, Task};
use huimin::network::{DivisionId, Level, Network};
use proptest::prelude::*;

/// What is given of one division.
#[derive(Clone, Copy, Debug)]
struct Given {
    weight: u64,
    minimum: u64,
    capacity: u64,
    pin: Option<u64>,
}

fn given() -> impl Strategy<Value = Given> {
    (0_u64..50, 0_u64..4, 0_u64..60, 0_u8..12).prop_map(|(weight, minimum, more, kind)| Given {
        weight: if kind == 0 { 0 } else { weight },
        minimum: if kind < 4 { minimum } else { 0 },
        capacity: if kind % 2 == 0 {
            minimum + more
        } else {
            u64::MAX
        },
        pin: (kind == 11).then_some(minimum + more / 10),
    })
}

/// How many townships every county has, and how many villages every township.
fn shape() -> impl Strategy<Value = Vec<Vec<usize>>> {
    prop::collection::vec(prop::collection::vec(0_usize..4, 0..4), 1..5)
}

fn network(shape: &[Vec<usize>]) -> Network {
    let mut register = "code,name,level,parent_code\n530400,市,city,\n".to_owned();
    for (county, townships) in (1..).zip(shape) {
        let _ = writeln!(register, "5304{county:02},县,county,530400");
        for (township, villages) in (1..).zip(townships) {
            let code = format!("5304{county:02}{township:03}");
            let _ = writeln!(register, "{code},乡,township,5304{county:02}");
            for village in 1..=*villages {
                let _ = writeln!(register, "{code}{village:03},村,village,{code}");
            }
        }
    }
    Network::from_csv(register.as_bytes()).expect("a register")
}

/// The least and the most a division can get with all below it; none where the two
/// contradict each other somewhere.
fn bounds(network: &Network, id: DivisionId, given: &[Given]) -> Option<(u64, u64)> {
    let own = given[id.index()];
    let mut children = network.children(id).peekable();
    let (mut low, mut high) = if children.peek().is_none() {
        // Without a weight there is no claim to more than the minimum.
        let most = if own.weight > 0 {
            own.capacity
        } else {
            own.minimum
        };
        (own.minimum, most.min(own.capacity))
    } else {
        let (mut low, mut high) = (0, 0_u64);
        for child in children {
            let below = bounds(network, child, given)?;
            low += below.0;
            high = high.saturating_add(below.1);
        }
        (low.max(own.minimum), high.min(own.capacity))
    };
    if let Some(pin) = own.pin {
        let fits = (low..=own.capacity).contains(&pin);
        let reachable = network.children(id).next().is_none() || pin <= high;
        if !fits || !reachable {
            return None;
        }
        (low, high) = (pin, pin);
    }
    (low <= high).then_some((low, high))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn sums_are_exact_at_every_level(
        shape in shape(),
        all in prop::collection::vec(given(), 80),
        target in 0_u64..400,
    ) {
        let network = network(&shape);
        let root = network.roots().next().expect("a root");
        let mut all = all;
        all[root.index()] = Given { weight: 0, minimum: 0, capacity: u64::MAX, pin: None };
        let mut task = Task::new(&network, root, target, Level::Village);
        for id in network.ids().filter(|id| *id != root) {
            let own = all[id.index()];
            task.weigh(id, own.weight).at_least(id, own.minimum).cap(id, own.capacity);
            if let Some(pin) = own.pin {
                task.pin(id, pin);
            }
        }
        let possible = bounds(&network, root, &all);
        let possible = possible.is_some_and(|(low, high)| (low..=high).contains(&target));
        for method in Method::all() {
            match task.allocate(&network, method) {
                Err(error) => prop_assert!(!possible, "{error}"),
                Ok(allocation) => {
                    prop_assert!(possible, "there is no solution");
                    prop_assert_eq!(allocation.target(root), Some(target));
                    for id in network.ids().filter(|id| *id != root) {
                        let (own, share) = (all[id.index()], allocation.target(id).expect("a share"));
                        prop_assert!((own.minimum..=own.capacity).contains(&share));
                        prop_assert!(own.pin.is_none_or(|pin| pin == share));
                    }
                    for id in network.ids().filter(|id| network.children(*id).next().is_some()) {
                        let below: u64 = network
                            .children(id)
                            .map(|child| allocation.target(child).expect("a share"))
                            .sum();
                        prop_assert_eq!(allocation.target(id), Some(below));
                    }
                }
            }
        }
    }
}
