//! `GET /admin/signing-keys`.

use super::found::{Found, ListRefusals, found};
use crate::{problem::Refused, security::Administrator, tags::Tag};
use oathgate_application::ports::store::Store;
use poem_openapi::{Object, OpenApi, types::Example};
use serde_json::Value;
use std::sync::Arc;
use time::{OffsetDateTime, macros::datetime};

/// A key that signs tokens, or did. Its private part is never shown.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct KeyView {
    /// Its `kid`.
    id: String,
    /// How it signs.
    algorithm: String,
    /// Its public part, a JWK.
    public_jwk: Value,
    /// Whether it signs, or only verifies what it signed before.
    signs: bool,
    /// When it was made.
    created_at: OffsetDateTime,
    /// When it stopped signing.
    retired_at: Option<OffsetDateTime>,
}

/// Keys, newest first.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct KeyList {
    /// Those that sign or still verify.
    keys: Vec<KeyView>,
}

impl Example for KeyList {
    fn example() -> Self {
        Self {
            keys: vec![KeyView {
                id: "kFyIXRQvCHxYsjKwQz0PHMx8RcLwf8ZqyTdBfI7mC5s".to_owned(),
                algorithm: "ES256".to_owned(),
                public_jwk: serde_json::json!({ "kty": "EC", "crv": "P-256" }),
                signs: true,
                created_at: datetime!(2026-01-02 12:00 UTC),
                retired_at: None,
            }],
        }
    }
}

pub(crate) struct SigningKeysApi {
    pub(crate) store: Arc<dyn Store>,
}

#[OpenApi(tag = "Tag::Admin")]
impl SigningKeysApi {
    /// List signing keys
    ///
    /// The keys that sign tokens, or verify what they signed before.
    #[oai(path = "/admin/signing-keys", method = "get", operation_id = "admin_list_signing_keys")]
    async fn list(&self, _by: Administrator) -> Result<Found<KeyList>, Refused<ListRefusals>> {
        let mut unit = self.store.begin_read().await.map_err(Refused::new)?;
        let keys = unit.signing_keys().list().await.map_err(Refused::new)?;
        let keys = keys.into_iter().map(|key| KeyView {
            id: key.id,
            algorithm: key.algorithm.as_str().to_owned(),
            public_jwk: serde_json::from_str(&key.public_jwk).unwrap_or_default(),
            signs: key.retired_at.is_none(),
            created_at: key.created_at,
            retired_at: key.retired_at,
        });
        Ok(found(KeyList { keys: keys.collect() }))
    }
}
