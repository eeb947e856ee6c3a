//! What tokens are like, and the secrets behind them.

use super::{
    catalogue::{
        ENCRYPTION_KEY, JWT_ACCESS_TOKEN_EXPIRE_MINUTES, JWT_ALGORITHM, JWT_REFRESH_TOKEN_EXPIRE_DAYS,
        JWT_SECRET_KEY, OAUTH_CLIENT_ID_METADATA_DOCUMENTS, OAUTH_DPOP_NONCE, OAUTH_REGISTRATION,
        OAUTH_REGISTRATION_UNUSED_DAYS, OAUTH_REQUIRE_PAR, REFRESH_REUSE_GRACE_SECONDS,
        SIGNING_KEY_ROTATION_DAYS,
    },
    operation::switch,
    problems::Problem,
    reader::Reader,
};
use oathgate_application::{accounts::tokens::Lifetimes, oauth::registration::RegistrationPolicy};
use oathgate_domain::{secret::Secret, signing::SigningAlgorithm};
use oathgate_infrastructure::crypto::{MasterKeys, SharedSecret};
use time::Duration;

/// What tokens are like.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// `JWT_ALGORITHM`.
    pub algorithm: SigningAlgorithm,
    /// `JWT_SECRET_KEY`; there is one where the algorithm is HS256.
    pub shared_secret: Option<Secret>,
    /// How long they live.
    pub lifetimes: Lifetimes,
    /// `ENCRYPTION_KEY`, shown to be one.
    pub encryption_key: Option<Secret>,
    /// `SIGNING_KEY_ROTATION_DAYS`; none where nobody but an operator exchanges keys.
    pub key_rotation: Option<Duration>,
    /// `OAUTH_REQUIRE_PAR`.
    pub requires_pushed: bool,
    /// `OAUTH_DPOP_NONCE`.
    pub needs_nonce: bool,
    /// `OAUTH_CLIENT_ID_METADATA_DOCUMENTS`.
    pub client_documents: bool,
    /// `OAUTH_REGISTRATION`.
    pub registration: RegistrationPolicy,
    /// `OAUTH_REGISTRATION_UNUSED_DAYS`; none for ever.
    pub unused_clients: Option<Duration>,
}

impl Tokens {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let algorithm = reader.optional(&JWT_ALGORITHM, |text| {
            let mut known = SigningAlgorithm::ALL.into_iter();
            known.find(|algorithm| algorithm.as_str().eq_ignore_ascii_case(text)).ok_or(None)
        });
        let needs_secret = algorithm == Some(SigningAlgorithm::Hs256);
        let shared_secret = reader.optional(&JWT_SECRET_KEY, |text| {
            // A leftover that nothing uses is no reason not to start.
            match SharedSecret::new(Secret::new(text)) {
                Err(fault) if needs_secret => Err(Some(fault.to_string())),
                _ => Ok(Secret::new(text)),
            }
        });
        if needs_secret && !reader.has(&JWT_SECRET_KEY) {
            reader.problems.push(Problem::missing(&JWT_SECRET_KEY, "JWT_ALGORITHM is HS256"));
        }
        let encryption_key = reader.optional(&ENCRYPTION_KEY, |text| match MasterKeys::parse(text) {
            Ok(_) => Ok(Secret::new(text)),
            Err(fault) => Err(Some(fault.to_string())),
        });
        let access = reader.number(&JWT_ACCESS_TOKEN_EXPIRE_MINUTES, 1..=1_440).map(Duration::minutes);
        let refresh = reader.number(&JWT_REFRESH_TOKEN_EXPIRE_DAYS, 1..=365).map(Duration::days);
        let reuse_grace = reader.number(&REFRESH_REUSE_GRACE_SECONDS, 0..=300).map(Duration::seconds);
        let key_rotation = reader.number(&SIGNING_KEY_ROTATION_DAYS, 0..=3_650);
        let requires_pushed = reader.optional(&OAUTH_REQUIRE_PAR, switch);
        let needs_nonce = reader.optional(&OAUTH_DPOP_NONCE, switch);
        let client_documents = reader.optional(&OAUTH_CLIENT_ID_METADATA_DOCUMENTS, switch);
        let registration = reader.optional(&OAUTH_REGISTRATION, |text| match text {
            "off" => Ok(RegistrationPolicy::Off),
            "token" => Ok(RegistrationPolicy::Token),
            "open" => Ok(RegistrationPolicy::Open),
            _ => Err(None),
        });
        let unused = reader.number(&OAUTH_REGISTRATION_UNUSED_DAYS, 0..=3_650).map(Duration::days);
        Some(Self {
            algorithm: algorithm?,
            shared_secret: shared_secret.filter(|_| needs_secret),
            lifetimes: Lifetimes { access: access?, refresh: refresh?, reuse_grace: reuse_grace? },
            encryption_key,
            key_rotation: key_rotation.map(|days: i64| (days > 0).then(|| Duration::days(days)))?,
            requires_pushed: requires_pushed?,
            needs_nonce: needs_nonce?,
            client_documents: client_documents?,
            registration: registration?,
            unused_clients: Some(unused?).filter(|after| after.is_positive()),
        })
    }
}
