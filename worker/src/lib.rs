//! The workflow engine: leases runs, carries out their steps, and keeps every promise that the
//! store's rows make, whatever dies in between.
//!
//! An [`Engine`] is three loops over one store. The *intake* takes hints and leases runs; each
//! leased run is a task of its own. The *heart* renews the leases and stops what this worker no
//! longer holds. The *sweeper* finds what nobody hinted and opens what dead workers left. None of
//! them holds state that matters: killing the process at any point loses nothing.
//!
//! What starts by the clock is a layer of its own, the [`Clockwork`], which follows the sweeps.

mod agenda;
mod carrier;
mod ending;
mod engine;
mod heart;
mod intake;
mod outage;
mod outcome;
mod roster;
mod schedules;
mod settings;
mod stats;
mod sweeper;

pub use engine::Engine;
pub use schedules::Clockwork;
pub use settings::EngineSettings;
pub use stats::EngineStats;
pub use sweeper::AfterSweep;
