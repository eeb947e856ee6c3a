//! The engine over the embedded database, with toy workflows and scripted faults.

mod cancelling;
mod chaos;
mod ending;
mod faults;
mod outages;
mod signals;
mod steps;
mod takeover;
mod timers;
mod toys;
mod workshop;
