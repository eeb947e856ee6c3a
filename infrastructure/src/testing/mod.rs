//! Doubles for tests: a clock that stands still, chance that repeats itself, a mail server that
//! does what it is told. Behind the feature `testing`, which no product build turns on.

mod certificate;
mod clock;
mod entropy;
pub mod smtp;

pub use certificate::TestCertificate;
pub use clock::FixedClock;
pub use entropy::SeededEntropy;
