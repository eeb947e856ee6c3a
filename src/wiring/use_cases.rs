//! The use cases, over the ports that they ask for.

use super::{Foundation, clients, key_ring, operate, schedules, trail};
use crate::{
    config::{Settings, addresses::is_loopback},
    failure::Failure,
};
use oathgate_api::{AdminUseCases, OAuthUseCases, UseCases};
use oathgate_application::{
    accounts::{
        administer::Administer, authenticate::Authenticate, change_email::ChangeEmail,
        change_password::ChangePassword, erase::Erase, export_data::ExportData, journey::Journey,
        links::Links, log_in::LogIn, log_out::LogOut, profile::UpdateProfile, refresh::Refresh,
        register::Register, request_mail::RequestMail, reset_password::ResetPassword, sessions::Sessions,
        set_up::SetUp, tokens::TokenIssuer, verify_email::VerifyEmail,
    },
    limits::{AdjustLimits, LimitBook},
    oauth::{
        authorize::Authorize,
        client_authentication::AuthenticateClient,
        client_credentials::GrantToClient,
        client_guard::ClientGuard,
        client_id_documents::ClientIdDocuments,
        client_keys::KeysOfClients,
        code_exchange::ExchangeCode,
        consents::Consents,
        device::{AnswerDevice, BeginDevice, ExchangeDeviceCode},
        dpop::Proofs,
        end_session::EndSession,
        introspect::Introspect,
        issuer::OAuthIssuer,
        origins::ClientOrigins,
        push_request::PushRequest,
        refresh::RefreshGrant,
        registration::RegisterClient,
        request_object::RequestObjects,
        revoke::Revoke,
        sector_files::SectorFiles,
        subjects::Subjects,
        token_exchange::ExchangeToken,
        userinfo::UserInfo,
    },
    operations::Overlook,
    ports::{
        access_tokens::AccessTokens, id_tokens::IdTokens, password_hasher::PasswordHasher, peers::Peers,
        sealer::Sealer, token_keys::TokenKeys,
    },
};
use oathgate_infrastructure::crypto::{ClientSignatures, HashPool, HashPoolSettings, MasterKeys};
use std::sync::Arc;

/// What use cases need besides the foundation.
pub(crate) struct UseCaseParts {
    /// Signs access tokens.
    pub(crate) access_tokens: Arc<dyn AccessTokens>,
    /// Signs ID tokens and publishes keys.
    pub(crate) id_tokens: Arc<dyn IdTokens>,
    /// Tells who people are to clients.
    pub(crate) subjects: Subjects,
    /// Seals what must be read again.
    pub(crate) sealer: Arc<dyn Sealer>,
    /// Derives opaque tokens.
    pub(crate) keys: Arc<dyn TokenKeys>,
    /// The keys that follow from the `ENCRYPTION_KEY`.
    pub(crate) master: Arc<MasterKeys>,
    /// Hashes passwords.
    pub(crate) hasher: Arc<dyn PasswordHasher>,
    /// Asks servers of others.
    pub(crate) peers: Arc<dyn Peers>,
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
    let book = Arc::default();
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
        log_out: Arc::new(LogOut { store: store(), keys: keys(), entropy: entropy(), clock: clock() }),
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
        erase: Arc::new(Erase {
            store: store(),
            hasher: hasher(),
            links: links(settings, keys()),
            keys: keys(),
            entropy: entropy(),
            clock: clock(),
            grace: settings.keeping.erasure_grace,
        }),
        export_data: Arc::new(ExportData {
            store: store(),
            sealer: Arc::clone(&parts.sealer),
            entropy: entropy(),
            clock: clock(),
            days: settings.keeping.export_days,
        }),
        sessions: Arc::new(Sessions { store: store(), entropy: entropy(), clock: clock() }),
        oauth: oauth(settings, foundation, parts, &book),
        admin: admin(settings, foundation, parts, book),
    }
}

/// What looks whether clients belong to the sectors that they name.
fn sectors(parts: &UseCaseParts) -> SectorFiles {
    SectorFiles { peers: Arc::clone(&parts.peers), may_be_away: false }
}

/// The use cases of administrators.
fn admin(
    settings: &Settings,
    foundation: &Foundation,
    parts: &UseCaseParts,
    book: Arc<LimitBook>,
) -> AdminUseCases {
    let store = || Arc::clone(&foundation.store);
    AdminUseCases {
        store: store(),
        runs: Arc::clone(&foundation.runs),
        accounts: Arc::new(Administer {
            store: store(),
            hasher: Arc::clone(&parts.hasher),
            entropy: Arc::clone(&foundation.entropy),
            clock: Arc::clone(&foundation.clock),
        }),
        journey: Arc::new(Journey { store: store(), runs: Arc::clone(&foundation.runs) }),
        clients: Arc::new(clients(foundation, Arc::clone(&parts.master), sectors(parts))),
        operate: Arc::new(operate(foundation)),
        key_ring: key_ring(settings, foundation, &parts.master),
        overlook: Arc::new(Overlook { store: store(), clock: Arc::clone(&foundation.clock) }),
        schedules: Arc::new(schedules(foundation)),
        trail: Arc::new(trail(foundation, Arc::clone(&parts.keys))),
        limits: Arc::new(AdjustLimits {
            store: store(),
            book,
            limits: settings.operation.rate_limit.then(|| Arc::clone(&foundation.limits)),
            entropy: Arc::clone(&foundation.entropy),
            clock: Arc::clone(&foundation.clock),
        }),
    }
}

/// The use cases of OAuth 2 and OpenID Connect.
fn oauth(
    settings: &Settings,
    foundation: &Foundation,
    parts: &UseCaseParts,
    book: &Arc<LimitBook>,
) -> OAuthUseCases {
    let store = || Arc::clone(&foundation.store);
    let clock = || Arc::clone(&foundation.clock);
    let keys = || Arc::clone(&parts.keys);
    let access_tokens = || Arc::clone(&parts.access_tokens);
    let lifetimes = settings.tokens.lifetimes;
    let issuer = OAuthIssuer {
        issuer: settings.addresses.issuer().to_owned(),
        access_tokens: access_tokens(),
        id_tokens: Arc::clone(&parts.id_tokens),
        subjects: parts.subjects.clone(),
        keys: keys(),
        entropy: Arc::clone(&foundation.entropy),
        clock: clock(),
        access_lifetime: lifetimes.access,
        refresh_lifetime: lifetimes.refresh,
        reuse_grace: lifetimes.reuse_grace,
    };
    let client_keys =
        Arc::new(KeysOfClients::new(Arc::clone(&parts.peers), Arc::new(ClientSignatures), clock()));
    let objects = RequestObjects {
        client_keys: Arc::clone(&client_keys),
        clock: clock(),
        issuer: settings.addresses.issuer().to_owned(),
    };
    OAuthUseCases {
        authorize: Arc::new(Authorize {
            store: store(),
            issuer: issuer.clone(),
            requires_pushed: settings.tokens.requires_pushed,
            objects: objects.clone(),
        }),
        client_documents: Arc::new(ClientIdDocuments {
            store: store(),
            peers: Arc::clone(&parts.peers),
            is_on: settings.tokens.client_documents,
            takes_local: is_loopback(&settings.addresses.backend),
            limits: settings.operation.rate_limit.then(|| Arc::clone(&foundation.limits)),
            book: Arc::clone(book),
            entropy: Arc::clone(&foundation.entropy),
            clock: clock(),
        }),
        proofs: Arc::new(Proofs {
            store: store(),
            keys: keys(),
            client_keys: Arc::clone(&client_keys),
            clock: clock(),
            issuer: settings.addresses.issuer().to_owned(),
            needs_nonce: settings.tokens.needs_nonce,
        }),
        push_request: Arc::new(PushRequest { store: store(), issuer: issuer.clone(), objects }),
        authenticate_client: Arc::new(AuthenticateClient {
            store: store(),
            keys: keys(),
            sealer: Arc::clone(&parts.sealer),
            client_keys,
            clock: clock(),
            issuer: settings.addresses.issuer().to_owned(),
        }),
        client_guard: Arc::new(ClientGuard::new(
            settings.operation.rate_limit.then(|| Arc::clone(&foundation.limits)),
            Arc::clone(book),
            clock(),
        )),
        exchange_code: Arc::new(ExchangeCode { store: store(), issuer: issuer.clone() }),
        refresh_grant: Arc::new(RefreshGrant { store: store(), issuer: issuer.clone() }),
        begin_device: Arc::new(BeginDevice {
            store: store(),
            issuer: issuer.clone(),
            web_app: settings.addresses.web_app().trim_end_matches('/').to_owned(),
        }),
        answer_device: Arc::new(AnswerDevice { store: store(), issuer: issuer.clone() }),
        exchange_device_code: Arc::new(ExchangeDeviceCode { store: store(), issuer: issuer.clone() }),
        registration: Arc::new(RegisterClient {
            store: store(),
            clients: Arc::new(clients(foundation, Arc::clone(&parts.master), sectors(parts))),
            policy: settings.tokens.registration,
            issuer: settings.addresses.issuer().to_owned(),
        }),
        exchange_token: Arc::new(ExchangeToken { store: store(), issuer: issuer.clone() }),
        grant_to_client: Arc::new(GrantToClient { store: store(), issuer }),
        introspect: Arc::new(Introspect {
            store: store(),
            access_tokens: access_tokens(),
            subjects: parts.subjects.clone(),
            keys: keys(),
            issuer: settings.addresses.issuer().to_owned(),
            clock: clock(),
        }),
        revoke: Arc::new(Revoke {
            store: store(),
            access_tokens: access_tokens(),
            keys: keys(),
            clock: clock(),
        }),
        user_info: Arc::new(UserInfo {
            store: store(),
            access_tokens: access_tokens(),
            id_tokens: Arc::clone(&parts.id_tokens),
            clock: clock(),
        }),
        origins: Arc::new(ClientOrigins::new(store(), clock())),
        end_session: Arc::new(EndSession {
            store: store(),
            id_tokens: Arc::clone(&parts.id_tokens),
            subjects: parts.subjects.clone(),
            log_out: Arc::new(LogOut {
                store: store(),
                keys: keys(),
                entropy: Arc::clone(&foundation.entropy),
                clock: clock(),
            }),
        }),
        consents: Arc::new(Consents {
            store: store(),
            entropy: Arc::clone(&foundation.entropy),
            clock: clock(),
        }),
        id_tokens: Arc::clone(&parts.id_tokens),
    }
}
