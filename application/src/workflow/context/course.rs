//! How a run keeps its course: when its code has changed since it began, and when it is cancelled.

use super::{Context, memory::event};
use oathgate_domain::workflow::EventKind;
use std::{
    ops::{Deref, DerefMut},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

impl<P: Send + Sync + 'static> Context<P> {
    /// Whether the run follows code that was added later under this name. Runs that had gone past
    /// this point before the code was added do not; all others do, from then on for ever. Not
    /// needed for steps that are merely added, removed or moved, since memory goes by names.
    pub fn patched(&mut self, name: &'static str) -> bool {
        if self.remembered.contains_key(&(EventKind::Patched, name.to_owned())) {
            return true;
        }
        let ahead =
            |(kind, step): &(EventKind, String)| *kind != EventKind::Patched && !self.used.contains(step);
        if self.remembered.keys().any(ahead) {
            return false;
        }
        self.remember(event(EventKind::Patched, name));
        true
    }

    /// The context for what is done although the run is cancelled: taking back what was done.
    ///
    /// A cancelled run gets [`Halt::Cancelled`](super::Halt) from its next new step. It may do what
    /// it must by `context.shielded()` and then give the same on.
    pub fn shielded(&mut self) -> Shielded<'_, P> {
        self.shields += 1;
        Shielded { context: self }
    }

    /// Says, until it is dropped, that the run waits for what is the engine's own.
    pub(super) fn ours(&self) -> Ours {
        self.waits.fetch_add(1, Ordering::Relaxed);
        Ours { waits: Arc::clone(&self.waits) }
    }

    /// How many waits are the engine's own. A run that waits while there is none waits for
    /// something that nobody will ever wake it for after a stop.
    pub fn waits(&self) -> Arc<AtomicU32> {
        Arc::clone(&self.waits)
    }
}

/// A context that pays no heed to cancellation.
pub struct Shielded<'a, P: Send + Sync + 'static> {
    context: &'a mut Context<P>,
}

impl<P: Send + Sync + 'static> Deref for Shielded<'_, P> {
    type Target = Context<P>;

    fn deref(&self) -> &Context<P> {
        self.context
    }
}

impl<P: Send + Sync + 'static> DerefMut for Shielded<'_, P> {
    fn deref_mut(&mut self) -> &mut Context<P> {
        self.context
    }
}

impl<P: Send + Sync + 'static> Drop for Shielded<'_, P> {
    fn drop(&mut self) {
        self.context.shields = self.context.shields.saturating_sub(1);
    }
}

/// A wait for what is the engine's own.
pub(super) struct Ours {
    waits: Arc<AtomicU32>,
}

impl Drop for Ours {
    fn drop(&mut self) {
        self.waits.fetch_sub(1, Ordering::Relaxed);
    }
}
