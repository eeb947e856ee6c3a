//! What is done to signing keys: by the workflow, and by operators.

use crate::{
    audit::{By, Record},
    error::{Failure, PortError},
    flows::key_rotation::{Algorithm, Input, KeyRotationFlow},
    ports::{clock::Clock, entropy::Entropy, key_maker::KeyMaker, store::Store},
    retried,
    transact::{Unit, transact},
    workflow::{Start, start},
};
use oathgate_domain::{
    audit::Act,
    ids::RunId,
    signing::{KeyState, SigningAlgorithm, StoredSigningKey},
};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// Signing keys, and what becomes of them.
#[derive(Clone)]
pub struct KeyRing {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Makes keys.
    pub maker: Arc<dyn KeyMaker>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// How long a key signs before the next one does. None: until somebody asks.
    pub interval: Option<Duration>,
    /// How long after its last signature a key must still verify.
    pub tail: Duration,
}

/// What came of asking for another key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rotation {
    /// This key is published; the run lets it sign as soon as everybody can know it.
    Begun {
        /// The `kid` of the next key.
        next: String,
        /// The run.
        run: RunId,
    },
    /// This key signs from now on.
    Done {
        /// Its `kid`.
        active: String,
    },
}

/// Why a key is not retired.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no key of this name.
    #[error("there is no signing key of this id")]
    NotFound,
    /// It signs, so tokens that live would be refused.
    #[error("the key signs, and every token that it signed would be refused; rotate it first, or force it")]
    Signs,
    /// Tokens that it signed may live until then.
    #[error("tokens that the key signed may live until {0}; wait, or force it")]
    StillNeeded(OffsetDateTime),
}

impl KeyRing {
    /// Every key, newest first.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn list(&self) -> Result<Vec<StoredSigningKey>, PortError> {
        self.store.begin_read().await?.signing_keys().list().await
    }

    /// Publishes the key that signs next. Where there is one already, it stays, and is given.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn publish_next(&self, by: &By, algorithm: SigningAlgorithm) -> Result<String, PortError> {
        let is_next = |key: &StoredSigningKey| key.algorithm == algorithm && key.state() == KeyState::Next;
        if let Some(next) = self.list().await?.into_iter().find(is_next) {
            return Ok(next.id);
        }
        // It takes a while, so no unit is open meanwhile.
        let key = self.maker.make(algorithm).await?;
        let entry = Record::of(Act::SigningKeyMade, by)
            .to("signing_key", &key.id)
            .with("algorithm", algorithm.as_str())
            .entry(self.entropy.ordered_id(), self.clock.now());
        let inserted = retried!(transact(&*self.store, async |unit| {
            if !unit.signing_keys().insert_next(&key).await? {
                return Ok(false);
            }
            unit.audit().record(&entry).await?;
            Ok(true)
        }))?;
        if inserted {
            return Ok(key.id);
        }
        // Somebody else was faster; where theirs signs by now, the caller tries again.
        self.list().await?.into_iter().find(is_next).map(|next| next.id).ok_or(PortError::Contended)
    }

    /// Forgets keys whose last token is dead, and tells whether `algorithm` is due for another one.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn tidy(
        &self,
        unit: &mut Unit,
        algorithm: SigningAlgorithm,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        for id in unit.signing_keys().forget(now).await? {
            self.note(unit, Act::SigningKeyDeleted, &By::system(), &id, now).await?;
        }
        let keys = unit.signing_keys().list().await?;
        let mut ours = keys.iter().filter(|key| key.algorithm == algorithm);
        Ok(ours.any(|key| match (key.state(), key.activated_at, self.interval) {
            // An earlier run came to nothing.
            (KeyState::Next, ..) => true,
            (KeyState::Active, Some(since), Some(interval)) => now - since >= interval,
            _ => false,
        }))
    }

    /// Lets the next key sign, if it was published by `known_since`, and the one before only verify.
    /// Gives the key that signs now. None, and nothing changed, where there is no such next key.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn activate(
        &self,
        unit: &mut Unit,
        by: &By,
        algorithm: SigningAlgorithm,
        known_since: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<Option<String>, PortError> {
        let until = now + self.tail;
        let Some((active, retired)) =
            unit.signing_keys().activate_next(algorithm, known_since, now, until).await?
        else {
            return Ok(None);
        };
        if let Some(retired) = retired {
            self.note(unit, Act::SigningKeyRetired, by, &retired, now).await?;
        }
        self.note(unit, Act::SigningKeyActivated, by, &active, now).await?;
        Ok(Some(active))
    }

    /// Begins to exchange the key of an algorithm: publishes the next one, which signs as soon as
    /// everybody can know it; or, `at_once`, right now. Consumers who keep the keys as they are told
    /// may then refuse new tokens for some minutes.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn rotate(
        &self,
        by: &By,
        algorithm: SigningAlgorithm,
        at_once: bool,
    ) -> Result<Rotation, PortError> {
        let next = self.publish_next(by, algorithm).await?;
        let (run, now) = (RunId(self.entropy.ordered_id()), self.clock.now());
        if at_once {
            let active = retried!(transact(&*self.store, async |unit| {
                self.activate(unit, by, algorithm, now, now).await
            }))?;
            // None where somebody else has just let it sign.
            return Ok(Rotation::Done { active: active.unwrap_or(next) });
        }
        let algorithm_of_run = Algorithm::try_from(algorithm)
            .map_err(|()| PortError::defect("signing key", "HS256 signs with JWT_SECRET_KEY"))?;
        let input = Input { algorithm: algorithm_of_run, asked: true };
        let begin = Start::new(run).key(&format_args!("rotate {}", algorithm.as_str()));
        let started = retried!(transact(&*self.store, async |unit| {
            start::<KeyRotationFlow>(unit, &begin, &input).await
        }))?;
        Ok(Rotation::Begun { next, run: started.run() })
    }

    /// Deletes a key that does not sign, once nothing that it signed lives any more. With `force` at
    /// once, and also one that signs: another takes its place, and its tokens are refused.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn retire(&self, by: &By, id: &str, force: bool) -> Result<(), Failure<Refusal>> {
        let found = self.list().await?.into_iter().find(|key| key.id == id);
        let key = found.ok_or(Failure::Refused(Refusal::NotFound))?;
        let now = self.clock.now();
        match (key.state(), key.verifies_until) {
            (KeyState::Active, _) if !force => return Err(Failure::Refused(Refusal::Signs)),
            (KeyState::Retired, Some(until)) if until > now && !force => {
                return Err(Failure::Refused(Refusal::StillNeeded(until)));
            }
            (KeyState::Active, _) => {
                self.publish_next(by, key.algorithm).await?;
            }
            _ => {}
        }
        let was = key.state();
        let removed = retried!(transact(&*self.store, async |unit| {
            if was == KeyState::Active {
                self.activate(unit, by, key.algorithm, now, now).await?;
            }
            // One that signs by now, since somebody let it, stays.
            if !unit.signing_keys().remove(id).await? {
                return Ok(false);
            }
            self.note(unit, Act::SigningKeyDeleted, by, id, now).await?;
            Ok(true)
        }))?;
        if removed { Ok(()) } else { Err(Failure::Refused(Refusal::Signs)) }
    }

    async fn note(
        &self,
        unit: &mut Unit,
        act: Act,
        by: &By,
        id: &str,
        now: OffsetDateTime,
    ) -> Result<(), PortError> {
        let entry = Record::of(act, by).to("signing_key", id).entry(self.entropy.ordered_id(), now);
        unit.audit().record(&entry).await
    }
}
