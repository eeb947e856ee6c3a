//! Mail: templates become messages, and messages go to an SMTP server or, in `dev`, into a
//! mailbox that can be looked at.

mod brand;
mod mailbox;
mod message;
mod redact;
mod renderer;
pub mod smtp;
mod text;
mod words;

pub use brand::{Brand, Sender, SenderFault};
pub use mailbox::{CapturedMail, Mailbox};
pub use message::Message;
pub use renderer::{Renderer, TemplateFault};
pub use smtp::{SmtpMailer, SmtpSettings};
