//! What is allowed at present.

use super::Limit;
use oathgate_domain::rate::Rate;
use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

/// What administrators have changed, as this process knows it.
#[derive(Debug, Default)]
pub struct LimitBook(RwLock<HashMap<String, Rate>>);

impl LimitBook {
    /// What a limit allows.
    pub fn rate(&self, limit: &Limit) -> Rate {
        let changed = self.0.read().unwrap_or_else(PoisonError::into_inner);
        changed.get(limit.name).copied().unwrap_or(limit.rate)
    }

    /// Forgets what was changed, and knows this instead.
    pub(super) fn replace(&self, changed: HashMap<String, Rate>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = changed;
    }
}
