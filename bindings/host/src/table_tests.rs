use super::{BLOCKS, LAST_GENERATION, Table, block_of};

#[test]
fn an_object_is_found_until_it_is_removed_and_never_again() {
    let table = Table::new(3);
    let one = table.insert("one").unwrap();
    assert_eq!(table.get(one).as_deref(), Some(&"one"));
    assert_eq!(table.remove(one).as_deref(), Some(&"one"));
    let two = table.insert("two").unwrap();
    // The same room, another generation.
    assert_eq!(two & 0xffff_ffff, one & 0xffff_ffff);
    assert_ne!(one, two);
    assert_eq!(table.get(one), None);
    assert_eq!(table.remove(one), None);
    assert_eq!(table.get(two).as_deref(), Some(&"two"));
}

#[test]
fn numbers_of_no_object_find_nothing() {
    let (table, other) = (Table::new(3), Table::new(4));
    let number = table.insert(7).unwrap();
    assert_eq!(other.insert(8).map(|other| other == number), Some(false));
    assert_eq!(other.get(number), None);
    for garbage in [
        0,
        1,
        u64::MAX,
        number ^ 1,
        number ^ (1 << 33),
        number | 1 << 63,
    ] {
        assert_eq!(table.get(garbage), None, "{garbage:#x}");
        assert_eq!(table.remove(garbage), None, "{garbage:#x}");
    }
    // Every other bit pattern near it.
    for bit in 0..64 {
        assert_eq!(table.get(number ^ 1 << bit), None, "bit {bit}");
    }
    assert!(number < 1 << 63);
}

#[test]
fn a_room_that_wore_out_is_not_used_again() {
    let table = Table::new(1);
    let number = table.insert(()).unwrap();
    {
        let mut room = table.room(0, false).unwrap().0.write().unwrap();
        room.0 = LAST_GENERATION - 1;
    }
    let last = table.number(LAST_GENERATION - 1, 0);
    assert!(table.get(number).is_none());
    assert!(table.remove(last).is_some());
    let next = table.insert(()).unwrap();
    assert_eq!(next & 0xffff_ffff, 1, "another room");
}

#[test]
fn blocks_follow_one_another() {
    let mut expected = (0, 0);
    for place in 0..20_000 {
        assert_eq!(block_of(place), Some(expected), "{place}");
        expected.1 += 1;
        if expected.1 == 1024 << expected.0 {
            expected = (expected.0 + 1, 0);
        }
    }
    let rooms = (0..BLOCKS).map(|block| 1024_u32 << block).sum::<u32>();
    assert!(block_of(rooms - 1).is_some());
    assert_eq!(block_of(rooms), None);
    assert_eq!(block_of(u32::MAX), None);
}

#[test]
fn many_threads_make_find_and_free() {
    let table = Table::new(2);
    std::thread::scope(|scope| {
        for thread in 0..8_u32 {
            let table = &table;
            scope.spawn(move || {
                let mut kept = Vec::new();
                for turn in 0..2_000_u32 {
                    let value = (thread, turn);
                    kept.push((table.insert(value).unwrap(), value));
                    if turn % 3 == 0 {
                        let (number, value) = kept.swap_remove(turn as usize % kept.len());
                        assert_eq!(table.remove(number).as_deref(), Some(&value));
                        assert!(table.get(number).is_none());
                    }
                }
                for (number, value) in kept {
                    assert_eq!(table.get(number).as_deref(), Some(&value));
                }
            });
        }
    });
}
