//! Mail: what is written, how it is handed over, and what happens when a server does not take it.

#![expect(clippy::unwrap_used, reason = "a case that cannot go on has failed")]

#[path = "mail/mailbox.rs"]
mod mailbox;
#[path = "mail/messages.rs"]
mod messages;
#[path = "mail/samples.rs"]
mod samples;
#[path = "mail/sender.rs"]
mod sender;
#[path = "mail/smtp.rs"]
mod smtp;
#[path = "mail/smtp_faults.rs"]
mod smtp_faults;
#[path = "mail/templates.rs"]
mod templates;
