//! Units of work: what is committed together, or not at all.

use crate::{
    error::PortError,
    ports::store::{Store, UnitOfWork},
};

/// An open unit of work. Dropped without a commit, it rolls back.
///
/// A type of its own rather than the bare box: the compiler then proves that futures which hold
/// it are `Send`.
pub struct Unit(Box<dyn UnitOfWork>);

impl Unit {
    /// Wraps what an adapter opened.
    pub fn new(inner: Box<dyn UnitOfWork>) -> Self {
        Self(inner)
    }

    /// Commits.
    ///
    /// # Errors
    /// [`PortError`]; whether the change was kept is then unknown, as with every database.
    pub async fn commit(self) -> Result<(), PortError> {
        self.0.commit().await
    }
}

impl std::ops::Deref for Unit {
    type Target = dyn UnitOfWork;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl std::ops::DerefMut for Unit {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut *self.0
    }
}

/// Carries out `work` in one unit and commits it. An `Ok`, also one that holds a refusal, is
/// committed; a [`PortError`] rolls back. Wrap the call in [`retried!`](crate::retried) where two
/// such units may meet; draw ids and secrets before.
///
/// # Errors
/// What `work` or the store gave.
pub async fn transact<T>(
    store: &dyn Store,
    work: impl AsyncFnOnce(&mut Unit) -> Result<T, PortError>,
) -> Result<T, PortError> {
    let mut unit = store.begin().await?;
    let value = work(&mut unit).await?;
    unit.commit().await?;
    Ok(value)
}

/// Tries a unit of work again when it met another change ([`PortError::Contended`]), up to four
/// times. A macro, since a closure that is called more than once cannot be shown to be `Send` here.
#[macro_export]
macro_rules! retried {
    ($unit:expr) => {{
        let mut left = 4_u8;
        loop {
            match $unit.await {
                Err($crate::error::PortError::Contended) if left > 0 => left -= 1,
                done => break done,
            }
        }
    }};
}
