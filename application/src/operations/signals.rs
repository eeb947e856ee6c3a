//! The signals that an operator may send by hand.

use crate::{
    flows::{
        key_rotation::{KeyRotationFlow, UseNow},
        registration::{Answer, RegistrationFlow},
    },
    workflow::{Durable, Signal, Workflow},
};
use serde_json::Value;

/// A signal that runs of a workflow wait for.
#[derive(Debug, Clone, Copy)]
pub struct KnownSignal {
    /// The workflow.
    pub kind: &'static str,
    /// The signal.
    pub name: &'static str,
    /// Examples of what it carries, as JSON.
    pub examples: &'static [&'static str],
    accepts: fn(&Value) -> bool,
}

impl KnownSignal {
    /// The signal of this name to runs of this workflow, if it can carry `data`.
    pub(super) fn find(kind: &str, name: &str, data: &Value) -> Option<&'static Self> {
        KNOWN.iter().find(|known| known.kind == kind && known.name == name && (known.accepts)(data))
    }
}

/// Every such signal.
pub const KNOWN: &[KnownSignal] = &[
    KnownSignal {
        kind: RegistrationFlow::KIND,
        name: Answer::NAME,
        examples: &["\"Verified\"", "\"Superseded\""],
        accepts: |data| Answer::from_json(data).is_ok(),
    },
    KnownSignal {
        kind: KeyRotationFlow::KIND,
        name: UseNow::NAME,
        examples: &["\"Asked\""],
        accepts: |data| UseNow::from_json(data).is_ok(),
    },
];
