//! Sign-in on devices without a browser (RFC 8628): a device begins, a person answers somewhere
//! else, and the device, which keeps asking, gets its tokens.

mod answer;
mod begin;
mod exchange;

pub use answer::{AnswerDevice, AskingDevice, Refusal as AnswerRefusal};
pub use begin::{BeginDevice, Begun};
pub use exchange::ExchangeDeviceCode;

use crate::{error::PortError, ports::token_keys::TokenKeys};
use oathgate_domain::{oauth::UserCode, secret::TokenDigest};

/// The form in which a person's code is stored. A code whose key was replaced meanwhile is a code
/// no more; the device begins anew.
fn user_code_digest(code: &UserCode, keys: &dyn TokenKeys) -> Result<TokenDigest, PortError> {
    keys.mac(keys.current(), "device-user-code", &[code.letters().as_bytes()])
        .map(TokenDigest)
        .ok_or_else(|| PortError::defect("user code", "the current key is not known"))
}
