//! What a single process has of its own: its clock and its source of chance.

mod clock;
mod entropy;
mod hints;
mod limits;
mod offenders;
mod ordered_ids;

pub use clock::SystemClock;
#[cfg(feature = "testing")]
pub(crate) use clock::whole_microseconds;
pub use entropy::OsEntropy;
pub use hints::LocalHints;
pub use limits::LocalLimits;
pub(crate) use offenders::ranked;
#[cfg(feature = "testing")]
pub(crate) use ordered_ids::OrderedIds;

#[cfg(feature = "testing")]
pub use crate::testing::{FixedClock, SeededEntropy};
