//! The use cases, over the ports that they ask for.

use super::Foundation;
use crate::{config::Settings, failure::Failure};
use oathgate_api::UseCases;
use oathgate_application::{
    accounts::{
        authenticate::Authenticate, change_email::ChangeEmail, change_password::ChangePassword, links::Links,
        log_in::LogIn, log_out::LogOut, profile::UpdateProfile, refresh::Refresh, register::Register,
        request_mail::RequestMail, reset_password::ResetPassword, sessions::Sessions, set_up::SetUp,
        tokens::TokenIssuer, verify_email::VerifyEmail,
    },
    ports::{access_tokens::AccessTokens, password_hasher::PasswordHasher, token_keys::TokenKeys},
};
use oathgate_infrastructure::crypto::{HashPool, HashPoolSettings};
use std::sync::Arc;

/// What use cases need besides the foundation.
pub(crate) struct UseCaseParts {
    /// Signs access tokens.
    pub(crate) access_tokens: Arc<dyn AccessTokens>,
    /// Derives opaque tokens.
    pub(crate) keys: Arc<dyn TokenKeys>,
    /// Hashes passwords.
    pub(crate) hasher: Arc<dyn PasswordHasher>,
}

/// The threads that hash passwords.
///
/// # Errors
/// When they cannot be started.
pub(crate) fn hash_pool(settings: &Settings, foundation: &Foundation) -> Result<HashPool, Failure> {
    let mut pool =
        HashPoolSettings { iterations: settings.operation.password_iterations, ..Default::default() };
    if let Some(threads) = settings.operation.hash_threads {
        pool.queue = pool.queue / pool.threads.max(1) * threads;
        pool.threads = threads;
    }
    HashPool::start(pool, Arc::clone(&foundation.entropy))
        .map_err(|error| Failure::because("threads for passwords cannot be started", error))
}

/// Makes the addresses of pages.
pub(crate) fn links(settings: &Settings, keys: Arc<dyn TokenKeys>) -> Links {
    Links::new(settings.addresses.web_app(), keys)
}

/// Creates the first administrator.
pub(crate) fn set_up(settings: &Settings, foundation: &Foundation, parts: &UseCaseParts) -> SetUp {
    SetUp {
        store: Arc::clone(&foundation.store),
        hasher: Arc::clone(&parts.hasher),
        keys: Arc::clone(&parts.keys),
        links: links(settings, Arc::clone(&parts.keys)),
        entropy: Arc::clone(&foundation.entropy),
        clock: Arc::clone(&foundation.clock),
    }
}

/// Every use case of the HTTP side.
pub(crate) fn use_cases(settings: &Settings, foundation: &Foundation, parts: &UseCaseParts) -> UseCases {
    let store = || Arc::clone(&foundation.store);
    let entropy = || Arc::clone(&foundation.entropy);
    let clock = || Arc::clone(&foundation.clock);
    let keys = || Arc::clone(&parts.keys);
    let hasher = || Arc::clone(&parts.hasher);
    let issuer = TokenIssuer {
        access_tokens: Arc::clone(&parts.access_tokens),
        keys: keys(),
        entropy: entropy(),
        clock: clock(),
        lifetimes: settings.tokens.lifetimes,
    };
    UseCases {
        authenticate: Arc::new(Authenticate {
            store: store(),
            access_tokens: Arc::clone(&parts.access_tokens),
            clock: clock(),
        }),
        register: Arc::new(Register { store: store(), hasher: hasher(), entropy: entropy(), clock: clock() }),
        verify_email: Arc::new(VerifyEmail {
            store: store(),
            keys: keys(),
            entropy: entropy(),
            clock: clock(),
        }),
        request_mail: Arc::new(RequestMail {
            store: store(),
            keys: keys(),
            entropy: entropy(),
            clock: clock(),
        }),
        log_in: Arc::new(LogIn { store: store(), hasher: hasher(), issuer: issuer.clone() }),
        refresh: Arc::new(Refresh { store: store(), issuer }),
        log_out: Arc::new(LogOut { store: store(), keys: keys(), clock: clock() }),
        reset_password: Arc::new(ResetPassword {
            store: store(),
            hasher: hasher(),
            keys: keys(),
            entropy: entropy(),
            clock: clock(),
        }),
        set_up: Arc::new(set_up(settings, foundation, parts)),
        update_profile: Arc::new(UpdateProfile { store: store(), clock: clock() }),
        change_password: Arc::new(ChangePassword {
            store: store(),
            hasher: hasher(),
            entropy: entropy(),
            clock: clock(),
        }),
        change_email: Arc::new(ChangeEmail {
            store: store(),
            hasher: hasher(),
            links: links(settings, keys()),
            entropy: entropy(),
            clock: clock(),
        }),
        sessions: Arc::new(Sessions { store: store(), clock: clock() }),
    }
}
