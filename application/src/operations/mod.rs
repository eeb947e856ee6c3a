//! What an operator does to workflows when something went wrong: look, mend, and let them go on.

mod correct;
mod limits;
mod operate;
mod refusal;
mod signals;
mod trends;

pub use correct::has_correctable_address;
pub use limits::MOST_RUNNING;
pub use operate::{Cancelled, ManyRetried, Operate};
pub use refusal::Refusal;
pub use signals::{KNOWN as KNOWN_SIGNALS, KnownSignal};
pub use trends::{Course, Overlook, Stretch, Window};
