//! `/admin/signing-keys`: the keys that sign tokens. Each act is noted in the audit trail.

use super::found::{ActRefusals, Done, Found, ListRefusals, found, wrong};
use crate::{
    body::{FieldRules, JsonBody},
    problem::{Problem, ProblemCode, Refused},
    security::Administrator,
    tags::Tag,
};
use oathgate_application::keys::{KeyRing, Refusal, Rotation};
use oathgate_domain::signing::{KeyState, SigningAlgorithm};
use poem_openapi::{Object, OpenApi, param::Path, types::Example};
use serde_json::Value;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

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
    /// `next`: published, and not used yet; `active`: it signs; `retired`: it verifies what it signed before.
    state: String,
    /// Whether it signs.
    signs: bool,
    /// When it was made, and published.
    created_at: OffsetDateTime,
    /// When it began to sign.
    activated_at: Option<OffsetDateTime>,
    /// When it stopped signing.
    retired_at: Option<OffsetDateTime>,
    /// Until when it verifies: then the last token that it signed is dead.
    verifies_until: Option<OffsetDateTime>,
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
                state: "active".to_owned(),
                signs: true,
                created_at: datetime!(2026-01-02 12:00 UTC),
                activated_at: Some(datetime!(2026-01-02 13:00 UTC)),
                retired_at: None,
                verifies_until: None,
            }],
        }
    }
}

/// Whose key is exchanged, and how.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct RotateRequest {
    /// `RS256`, `ES256` or `EdDSA`.
    #[oai(validator(max_length = 10))]
    algorithm: String,
    /// Let the next key sign right away, and not in an hour. Whoever has fetched the keys before may refuse
    /// new tokens for five minutes.
    at_once: Option<bool>,
}

impl FieldRules for RotateRequest {}

impl Example for RotateRequest {
    fn example() -> Self {
        Self { algorithm: "ES256".to_owned(), at_once: None }
    }
}

/// What came of it.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct RotationView {
    /// The `kid` of the new key.
    key: String,
    /// The workflow that lets it sign; none where it does already.
    run_id: Option<Uuid>,
}

impl Example for RotationView {
    fn example() -> Self {
        let run_id = Some(Uuid::from_u128(0x019b_7e0c_8a00_7000_8000_0000_0000_0001));
        Self { key: "kFyIXRQvCHxYsjKwQz0PHMx8RcLwf8ZqyTdBfI7mC5s".to_owned(), run_id }
    }
}

/// How a key is deleted.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct RetireRequest {
    /// Although it signs, or tokens that it signed live: they are refused from then on.
    force: Option<bool>,
}

impl FieldRules for RetireRequest {}

impl Example for RetireRequest {
    fn example() -> Self {
        Self { force: Some(false) }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let code = match refusal {
            Refusal::NotFound => return Self::new(ProblemCode::NotFound),
            Refusal::Signs | Refusal::StillNeeded(_) => ProblemCode::Conflict,
        };
        Self::new(code).detail(format!("{refusal}."))
    }
}

pub(crate) struct SigningKeysApi {
    pub(crate) ring: KeyRing,
}

#[OpenApi(tag = "Tag::Admin")]
impl SigningKeysApi {
    /// List signing keys
    ///
    /// The keys that sign tokens, or verify what they signed before.
    #[oai(path = "/admin/signing-keys", method = "get", operation_id = "admin_list_signing_keys")]
    async fn list(&self, _by: Administrator) -> Result<Found<KeyList>, Refused<ListRefusals>> {
        let keys = self.ring.list().await.map_err(Refused::new)?;
        let keys = keys.into_iter().map(|key| KeyView {
            state: key.state().as_str().to_owned(),
            signs: key.state() == KeyState::Active,
            id: key.id,
            algorithm: key.algorithm.as_str().to_owned(),
            public_jwk: serde_json::from_str(&key.public_jwk).unwrap_or_default(),
            created_at: key.created_at,
            activated_at: key.activated_at,
            retired_at: key.retired_at,
            verifies_until: key.verifies_until,
        });
        Ok(found(KeyList { keys: keys.collect() }))
    }

    /// Let another key sign
    ///
    /// Publishes the next key of an algorithm. A workflow lets it sign an hour later, when everybody has fetched
    /// it; the key before verifies until the last token that it signed is dead.
    #[oai(path = "/admin/signing-keys/rotate", method = "post", operation_id = "admin_rotate_signing_key")]
    async fn rotate(
        &self,
        by: Administrator,
        body: JsonBody<RotateRequest>,
    ) -> Result<Found<RotationView>, Refused<ActRefusals>> {
        let mut known = SigningAlgorithm::OF_PAIRS.into_iter();
        let algorithm = known
            .find(|known| known.as_str() == body.0.algorithm)
            .ok_or_else(|| Refused::new(wrong("algorithm", "Keys are of RS256, ES256 or EdDSA.")))?;
        let rotated = self.ring.rotate(&by.0, algorithm, body.0.at_once == Some(true)).await;
        Ok(found(match rotated.map_err(Refused::new)? {
            Rotation::Begun { next, run } => RotationView { key: next, run_id: Some(run.0) },
            Rotation::Done { active } => RotationView { key: active, run_id: None },
        }))
    }

    /// Delete a key
    ///
    /// Refused while it signs, or while a token that it signed may live, unless it is forced: then those tokens
    /// are refused at once, and where the key was the one that signs, another takes its place.
    #[oai(
        path = "/admin/signing-keys/:key_id/retire",
        method = "post",
        operation_id = "admin_retire_signing_key"
    )]
    async fn retire(
        &self,
        by: Administrator,
        /// The `kid` of the key.
        key_id: Path<String>,
        body: JsonBody<RetireRequest>,
    ) -> Result<Done, Refused<ActRefusals>> {
        let force = body.0.force == Some(true);
        self.ring.retire(&by.0, &key_id.0, force).await.map_err(Refused::new)?;
        Ok(Done::Done)
    }
}
