//! Where objects of one kind are kept, and found by their numbers.

use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

/// Rooms are made in blocks, which never move: 2^10 rooms in the first, twice as many in
/// each further one.
const FIRST_BLOCK_BITS: u32 = 10;
const BLOCKS: usize = 20;
/// Lists of rooms that are free, so that threads that make and free objects do not wait
/// for each other.
const SHARDS: usize = 16;

const ROOM_BITS: u32 = 32;
const GENERATION_BITS: u32 = 23;
/// A room that has had so many objects gets no further one, so that a number never
/// comes again.
const LAST_GENERATION: u32 = (1 << GENERATION_BITS) - 1;

/// Objects of one kind by numbers of 63 bits: the kind, how many objects the room has had
/// (its generation), and the room. The highest bit is 0, so that the numbers are positive
/// in languages that know only signed ones; 0 is no object's number.
///
/// Finding an object takes a shared lock on its room alone: readers never wait for readers.
#[derive(Debug)]
pub struct Table<T> {
    kind: u8,
    blocks: [OnceLock<Box<[Room<T>]>>; BLOCKS],
    /// Rooms that were ever taken.
    taken: AtomicU32,
    free: [Mutex<Vec<u32>>; SHARDS],
}

/// INVARIANT: the generation grows whenever an object leaves, and is odd while one is in.
#[derive(Debug)]
struct Room<T>(RwLock<(u32, Option<Arc<T>>)>);

impl<T> Table<T> {
    /// An empty table for objects of a kind from 1 to 127, which no other table has.
    pub const fn new(kind: u8) -> Self {
        Self {
            kind: kind & 0x7f,
            blocks: [const { OnceLock::new() }; BLOCKS],
            taken: AtomicU32::new(0),
            free: [const { Mutex::new(Vec::new()) }; SHARDS],
        }
    }

    /// Keeps an object and gives its number; none where there is no room left.
    pub fn insert(&self, object: T) -> Option<u64> {
        let object = Arc::new(object);
        let freed = self.free_rooms().pop();
        let place = match freed {
            Some(place) => place,
            None => self.new_room()?,
        };
        let mut room = write(self.room(place, true)?);
        room.0 = room.0.saturating_add(1);
        room.1 = Some(object);
        Some(self.number(room.0, place))
    }

    /// The object of a number; none where the number is none of this table, or the object
    /// was removed.
    pub fn get(&self, number: u64) -> Option<Arc<T>> {
        let (generation, place) = self.parts(number)?;
        let room = &self.room(place, false)?.0;
        let room = room.read().unwrap_or_else(PoisonError::into_inner);
        room.1.clone().filter(|_| room.0 == generation)
    }

    /// Removes an object; none where there is none of that number. It is dropped when
    /// the last call that uses it has ended.
    pub fn remove(&self, number: u64) -> Option<Arc<T>> {
        let (generation, place) = self.parts(number)?;
        let mut room = write(self.room(place, false)?);
        if room.0 != generation {
            return None;
        }
        let object = room.1.take()?;
        room.0 = room.0.saturating_add(1);
        let worn_out = room.0 >= LAST_GENERATION;
        drop(room);
        if !worn_out {
            self.free_rooms().push(place);
        }
        Some(object)
    }

    fn number(&self, generation: u32, place: u32) -> u64 {
        u64::from(self.kind) << (ROOM_BITS + GENERATION_BITS)
            | u64::from(generation) << ROOM_BITS
            | u64::from(place)
    }

    fn parts(&self, number: u64) -> Option<(u32, u32)> {
        let generation = u32::try_from(number >> ROOM_BITS & u64::from(LAST_GENERATION)).ok()?;
        let place = u32::try_from(number & u64::from(u32::MAX)).ok()?;
        (self.number(generation, place) == number).then_some((generation, place))
    }

    fn new_room(&self) -> Option<u32> {
        let next = |taken: u32| taken.checked_add(1).filter(|_| block_of(taken).is_some());
        let update = self
            .taken
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        update.ok()
    }

    /// A room by its place; `make` makes its block where it is not there yet.
    fn room(&self, place: u32, make: bool) -> Option<&Room<T>> {
        let (block, within) = block_of(place)?;
        let cell = self.blocks.get(block)?;
        let rooms = if make {
            cell.get_or_init(|| {
                let count = 1_usize << FIRST_BLOCK_BITS << block;
                (0..count).map(|_| Room(RwLock::new((0, None)))).collect()
            })
        } else {
            cell.get()?
        };
        rooms.get(within)
    }

    /// The free rooms that this thread takes from and gives to.
    fn free_rooms(&self) -> MutexGuard<'_, Vec<u32>> {
        static THREADS: AtomicU32 = AtomicU32::new(0);
        thread_local! {
            static SHARD: Cell<usize> = const { Cell::new(usize::MAX) };
        }
        // A thread that is ending has no cell any more; any list will do.
        let shard = SHARD.try_with(|shard| {
            if shard.get() == usize::MAX {
                shard.set(THREADS.fetch_add(1, Ordering::Relaxed) as usize % SHARDS);
            }
            shard.get()
        });
        let [first, ..] = &self.free;
        let list = self.free.get(shard.unwrap_or(0)).unwrap_or(first);
        list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn write<T>(room: &Room<T>) -> std::sync::RwLockWriteGuard<'_, (u32, Option<Arc<T>>)> {
    room.0.write().unwrap_or_else(PoisonError::into_inner)
}

/// The block of a room, and its place within; none behind the last block.
fn block_of(place: u32) -> Option<(usize, usize)> {
    let shifted = u64::from(place).checked_add(1 << FIRST_BLOCK_BITS)?;
    let block = shifted.ilog2().checked_sub(FIRST_BLOCK_BITS)?;
    let first = 1_u64 << block.checked_add(FIRST_BLOCK_BITS)?;
    let within = usize::try_from(shifted.checked_sub(first)?).ok()?;
    let block = usize::try_from(block).ok()?;
    (block < BLOCKS).then_some((block, within))
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
