//! A unit of work over a session. It implements every repository itself, so that each accessor
//! just gives it back.

use crate::sql::Session;
use oathgate_application::ports::hints::{Hint, Hints};
use std::sync::Arc;

/// A unit of work over a session of one of the engines.
pub struct SqlUnit<S> {
    /// The connection.
    pub(crate) session: S,
    /// Runs that were started or signalled in this unit; given to the workers after the commit.
    pub(crate) hints: Vec<Hint>,
    /// Who carries them.
    pub(crate) carrier: Arc<dyn Hints>,
}

impl<S: Session> SqlUnit<S> {
    /// A unit that has done nothing yet.
    pub(crate) fn new(session: S, carrier: Arc<dyn Hints>) -> Self {
        Self { session, hints: Vec::new(), carrier }
    }
}
