//! The engine over the embedded database, with toy workflows and scripted faults.

#![expect(clippy::unwrap_used, reason = "what cannot go on in a test fails it")]

mod bad_input;
mod cancelling;
mod chaos;
mod ending;
mod families;
mod faults;
mod language;
mod outages;
mod signals;
mod steps;
mod takeover;
mod timers;
mod toys;
mod workshop;
