//! How far an attempt has come. Whoever cuts it off can say where it stood.

use std::sync::atomic::{AtomicU8, Ordering};

/// A part of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Stage {
    Connect,
    Greeting,
    Tls,
    Authentication,
    Sender,
    Recipient,
    Data,
    Message,
    Quit,
}

impl Stage {
    const ALL: [Self; 9] = [
        Self::Connect,
        Self::Greeting,
        Self::Tls,
        Self::Authentication,
        Self::Sender,
        Self::Recipient,
        Self::Data,
        Self::Message,
        Self::Quit,
    ];

    /// What was being done, for a person.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connecting",
            Self::Greeting => "greeting",
            Self::Tls => "TLS",
            Self::Authentication => "AUTH",
            Self::Sender => "MAIL FROM",
            Self::Recipient => "RCPT TO",
            Self::Data => "DATA",
            Self::Message => "end of message",
            Self::Quit => "QUIT",
        }
    }
}

/// The stage of an attempt under way.
#[derive(Debug)]
pub(super) struct Progress(AtomicU8);

impl Progress {
    pub(super) fn new() -> Self {
        Self(AtomicU8::new(Stage::Connect as u8))
    }

    pub(super) fn reach(&self, stage: Stage) {
        self.0.store(stage as u8, Ordering::Relaxed);
    }

    pub(super) fn stage(&self) -> Stage {
        let reached = usize::from(self.0.load(Ordering::Relaxed));
        Stage::ALL.get(reached).copied().unwrap_or(Stage::Connect)
    }
}
