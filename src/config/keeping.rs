//! For how long things are kept.

use super::{
    catalogue::{
        ACCOUNT_ERASURE_GRACE_DAYS, DATA_EXPORT_DAYS, KEEP_DEVICES_DAYS, KEEP_ENDED_DAYS, KEEP_RUNS_DAYS,
    },
    reader::Reader,
};
use oathgate_application::flows::retention::Keeping as Leftovers;
use time::Duration;

/// For how long things are kept.
#[derive(Debug, Clone)]
pub struct Keeping {
    /// `ACCOUNT_ERASURE_GRACE_DAYS`.
    pub erasure_grace: Duration,
    /// `DATA_EXPORT_DAYS`.
    pub export_days: u16,
    /// `KEEP_ENDED_DAYS`, `KEEP_RUNS_DAYS` and `KEEP_DEVICES_DAYS`.
    pub leftovers: Leftovers,
}

impl Keeping {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let erasure_grace = reader.number(&ACCOUNT_ERASURE_GRACE_DAYS, 0..=90).map(Duration::days);
        let export_days = reader.number(&DATA_EXPORT_DAYS, 1..=90);
        let ended = reader.number(&KEEP_ENDED_DAYS, 1..=365).map(Duration::days);
        let runs = reader.number(&KEEP_RUNS_DAYS, 1..=3_650).map(Duration::days);
        let devices = reader.number(&KEEP_DEVICES_DAYS, 1..=3_650).map(Duration::days);
        let leftovers = Leftovers { ended: ended?, runs: runs?, devices: devices?, unused_clients: None };
        Some(Self { erasure_grace: erasure_grace?, export_days: export_days?, leftovers })
    }
}
