//! The workflows: what happens after a request was accepted. Each reads from top to bottom; its
//! state holds ids alone, and links are derived when a mail is made.

pub mod backchannel_logout;
pub mod email_change;
pub mod erasure;
pub mod export;
pub mod key_rotation;
pub mod notices;
pub mod password_reset;
pub mod ports;
mod post;
pub mod registration;
pub mod retention;
pub mod verification_mail;

use crate::{
    schedules::{Catalogue, Timetable},
    workflow::Registry,
};
use key_rotation::{Algorithm, Input, KeyRotationFlow};
use ports::FlowPorts;
use std::time::Duration;

/// At night, since an exchange of keys is nothing to watch; a worker that was away for a day makes up for it.
const fn nightly(name: &'static str) -> Timetable {
    Timetable::new(name, "0 3 * * *").jitter(Duration::from_hours(1)).catch_up(Duration::from_hours(24))
}

/// Every workflow that a worker of this version has code for.
pub fn registry() -> Registry<FlowPorts> {
    Registry::default()
        .with::<registration::RegistrationFlow>()
        .with::<verification_mail::VerificationMailFlow>()
        .with::<password_reset::PasswordResetFlow>()
        .with::<notices::PasswordChangedFlow>()
        .with::<notices::EmailChangedFlow>()
        .with::<notices::NewDeviceFlow>()
        .with::<email_change::EmailChangeFlow>()
        .with::<erasure::ErasureFlow>()
        .with::<export::ExportFlow>()
        .with::<KeyRotationFlow>()
        .with::<backchannel_logout::BackchannelLogoutFlow>()
        .with::<retention::RetentionFlow>()
}

/// The same, with those that start by the clock.
pub fn catalogue() -> Catalogue {
    Catalogue::of(&registry())
        .with::<KeyRotationFlow>(
            nightly("signing_key_rs256"),
            &Input { algorithm: Algorithm::Rs256, asked: false },
        )
        .with::<KeyRotationFlow>(
            nightly("signing_key_es256"),
            &Input { algorithm: Algorithm::Es256, asked: false },
        )
        .with::<KeyRotationFlow>(
            nightly("signing_key_eddsa"),
            &Input { algorithm: Algorithm::EdDsa, asked: false },
        )
        .with::<retention::RetentionFlow>(retention::TIMETABLE, &())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::Path};

    /// The longest function of a workflow: what a person reads at a glance.
    const MOST_LINES: usize = 60;

    #[test]
    fn every_workflow_is_read_at_a_glance() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/flows");
        let mut flows = 0;
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            for flow in text.split("\n    async fn run(").skip(1) {
                flows += 1;
                let lines = flow.lines().take_while(|line| *line != "    }").count() + 1;
                assert!(lines <= MOST_LINES, "{}: {lines} lines", path.display());
            }
        }
        assert_eq!(flows, registry().kinds().len(), "a workflow was not found");
    }
}
