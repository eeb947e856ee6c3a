//! Guessing passwords becomes slow, and stays quick for those who own the account.

use super::origin::Origin;
use crate::{ports::limits::Limits, telemetry::measures};
use oathgate_domain::{rate::Slowdown, secret::Secret};
use std::{sync::Arc, time::Duration};

/// Five wrong passwords cost no time, as people mistype; ten cost half a minute, a hundred a day.
const SLOWDOWN: Slowdown = Slowdown {
    free: 5,
    first: Duration::from_secs(1),
    longest: Duration::from_mins(15),
    forget: Duration::from_hours(24),
};
/// How long a device and a network are known from which somebody has signed in.
const KNOWN: Duration = Duration::from_hours(30 * 24);

/// Slows down those who guess the password of an account.
///
/// Attempts are counted for the account, whoever makes them, so that many machines guess no faster
/// than one. That alone would let an attacker keep the owner out; so attempts by a device, or from a network,
/// from which the account was signed in to before are counted apart. Unknown accounts are treated alike.
#[derive(Clone)]
pub struct SignInGuard {
    limits: Option<Arc<dyn Limits>>,
}

/// An attempt to sign in.
pub struct Attempt {
    name: String,
    /// The device, where it is known by a secret, and the network.
    places: Vec<String>,
}

impl SignInGuard {
    /// A guard; one that stops nobody where `limits` is none.
    pub fn new(limits: Option<Arc<dyn Limits>>) -> Self {
        Self { limits }
    }

    /// Begins an attempt to sign in to the account that goes by `login`. `device` is what the device has kept from
    /// an earlier sign-in.
    ///
    /// # Errors
    /// How long to wait before the next one.
    pub async fn begin(
        &self,
        origin: &Origin,
        login: &str,
        device: Option<&Secret>,
    ) -> Result<Attempt, Duration> {
        // As the account is looked up: without regard to case.
        let login = login.trim().to_lowercase();
        let network = &origin.network();
        let name = format!("sign-in:{login}");
        let mut places = vec![format!("{name}@{network}")];
        places.extend(device.map(|device| by_device(&name, device)));
        let attempt = Attempt { name, places };
        if let Some(limits) = &self.limits {
            let attempted = limits.attempt(&attempt.name, &attempt.places, SLOWDOWN).await;
            if let Err(wait) = attempted {
                measures::RATE_LIMITED.count(["sign_in"]);
                measures::LOGINS.count(["throttled"]);
                limits.refused("sign_in", network).await;
                return Err(wait);
            }
        }
        Ok(attempt)
    }

    /// The attempt has succeeded: those before it are forgotten, and its network is known from now on, and so is
    /// `device`, what the device is to keep.
    pub async fn succeeded(&self, attempt: &Attempt, device: Option<&Secret>) {
        let Some(limits) = &self.limits else { return };
        limits.forgive(&attempt.name, &attempt.places).await;
        let mut known = attempt.places.clone();
        known.extend(device.map(|device| by_device(&attempt.name, device)));
        known.dedup();
        limits.know(&known, KNOWN).await;
    }
}

/// A device is known to one account at a time, by a secret that only it has.
fn by_device(name: &str, device: &Secret) -> String {
    format!("{name} by {}", device.expose())
}
