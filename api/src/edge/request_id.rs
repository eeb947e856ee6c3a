//! The name of a request, which its answer, its log lines and its workflows share.

use oathgate_application::ports::entropy::Entropy;
use std::sync::Arc;

/// The header that carries it.
pub(super) const HEADER: &str = "x-request-id";

/// The id for a request: the one that came with it, if it came from a trusted proxy and is harmless
/// in logs and headers, else a fresh one.
pub(super) fn choose(given: Option<&str>, trusted: bool, entropy: &dyn Entropy) -> Arc<str> {
    match given {
        Some(id) if trusted && is_harmless(id) => Arc::from(id),
        _ => Arc::from(entropy.ordered_id().to_string()),
    }
}

fn is_harmless(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    struct Fixed;

    impl Entropy for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }

        fn ordered_id(&self) -> Uuid {
            Uuid::from_u128(5)
        }
    }

    #[test]
    fn only_harmless_ids_of_trusted_proxies_are_kept() {
        let fresh = Uuid::from_u128(5).to_string();
        assert_eq!(&*choose(Some("edge-42_A"), true, &Fixed), "edge-42_A");
        assert_eq!(&*choose(Some("edge-42_A"), false, &Fixed), fresh);
        for bad in ["", "a b", "a\"b{evil}", &"a".repeat(65), "å"] {
            assert_eq!(&*choose(Some(bad), true, &Fixed), fresh, "{bad:?}");
        }
        assert_eq!(&*choose(None, true, &Fixed), fresh);
    }
}
