//! Opaque tokens: how they are made of keys and ids, and how they are read again.

mod device;
mod link;
mod refresh;

pub use device::DeviceToken;
pub use link::LinkToken;
pub use refresh::{Family, RefreshToken};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads a token of exactly `N` bytes; longer text is refused before it is decoded.
fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N.div_ceil(3) * 4 - (3 - N % 3) % 3 {
        return None;
    }
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

/// Takes the first `N` bytes off a slice.
fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*head)
}

#[cfg(test)]
mod testing {
    use crate::ports::token_keys::TokenKeys;
    use sha2::{Digest, Sha256};

    /// One key, which is called 7.
    pub(super) struct OneKey;

    impl TokenKeys for OneKey {
        fn current(&self) -> u32 {
            7
        }

        fn mac(&self, key: u32, purpose: &str, parts: &[&[u8]]) -> Option<[u8; 32]> {
            (key == 7).then(|| {
                let mut hash = Sha256::new();
                hash.update(purpose);
                for part in parts {
                    hash.update([u8::try_from(part.len()).unwrap()]);
                    hash.update(part);
                }
                hash.finalize().into()
            })
        }
    }
}
