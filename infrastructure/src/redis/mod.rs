//! Redis: what several processes share and may lose at any time. Nothing in it is ever the only
//! copy of anything, so emptying or restarting it costs time and nothing else.

mod connection;
mod facts;
mod hints;
mod limits;

pub use connection::{Redis, RedisSettings};
pub use facts::RedisFacts;
pub use hints::RedisHints;
pub use limits::RedisLimits;
