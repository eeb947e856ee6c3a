//! For how long things are kept.

use super::{
    catalogue::{ACCOUNT_ERASURE_GRACE_DAYS, DATA_EXPORT_DAYS},
    reader::Reader,
};
use time::Duration;

/// For how long things are kept.
#[derive(Debug, Clone)]
pub struct Keeping {
    /// `ACCOUNT_ERASURE_GRACE_DAYS`.
    pub erasure_grace: Duration,
    /// `DATA_EXPORT_DAYS`.
    pub export_days: u16,
}

impl Keeping {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let erasure_grace = reader.number(&ACCOUNT_ERASURE_GRACE_DAYS, 0..=90).map(Duration::days);
        let export_days = reader.number(&DATA_EXPORT_DAYS, 1..=90);
        Some(Self { erasure_grace: erasure_grace?, export_days: export_days? })
    }
}
