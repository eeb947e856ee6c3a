//! Ids that sort by the moment they were drawn, also within one millisecond and when the clock
//! goes back (RFC 9562 §6.2, method 2: the random part is increased by a random step).

use std::sync::{Mutex, PoisonError};
use time::OffsetDateTime;
use uuid::Uuid;

/// Bits of a version 7 UUID that are neither time, version nor variant.
const RANDOM_BITS: u32 = 74;

/// Draws UUIDs of version 7, each greater than the one before.
#[derive(Debug, Default)]
pub(crate) struct OrderedIds {
    last: Mutex<Last>,
}

#[derive(Debug, Default)]
struct Last {
    millisecond: u64,
    random: u128,
}

impl OrderedIds {
    /// The next id at `now`; `fill` gives random bytes.
    pub(crate) fn next(&self, now: OffsetDateTime, fill: impl Fn(&mut [u8])) -> Uuid {
        let millisecond = u64::try_from(now.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
        let mut drawn = [0; 16];
        fill(&mut drawn);
        let drawn = u128::from_le_bytes(drawn);

        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if millisecond > last.millisecond {
            // The highest bit stays free, so that steps do not run over at once.
            *last = Last { millisecond, random: drawn >> (128 - RANDOM_BITS + 1) };
        } else {
            last.random += 1 + (drawn >> 96);
            if last.random >> RANDOM_BITS != 0 {
                last.millisecond += 1;
                last.random = drawn >> (128 - RANDOM_BITS + 1);
            }
        }
        let tail = spread(last.random);
        uuid::Builder::from_unix_timestamp_millis(last.millisecond, &tail).into_uuid()
    }
}

/// Lays 74 bits out around the places of version (4 bits) and variant (2 bits), which the
/// builder fills in.
fn spread(random: u128) -> [u8; 10] {
    let spread = ((random >> 62) << 64) | (random & ((1 << 62) - 1));
    let mut tail = [0; 10];
    tail.copy_from_slice(&spread.to_be_bytes()[6..]);
    tail
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use time::{Duration, macros::datetime};

    #[test]
    fn each_id_is_greater_than_the_one_before() {
        let ids = OrderedIds::default();
        let byte = Cell::new(0_u8);
        let fill = |bytes: &mut [u8]| {
            byte.set(byte.get().wrapping_mul(31).wrapping_add(17));
            bytes.fill(byte.get());
        };
        let start = datetime!(2026-02-03 14:05 UTC);
        let mut before = Uuid::nil();
        for turn in 0..10_000_i64 {
            // Mostly within one millisecond, and every now and then backwards.
            let now = start + Duration::milliseconds(turn / 1_000) - Duration::seconds(turn % 7 / 6);
            let id = ids.next(now, fill);
            assert!(id > before, "{id} after {before}");
            assert_eq!((id.get_version_num(), id.get_variant()), (7, uuid::Variant::RFC4122));
            before = id;
        }
    }

    #[test]
    fn the_first_48_bits_are_the_time() {
        let now = datetime!(2026-02-03 14:05:06.789 UTC);
        let id = OrderedIds::default().next(now, |bytes| bytes.fill(0xff));
        let milliseconds = u64::from_be_bytes(id.as_bytes()[..8].try_into().unwrap()) >> 16;
        assert_eq!(i128::from(milliseconds) * 1_000_000, now.unix_timestamp_nanos());
    }

    #[test]
    fn a_full_random_part_goes_on_in_the_next_millisecond() {
        let ids = OrderedIds { last: Mutex::new(Last { millisecond: 5, random: (1 << RANDOM_BITS) - 1 }) };
        let first = ids.next(OffsetDateTime::UNIX_EPOCH, |bytes| bytes.fill(0x11));
        assert_eq!(u64::from_be_bytes(first.as_bytes()[..8].try_into().unwrap()) >> 16, 6);
    }
}
