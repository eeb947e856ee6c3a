// Generated from the OpenAPI document. Changes here are lost.

use serde::{Deserialize, Serialize};

/// What happened, latest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ActivityPage {
    /// A page of it.
    pub activity: Vec<ActivityView>,
    /// Where there may be more: give it as `before` for the next page.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub next: Option<time::OffsetDateTime>,
}

/// Something that happened with the account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ActivityView {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: time::OffsetDateTime,
    /// What, for a program: an act such as `sign_in.succeeded`, or `mail` and the workflow, such as
    /// `mail.password_reset`.
    pub kind: String,
    /// What, in plain words.
    pub text: String,
    /// The network address from which it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The browser or client, in its own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
}

/// Who did something.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ActorView {
    /// `anonymous`, `account`, `operator` (by the program's commands) or `system`.
    pub kind: String,
    /// The account, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<uuid::Uuid>,
}

/// A postal address (OpenID Connect Core, section 5.1.1).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct AddressClaim {
    /// The whole address, in lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formatted: Option<String>,
    /// Street and house number; may have several lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    /// The city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// State, province or prefecture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// The country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// Something that a client asks for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct AskedScope {
    /// Its name.
    pub name: String,
    /// Whether the person agreed to it before.
    pub agreed: bool,
}

/// What a client asks for (RFC 6749, section 4.1.1; OpenID Connect Core, section 3.1.2.1).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct AuthorizeForm {
    /// `code`.
    pub response_type: String,
    /// The client.
    pub client_id: String,
    /// Where the answer goes: one of those that the client registered. May be left out where it registered
    /// one alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// What is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Given back as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// `query`, `fragment` or `form_post`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_mode: Option<String>,
    /// The challenge (RFC 7636). A client without a secret must send one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_challenge: Option<String>,
    /// `S256`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_challenge_method: Option<String>,
    /// Given back in the ID token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// `none`, or `login`, `consent` and `select_account`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// How many seconds ago the person may have signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age: Option<String>,
    /// Who probably wants to sign in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_hint: Option<String>,
    /// The languages that the person speaks, best first, with blanks between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ui_locales: Option<String>,
    /// An ID token of the person who is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token_hint: Option<String>,
    /// Claims, one by one, as JSON (OpenID Connect Core, section 5.5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<String>,
    /// The classes of sign-in that the client would like, best first. No other is there than `1`, a password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr_values: Option<String>,
    /// In place of the others: what the client has signed (RFC 9101).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// In place of the others: what the client has pushed (RFC 9126).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_uri: Option<String>,
}

/// A span of time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BackfillRequest {
    /// Its begin.
    #[serde(with = "time::serde::rfc3339")]
    pub from: time::OffsetDateTime,
    /// Its end; both belong to it.
    #[serde(with = "time::serde::rfc3339")]
    pub to: time::OffsetDateTime,
}

/// The token of a mailed link.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CancelErasureRequest {
    /// The value of `token` in the link.
    pub token: String,
}

/// What to change of a client. What is left out stays as it is; `null` or an empty text removes it, where a
/// client may be without it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ClientChange {
    /// Its name, as people see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// Its home page, which people see too.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::double")]
    pub client_uri: Option<Option<String>>,
    /// Where people may be sent back to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uris: Option<Vec<String>>,
    /// What it may ask for, between spaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Whether it is the operator's own, so that people are not asked whether they agree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_first_party: Option<bool>,
}

/// An OAuth client. Its secret is not kept and not shown. The names are those of RFC 7591 §2.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClientDetails {
    /// Its id.
    pub client_id: String,
    /// Its name, as people see it.
    pub client_name: String,
    /// Its home page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_uri: Option<String>,
    /// How it shows that it is itself; `none` for one that can keep no secret.
    pub token_endpoint_auth_method: String,
    /// Where people may be sent back to.
    pub redirect_uris: Vec<String>,
    /// What it may ask tokens for with.
    pub grant_types: Vec<String>,
    /// What it may ask for, between spaces.
    pub scope: String,
    /// Whether it knows people as other clients do, `public`, or by a subject of its sector alone, `pairwise`.
    pub subject_type: String,
    /// Where the redirect URIs of all clients of its sector are listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector_identifier_uri: Option<String>,
    /// Whether it is the operator's own, so that people are not asked whether they agree.
    pub is_first_party: bool,
    /// Whether it gets no tokens any more.
    pub is_disabled: bool,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
}

/// What a client may say of itself (RFC 7591, section 2). What is not known here is ignored.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ClientMetadataBody {
    /// Only to change a client: its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Where people are sent back to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uris: Option<Vec<String>>,
    /// Its name. Without: the host of the first redirect URI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// Its home page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_uri: Option<String>,
    /// `none`, `client_secret_basic` (where nothing is said), `client_secret_post`, `client_secret_jwt` or
    /// `private_key_jwt`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_method: Option<String>,
    /// `authorization_code` (where nothing is said), `refresh_token` or
    /// `urn:ietf:params:oauth:grant-type:device_code`; with an initial access token `client_credentials`, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant_types: Option<Vec<String>>,
    /// `code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_types: Option<Vec<String>>,
    /// What it may ask for. Without: everything that the server gives to every client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Its public keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks: Option<serde_json::Value>,
    /// Where it publishes its public keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    /// How its ID tokens are signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token_signed_response_alg: Option<String>,
    /// Who is responsible for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Vec<String>>,
    /// Its logo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_uri: Option<String>,
    /// What it does with data of people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_uri: Option<String>,
    /// Its terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tos_uri: Option<String>,
}

/// Clients in the order of their ids.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ClientPage {
    /// A page of them.
    pub clients: Vec<ClientDetails>,
    /// Where there may be more: give it as `after` for the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A client, as people see it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ClientView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its home page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<String>,
    /// Where its id is a URL: the host of it. What else is told of such a client, it says itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_host: Option<String>,
}

/// What somebody has agreed to, latest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ConsentList {
    /// At most 200.
    pub consents: Vec<ConsentView>,
}

/// What a client may do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConsentView {
    /// The client.
    pub client: ClientView,
    /// What was agreed to.
    pub scopes: Vec<String>,
    /// When it was last agreed to.
    #[serde(with = "time::serde::rfc3339")]
    pub given_at: time::OffsetDateTime,
}

/// The right address.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CorrectRequest {
    /// Where mail can be delivered.
    pub email: String,
    /// For the history and the audit trail, 1 to 500 characters.
    pub reason: String,
}

/// What somebody has decided.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Decision {
    /// Whether the client gets what it asks for.
    pub allow: bool,
}

/// The codes of a device (RFC 8628, section 3.2).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DeviceCodes {
    /// What the device asks the token endpoint with.
    pub device_code: String,
    /// What the person types.
    pub user_code: String,
    /// Where the person types it.
    pub verification_uri: String,
    /// The same with the code in it.
    pub verification_uri_complete: String,
    /// For how many seconds both codes are good.
    pub expires_in: i64,
    /// How many seconds the device waits between two questions.
    pub interval: u32,
}

/// What somebody has decided for a device.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DeviceDecision {
    /// The code of the device.
    pub user_code: String,
    /// Whether the device gets what it asks for.
    pub allow: bool,
}

/// What a device asks for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DeviceForm {
    /// What is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The resources that the tokens are to be for (RFC 8707). May be repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Vec<String>>,
    /// The client, unless the header names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Its secret, unless the header has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_assertion_type: Option<String>,
    /// In place of a secret: a JWT that the client has signed (RFC 7523).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_assertion: Option<String>,
}

/// A new address, and the password to show that it is really you.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct EmailChangeRequest {
    /// The new address.
    pub email: String,
    /// The present password.
    pub password: String,
}

/// What was ended.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Ended {
    /// Sessions.
    pub sessions: u64,
    /// What clients were granted.
    pub grants: u64,
}

/// Entries, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct EntryList {
    /// A page of them.
    pub entries: Vec<EntryView>,
    /// Where there may be more: give it as `before` for the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// An entry of the audit trail.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EntryView {
    /// Its identifier.
    pub id: uuid::Uuid,
    /// When it was done.
    #[serde(with = "time::serde::rfc3339")]
    pub at: time::OffsetDateTime,
    /// What was done, as `client.deleted`.
    pub act: String,
    /// Who did it.
    pub actor: ActorView,
    /// The person whom it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<uuid::Uuid>,
    /// To what it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetView>,
    /// The network address from which it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The browser or client, in its own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// The request, as in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Particulars: reasons, codes, ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<serde_json::Value>,
    /// Its place in the chain; none within about a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// Its seal, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
}

/// Shows that it is the owner who asks.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct EraseRequest {
    /// The present password. May be left out within ten minutes of the sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_password: Option<String>,
}

/// The account will be deleted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ErasurePlanned {
    /// When it will be deleted.
    #[serde(with = "time::serde::rfc3339")]
    pub erasure_due_at: time::OffsetDateTime,
    /// What happens next, for a person.
    pub message: String,
}

/// Something that happened in a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EventView {
    /// Its place in the history, from 1.
    pub sequence: i64,
    /// When it happened.
    #[serde(with = "time::serde::rfc3339")]
    pub at: time::OffsetDateTime,
    /// What it says: `started`, `step_done`, `step_failed`, `timer`, `signal_taken`, `paused`,
    /// `operator`, `cancel_requested`, `closed`, `lease_expired`, `intent`, `patched`, `child`.
    pub kind: String,
    /// The step, wait or signal that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Which attempt, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<i64>,
    /// Particulars: what a step gave, the peer's words, who acted and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<serde_json::Value>,
}

/// Files, latest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ExportList {
    /// The files that are there or being made.
    pub exports: Vec<ExportView>,
}

/// A file with everything that is kept of a person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExportView {
    /// Its identifier.
    pub id: uuid::Uuid,
    /// When it was asked for.
    #[serde(with = "time::serde::rfc3339")]
    pub requested_at: time::OffsetDateTime,
    /// When it was made. Missing while it is being made.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub made_at: Option<time::OffsetDateTime>,
    /// When it is forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub expires_at: Option<time::OffsetDateTime>,
}

/// What went wrong.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FaultView {
    /// For a program, as `smtp_refused`.
    pub code: String,
    /// In the peer's words, without secrets.
    pub detail: String,
}

/// One field that is not right.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FieldError {
    /// Where it is: its name, for nested ones with the path to it, such as `addresses[0].city`.
    /// Empty where the body as a whole is meant.
    pub field: String,
    /// What is wrong, for a program: `required`, `wrong_type`, `null_not_allowed`, `unknown_field`,
    /// `too_short`, `too_long`, `not_allowed`, `wrong_format`, `forbidden_character`, or a code of
    /// the operation such as `common_password`.
    pub code: String,
    /// What is wrong and what is allowed, for a person.
    pub message: String,
}

/// One part of the server.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HealthCheck {
    /// Which part, for example `database`.
    pub name: String,
    /// How it is doing.
    pub status: HealthStatus,
    /// Since when, as far as this process has seen.
    #[serde(with = "time::serde::rfc3339")]
    pub since: time::OffsetDateTime,
    /// What is known besides. Never a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// How the server is doing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HealthReport {
    /// The worst of the parts.
    pub status: HealthStatus,
    /// Every part that was looked at.
    pub checks: Vec<HealthCheck>,
}

/// How a part is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum HealthStatus {
    /// `up`
    #[serde(rename = "up")]
    Up,
    /// `degraded`
    #[serde(rename = "degraded")]
    Degraded,
    /// `down`
    #[serde(rename = "down")]
    Down,
    /// `not_configured`
    #[serde(rename = "not_configured")]
    NotConfigured,
    /// One that is newer than this client.
    #[serde(other)]
    Unknown,
}

/// A run in the hands of a worker.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HeldView {
    /// The run.
    pub id: uuid::Uuid,
    /// The workflow.
    pub kind: String,
    /// The step that it did or tried last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// When another worker takes it up, unless this one gives a sign of life.
    #[serde(with = "time::serde::rfc3339")]
    pub lease_until: time::OffsetDateTime,
}

/// What a token is. A token that is not good, for whatever reason, is not `active`, and nothing else is said
/// of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Introspection {
    /// Whether it is good now.
    pub active: bool,
    /// `Bearer` or `refresh_token`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_type: Option<String>,
    /// The client that it was given to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Whom it stands for: an account, or the client itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// What it allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// When it ends, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    /// When it was made, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// Whom it is for: the server itself, a resource, or several of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aud: Option<serde_json::Value>,
    /// The name that the person signs in with, where the token allows `profile`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The key that it is bound to (RFC 9449, section 6.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cnf: Option<serde_json::Value>,
    /// Who acts for whom it stands (RFC 8693, section 4.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<serde_json::Value>,
}

/// What happened to a person, latest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct JourneyView {
    /// A page of it.
    pub moments: Vec<MomentView>,
    /// Where there may be more: give it as `before` for the next page.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub next: Option<time::OffsetDateTime>,
}

/// A key (RFC 7517, section 4). Which members it has depends on its kind.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Jwk {
    /// The kind: `RSA`, `EC` or `OKP`.
    pub kty: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// What it signs with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// What it is for: `sig`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#use: Option<String>,
    /// Of an RSA key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<String>,
    /// Of an RSA key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e: Option<String>,
    /// The curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crv: Option<String>,
    /// On the curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// On the curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
}

/// Keys (RFC 7517, section 5).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct JwkSet {
    /// Every key that verifies.
    pub keys: Vec<Jwk>,
}

/// Keys, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct KeyList {
    /// Those that sign or still verify.
    pub keys: Vec<KeyView>,
}

/// A key that signs tokens, or did. Its private part is never shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeyView {
    /// Its `kid`.
    pub id: String,
    /// How it signs.
    pub algorithm: String,
    /// Its public part, a JWK.
    pub public_jwk: serde_json::Value,
    /// `next`: published, and not used yet; `active`: it signs; `retired`: it verifies what it signed before.
    pub state: String,
    /// Whether it signs.
    pub signs: bool,
    /// When it was made, and published.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
    /// When it began to sign.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub activated_at: Option<time::OffsetDateTime>,
    /// When it stopped signing.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub retired_at: Option<time::OffsetDateTime>,
    /// Until when it verifies: then the last token that it signed is dead.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub verifies_until: Option<time::OffsetDateTime>,
}

/// A signal that a run may be sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct KnownSignalView {
    /// Which signal.
    pub name: String,
    /// What it can carry.
    pub examples: Vec<serde_json::Value>,
}

/// All limits.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LimitList {
    /// Whether anything is limited (`RATE_LIMIT`).
    pub on: bool,
    /// Whether all servers count together: false while Redis is away and each counts for itself. Missing where
    /// there is no Redis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<bool>,
    /// The limits.
    pub limits: Vec<LimitView>,
}

/// What a limit is to allow.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LimitRequest {
    /// How many times at once.
    pub burst: u32,
    /// In how many milliseconds one more time is allowed.
    pub every_ms: u32,
}

/// How often each network may do something.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LimitView {
    /// Its name, as in the `RateLimit` headers.
    pub name: String,
    /// What it counts.
    pub counts: String,
    /// How many times at once.
    pub burst: u32,
    /// In how many milliseconds one more time is allowed.
    pub every_ms: u64,
    /// How many times at once, unless changed.
    pub default_burst: u32,
    /// In how many milliseconds one more time is allowed, unless changed.
    pub default_every_ms: u64,
    /// When it was changed; missing where it is as the program has it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub changed_at: Option<time::OffsetDateTime>,
}

/// What somebody signs in with.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LoginRequest {
    /// The address, or the user name.
    pub email: String,
    /// The password.
    pub password: String,
}

/// The person wants it. What the page was given goes back as it came.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LogoutConfirmation {
    /// The client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Where the browser goes afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_logout_redirect_uri: Option<String>,
    /// Given back as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// What a client asks for (OpenID Connect RP-Initiated Logout 1.0, section 2).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LogoutForm {
    /// An ID token of the session that is to end. With it nobody is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token_hint: Option<String>,
    /// Who is probably signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logout_hint: Option<String>,
    /// The client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Where the browser goes afterwards: one of those that the client registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_logout_redirect_uri: Option<String>,
    /// Given back as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Languages, best first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ui_locales: Option<String>,
}

/// The person is signed out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LogoutOutcome {
    /// Where the browser goes. Nowhere in particular where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_to: Option<String>,
}

/// A person is asked whether they want to sign out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LogoutQuestion {
    /// Who asks for it, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientView>,
    /// The address of the account that is signed in.
    pub email: String,
}

/// A client with its secret, which is shown this once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MadeClient {
    /// The client.
    pub client: ClientDetails,
    /// Its secret; none where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
}

/// An address to which a mail is wanted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MailRequest {
    /// The address.
    pub email: String,
}

/// What the server can do (RFC 8414; OpenID Connect Discovery 1.0, section 3).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Metadata {
    /// `issuer`
    pub issuer: String,
    /// `authorization_endpoint`
    pub authorization_endpoint: String,
    /// `token_endpoint`
    pub token_endpoint: String,
    /// `userinfo_endpoint`
    pub userinfo_endpoint: String,
    /// `jwks_uri`
    pub jwks_uri: String,
    /// `registration_endpoint`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_endpoint: Option<String>,
    /// `revocation_endpoint`
    pub revocation_endpoint: String,
    /// `introspection_endpoint`
    pub introspection_endpoint: String,
    /// `device_authorization_endpoint`
    pub device_authorization_endpoint: String,
    /// `pushed_authorization_request_endpoint`
    pub pushed_authorization_request_endpoint: String,
    /// `end_session_endpoint`
    pub end_session_endpoint: String,
    /// `service_documentation`
    pub service_documentation: String,
    /// `scopes_supported`
    pub scopes_supported: Vec<String>,
    /// `response_types_supported`
    pub response_types_supported: Vec<String>,
    /// `response_modes_supported`
    pub response_modes_supported: Vec<String>,
    /// `grant_types_supported`
    pub grant_types_supported: Vec<String>,
    /// `subject_types_supported`
    pub subject_types_supported: Vec<String>,
    /// `id_token_signing_alg_values_supported`
    pub id_token_signing_alg_values_supported: Vec<String>,
    /// `userinfo_signing_alg_values_supported`
    pub userinfo_signing_alg_values_supported: Vec<String>,
    /// `acr_values_supported`
    pub acr_values_supported: Vec<String>,
    /// `token_endpoint_auth_methods_supported`
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// `revocation_endpoint_auth_methods_supported`
    pub revocation_endpoint_auth_methods_supported: Vec<String>,
    /// `introspection_endpoint_auth_methods_supported`
    pub introspection_endpoint_auth_methods_supported: Vec<String>,
    /// `token_endpoint_auth_signing_alg_values_supported`
    pub token_endpoint_auth_signing_alg_values_supported: Vec<String>,
    /// `revocation_endpoint_auth_signing_alg_values_supported`
    pub revocation_endpoint_auth_signing_alg_values_supported: Vec<String>,
    /// `introspection_endpoint_auth_signing_alg_values_supported`
    pub introspection_endpoint_auth_signing_alg_values_supported: Vec<String>,
    /// `dpop_signing_alg_values_supported`
    pub dpop_signing_alg_values_supported: Vec<String>,
    /// `request_object_signing_alg_values_supported`
    pub request_object_signing_alg_values_supported: Vec<String>,
    /// `code_challenge_methods_supported`
    pub code_challenge_methods_supported: Vec<String>,
    /// `claim_types_supported`
    pub claim_types_supported: Vec<String>,
    /// `claims_supported`
    pub claims_supported: Vec<String>,
    /// `ui_locales_supported`
    pub ui_locales_supported: Vec<String>,
    /// `prompt_values_supported`
    pub prompt_values_supported: Vec<String>,
    /// `authorization_response_iss_parameter_supported`
    pub authorization_response_iss_parameter_supported: bool,
    /// `claims_parameter_supported`
    pub claims_parameter_supported: bool,
    /// `request_parameter_supported`
    pub request_parameter_supported: bool,
    /// `request_uri_parameter_supported`
    pub request_uri_parameter_supported: bool,
    /// `require_pushed_authorization_requests`
    pub require_pushed_authorization_requests: bool,
    /// `client_id_metadata_document_supported`
    pub client_id_metadata_document_supported: bool,
    /// `backchannel_logout_supported`
    pub backchannel_logout_supported: bool,
    /// `backchannel_logout_session_supported`
    pub backchannel_logout_session_supported: bool,
}

/// Of what kind a moment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum MomentKind {
    /// `run`
    #[serde(rename = "run")]
    Run,
    /// `session`
    #[serde(rename = "session")]
    Session,
    /// `consent`
    #[serde(rename = "consent")]
    Consent,
    /// `audit`
    #[serde(rename = "audit")]
    Audit,
    /// One that is newer than this client.
    #[serde(other)]
    Unknown,
}

/// Something that happened to a person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MomentView {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: time::OffsetDateTime,
    /// Of what kind it is.
    pub kind: MomentKind,
    /// Of what it is.
    pub id: String,
    /// What happened, in a word: the workflow, the act, the client.
    pub title: String,
    /// Particulars, by kind: the run's `status`, `step` and `fault`; the session's `address`,
    /// `user_agent` and end; the consent's `scope`; the entry's `actor`, `address`, `details`.
    pub details: serde_json::Value,
}

/// What a new client is to be.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewClientRequest {
    /// What kind of program it is.
    pub preset: Preset,
    /// Its name, as people see it.
    pub client_name: String,
    /// Its id; drawn where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Its home page, which people see too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_uri: Option<String>,
    /// Where people may be sent back to; none for `machine`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uris: Option<Vec<String>>,
    /// What it may ask for, between spaces. Without: what the preset usually needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// `public`, or `pairwise` for a client that knows people by a subject of its sector alone. Without: `public`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_type: Option<String>,
    /// Where the redirect URIs of all clients of its sector are listed, in a JSON array. It is fetched. A pairwise
    /// client whose redirect URIs have several hosts needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector_identifier_uri: Option<String>,
    /// Whether it is the operator's own, so that people are not asked whether they agree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_first_party: Option<bool>,
}

/// A new secret, which is shown this once.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct NewSecret {
    /// The client.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
}

/// Says what happens next.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Notice {
    /// What happens next, for a person.
    pub message: String,
}

/// What went wrong, as RFC 6749 section 5.2 writes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OAuthError {
    /// The error, for a program.
    pub error: OAuthErrorCode,
    /// What is wrong, for the client's developer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
}

/// Says what went wrong, in the words of the RFCs. New ones may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum OAuthErrorCode {
    /// `invalid_request`
    #[serde(rename = "invalid_request")]
    InvalidRequest,
    /// `invalid_client`
    #[serde(rename = "invalid_client")]
    InvalidClient,
    /// `invalid_grant`
    #[serde(rename = "invalid_grant")]
    InvalidGrant,
    /// `unauthorized_client`
    #[serde(rename = "unauthorized_client")]
    UnauthorizedClient,
    /// `unsupported_grant_type`
    #[serde(rename = "unsupported_grant_type")]
    UnsupportedGrantType,
    /// `invalid_scope`
    #[serde(rename = "invalid_scope")]
    InvalidScope,
    /// `access_denied`
    #[serde(rename = "access_denied")]
    AccessDenied,
    /// `unsupported_response_type`
    #[serde(rename = "unsupported_response_type")]
    UnsupportedResponseType,
    /// `server_error`
    #[serde(rename = "server_error")]
    ServerError,
    /// `temporarily_unavailable`
    #[serde(rename = "temporarily_unavailable")]
    TemporarilyUnavailable,
    /// `login_required`
    #[serde(rename = "login_required")]
    LoginRequired,
    /// `consent_required`
    #[serde(rename = "consent_required")]
    ConsentRequired,
    /// `interaction_required`
    #[serde(rename = "interaction_required")]
    InteractionRequired,
    /// `unmet_authentication_requirements`
    #[serde(rename = "unmet_authentication_requirements")]
    UnmetAuthenticationRequirements,
    /// `request_not_supported`
    #[serde(rename = "request_not_supported")]
    RequestNotSupported,
    /// `request_uri_not_supported`
    #[serde(rename = "request_uri_not_supported")]
    RequestUriNotSupported,
    /// `registration_not_supported`
    #[serde(rename = "registration_not_supported")]
    RegistrationNotSupported,
    /// `unsupported_token_type`
    #[serde(rename = "unsupported_token_type")]
    UnsupportedTokenType,
    /// `invalid_target`
    #[serde(rename = "invalid_target")]
    InvalidTarget,
    /// `authorization_pending`
    #[serde(rename = "authorization_pending")]
    AuthorizationPending,
    /// `slow_down`
    #[serde(rename = "slow_down")]
    SlowDown,
    /// `expired_token`
    #[serde(rename = "expired_token")]
    ExpiredToken,
    /// `invalid_dpop_proof`
    #[serde(rename = "invalid_dpop_proof")]
    InvalidDpopProof,
    /// `use_dpop_nonce`
    #[serde(rename = "use_dpop_nonce")]
    UseDpopNonce,
    /// `invalid_request_uri`
    #[serde(rename = "invalid_request_uri")]
    InvalidRequestUri,
    /// `invalid_request_object`
    #[serde(rename = "invalid_request_object")]
    InvalidRequestObject,
    /// `invalid_redirect_uri`
    #[serde(rename = "invalid_redirect_uri")]
    InvalidRedirectUri,
    /// `invalid_client_metadata`
    #[serde(rename = "invalid_client_metadata")]
    InvalidClientMetadata,
    /// `unapproved_software_statement`
    #[serde(rename = "unapproved_software_statement")]
    UnapprovedSoftwareStatement,
    /// `invalid_token`
    #[serde(rename = "invalid_token")]
    InvalidToken,
    /// One that is newer than this client.
    #[serde(other)]
    Unknown,
}

/// Networks that came too early, most often first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct OffenderList {
    /// At most 100, counted since the beginning of the hour before.
    pub offenders: Vec<OffenderView>,
}

/// A network that came too early.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct OffenderView {
    /// The limit; `sign_in` where an account's password was tried too often.
    pub limit: String,
    /// The network: an IPv4 address, or a /64 of IPv6.
    pub network: String,
    /// How often it was refused.
    pub times: u64,
}

/// How the browser gets back to the client: one of both.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Outcome {
    /// Where it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_to: Option<String>,
    /// What it posts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_post: Option<PostedForm>,
}

/// What becomes of a run that is due while an earlier one is not over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum OverlapView {
    /// `skip`
    #[serde(rename = "skip")]
    Skip,
    /// `allow`
    #[serde(rename = "allow")]
    Allow,
    /// `cancel_other`
    #[serde(rename = "cancel_other")]
    CancelOther,
    /// One that is newer than this client.
    #[serde(other)]
    Unknown,
}

/// How the whole is doing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Overview {
    /// Accounts that may sign in.
    pub active_users: u64,
    /// Accounts whose address was not verified yet.
    pub unverified_users: u64,
    /// Accounts that an administrator has disabled.
    pub disabled_users: u64,
    /// Workers that gave a sign of life within the last 30 seconds and are not about to stop.
    pub workers: u64,
    /// Runs that are due and wait for a worker.
    pub due_runs: u64,
    /// How long the oldest of them has waited, in seconds.
    pub oldest_due_seconds: u64,
    /// Runs that wait for a person.
    pub paused_runs: u64,
}

/// The present password and a new one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PasswordChange {
    /// The present password.
    pub current_password: String,
    /// 8 to 128 characters of any kind. Passwords that are tried first are refused.
    pub new_password: String,
}

/// The password was set.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PasswordSet {
    /// How hard the password is to guess: 0 (at once) to 4 (very hard).
    pub password_strength: u8,
    /// What happens next, for a person.
    pub message: String,
}

/// A postal address, with the members of the `address` claim.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PostalAddress {
    /// Street and house number, at most four lines of 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    /// City, at most 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// State, province or prefecture, at most 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Postal code, at most 20 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Country by its name, at most 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// A field of a form.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PostedField {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A form that the browser posts to the client.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PostedForm {
    /// Where to.
    pub action: String,
    /// What it holds.
    pub fields: Vec<PostedField>,
}

/// What kind of program a client is. It settles how the client shows that it is itself, and what it may
/// ask tokens for with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Preset {
    /// `web`
    #[serde(rename = "web")]
    Web,
    /// `spa`
    #[serde(rename = "spa")]
    Spa,
    /// `native`
    #[serde(rename = "native")]
    Native,
    /// `machine`
    #[serde(rename = "machine")]
    Machine,
    /// One that is newer than this client.
    #[serde(other)]
    Unknown,
}

/// Why a request was not carried out (RFC 9457). Decide by `code`; `title` and `detail` are for people
/// and may change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Problem {
    /// Names the kind of problem; the address of a page that describes it.
    pub r#type: String,
    /// What kind of problem it is, in a short sentence.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// What it is about this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The path of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// What kind of problem it is, for a program.
    pub code: ProblemCode,
    /// Names this request in the log; the same as the `X-Request-Id` header.
    pub request_id: String,
    /// Every field that is not right. Present with `validation_failed` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<FieldError>>,
    /// After how many seconds it makes sense to try again; the same as the `Retry-After` header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

/// Says what went wrong, for a program. A code keeps its meaning for ever; new ones may be
/// added. Each is described at `/problems/{code}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ProblemCode {
    /// `invalid_json`
    #[serde(rename = "invalid_json")]
    InvalidJson,
    /// `invalid_request`
    #[serde(rename = "invalid_request")]
    InvalidRequest,
    /// `token_invalid`
    #[serde(rename = "token_invalid")]
    TokenInvalid,
    /// `unauthorized`
    #[serde(rename = "unauthorized")]
    Unauthorized,
    /// `token_expired`
    #[serde(rename = "token_expired")]
    TokenExpired,
    /// `token_reused`
    #[serde(rename = "token_reused")]
    TokenReused,
    /// `invalid_credentials`
    #[serde(rename = "invalid_credentials")]
    InvalidCredentials,
    /// `wrong_password`
    #[serde(rename = "wrong_password")]
    WrongPassword,
    /// `sign_in_again`
    #[serde(rename = "sign_in_again")]
    SignInAgain,
    /// `nothing_planned`
    #[serde(rename = "nothing_planned")]
    NothingPlanned,
    /// `email_not_verified`
    #[serde(rename = "email_not_verified")]
    EmailNotVerified,
    /// `account_disabled`
    #[serde(rename = "account_disabled")]
    AccountDisabled,
    /// `forbidden`
    #[serde(rename = "forbidden")]
    Forbidden,
    /// `cross_site_request`
    #[serde(rename = "cross_site_request")]
    CrossSiteRequest,
    /// `not_found`
    #[serde(rename = "not_found")]
    NotFound,
    /// `method_not_allowed`
    #[serde(rename = "method_not_allowed")]
    MethodNotAllowed,
    /// `request_timeout`
    #[serde(rename = "request_timeout")]
    RequestTimeout,
    /// `username_taken`
    #[serde(rename = "username_taken")]
    UsernameTaken,
    /// `email_taken`
    #[serde(rename = "email_taken")]
    EmailTaken,
    /// `conflict`
    #[serde(rename = "conflict")]
    Conflict,
    /// `body_too_large`
    #[serde(rename = "body_too_large")]
    BodyTooLarge,
    /// `unsupported_media_type`
    #[serde(rename = "unsupported_media_type")]
    UnsupportedMediaType,
    /// `validation_failed`
    #[serde(rename = "validation_failed")]
    ValidationFailed,
    /// `rate_limited`
    #[serde(rename = "rate_limited")]
    RateLimited,
    /// `internal`
    #[serde(rename = "internal")]
    Internal,
    /// `busy`
    #[serde(rename = "busy")]
    Busy,
    /// `unavailable`
    #[serde(rename = "unavailable")]
    Unavailable,
    /// `timed_out`
    #[serde(rename = "timed_out")]
    TimedOut,
    /// One that is newer than this client.
    #[serde(other)]
    Unknown,
}

/// An account as its owner sees it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Profile {
    /// Its identifier; the `sub` of its tokens.
    pub id: uuid::Uuid,
    /// Where it gets mail, and what it signs in with.
    pub email: String,
    /// Whether the address was shown to be its owner's.
    pub email_verified: bool,
    /// Another name to sign in with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The language in which mail is written to it: `en` or `de`. That of the server where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Phone number, in E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// Postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<PostalAddress>,
    /// Whether it may use the administration API.
    pub is_admin: bool,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
    /// When it was last changed.
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: time::OffsetDateTime,
    /// When somebody last signed in.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub last_login_at: Option<time::OffsetDateTime>,
    /// When it will be deleted, where its owner has asked for that.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub erasure_due_at: Option<time::OffsetDateTime>,
}

/// What to change of a profile. A field that is left out stays as it is; `null` or an empty text
/// removes it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ProfileChange {
    /// 3 to 50 letters, digits, dots, underscores and hyphens.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::double")]
    pub username: Option<Option<String>>,
    /// Given name, at most 50 characters.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::double")]
    pub first_name: Option<Option<String>>,
    /// Family name, at most 50 characters.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::double")]
    pub last_name: Option<Option<String>>,
    /// The language in which to write to them: `en` or `de`.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::double")]
    pub locale: Option<Option<String>>,
    /// Phone number with `+` and the country code, 7 to 15 digits. It is kept in E.164.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::double")]
    pub phone_number: Option<Option<String>>,
    /// Postal address, as a whole: what is left out of it is removed, and all of it where it is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<PostalAddress>,
}

/// What a client would otherwise send by way of the browser, and who it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PushForm {
    /// `code`.
    pub response_type: String,
    /// The client, unless the header names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Its secret, unless the header has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_assertion_type: Option<String>,
    /// In place of a secret: a JWT that the client has signed (RFC 7523).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_assertion: Option<String>,
    /// Where the answer goes: one of those that the client registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// What is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The resources that the tokens are to be for (RFC 8707). May be repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Vec<String>>,
    /// Given back as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The challenge (RFC 7636).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_challenge: Option<String>,
    /// `S256`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_challenge_method: Option<String>,
    /// Given back in the ID token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// Claims, one by one, as JSON (OpenID Connect Core, section 5.5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<String>,
    /// In place of these: what the client has signed (RFC 9101).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The key that the code is to be bound to (RFC 9449, section 10). Every other parameter of
    /// `/oauth/authorize` is taken as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpop_jkt: Option<String>,
}

/// The request has a name now.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Pushed {
    /// What is sent to `/oauth/authorize` in place of the parameters, beside `client_id`. It works once.
    pub request_uri: String,
    /// For how many seconds.
    pub expires_in: i64,
}

/// Why something is done.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReasonRequest {
    /// For the history and the audit trail, 1 to 500 characters.
    pub reason: String,
}

/// A refresh token. Leave it out to use the session cookie.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RefreshRequest {
    /// The `refresh_token` of the last answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
}

/// What somebody hands in to have an account.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RegisterRequest {
    /// Where mail reaches the person, and what they sign in with.
    pub email: String,
    /// 8 to 128 characters of any kind. Passwords that are tried first are refused.
    pub password: String,
    /// Another name to sign in with: 3 to 50 letters, digits, dots, underscores and hyphens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Given name, at most 50 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Family name, at most 50 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The language in which to write to the person: `en` or `de`. Where it is left out, that of the
    /// `Accept-Language` header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}

/// The registration was accepted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Registered {
    /// Names the registration, also in the log.
    pub registration_id: uuid::Uuid,
    /// How hard the password is to guess: 0 (at once) to 4 (very hard).
    pub password_strength: u8,
    /// What happens next, for a person.
    pub message: String,
}

/// A client that has registered itself (RFC 7591, section 3.2.1), with everything that is registered about it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RegisteredClient {
    /// Its id.
    pub client_id: String,
    /// When it was made, in seconds since 1970.
    pub client_id_issued_at: i64,
    /// Its secret, where it has one; shown when it is made alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// 0: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret_expires_at: Option<i64>,
    /// Where the client looks after itself.
    pub registration_client_uri: String,
    /// The token by which it does.
    pub registration_access_token: String,
    /// Where people are sent back to.
    pub redirect_uris: Vec<String>,
    /// Its name.
    pub client_name: String,
    /// How it shows that it is itself.
    pub token_endpoint_auth_method: String,
    /// What it may ask tokens for with.
    pub grant_types: Vec<String>,
    /// What it may ask for at `/oauth/authorize`; none where it sends nobody there.
    pub response_types: Vec<String>,
    /// What it may ask for.
    pub scope: String,
}

/// The token of a mailed link and a new password.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ResetPasswordRequest {
    /// The value of `token` in the link.
    pub token: String,
    /// 8 to 128 characters of any kind. Passwords that are tried first are refused.
    pub new_password: String,
}

/// From where to begin again.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ResetRequest {
    /// The first step that is done once more.
    pub step: String,
    /// For the history and the audit trail, 1 to 500 characters.
    pub reason: String,
}

/// How a key is deleted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RetireRequest {
    /// Although it signs, or tokens that it signed live: they are refused from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub force: Option<bool>,
}

/// What came of retrying many.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Retried {
    /// How many runs are due now, at most 200.
    pub retried: u64,
    /// Where there may be more: give it as `before` and ask again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<uuid::Uuid>,
}

/// Which runs to retry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RetryRequest {
    /// `paused`, `waiting` or `queued`: runs in another state cannot be retried.
    pub status: StatusView,
    /// Only runs of this workflow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Only runs about this account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<uuid::Uuid>,
    /// Only runs with this code of a fault, or whose fault says this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// Only runs that were accepted from then on.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub since: Option<time::OffsetDateTime>,
    /// Only runs that were accepted before then.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub until: Option<time::OffsetDateTime>,
    /// Only runs behind this one: `next` of the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<uuid::Uuid>,
}

/// Whose key is exchanged, and how.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RotateRequest {
    /// `RS256`, `ES256` or `EdDSA`.
    pub algorithm: String,
    /// Let the next key sign right away, and not in an hour. Whoever has fetched the keys before may refuse
    /// new tokens for five minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_once: Option<bool>,
}

/// What came of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RotationView {
    /// The `kid` of the new key.
    pub key: String,
    /// The workflow that lets it sign; none where it does already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_id: Option<uuid::Uuid>,
}

/// How many runs of a workflow are in a state.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunCountView {
    /// The workflow.
    pub kind: String,
    /// The state.
    pub status: StatusView,
    /// How many.
    pub runs: u64,
}

/// How many runs there are.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RunCounts {
    /// By workflow and state; what is not there is none.
    pub counts: Vec<RunCountView>,
}

/// A run with all that happened in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunHistory {
    /// Where it is.
    pub run: RunView,
    /// What it was started with. Holds ids alone.
    pub input: serde_json::Value,
    /// What it gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<serde_json::Value>,
    /// What happened, oldest first; the latest 1,000 events.
    pub events: Vec<EventView>,
    /// Signals that wait to be taken.
    pub signals: Vec<SignalView>,
    /// Signals that it may be sent; none where it is over.
    pub known_signals: Vec<KnownSignalView>,
    /// Whether it is about an address that could be corrected.
    pub has_correctable_address: bool,
}

/// The limits, by key.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RunLimitList {
    /// The limits.
    pub limits: Vec<RunLimitView>,
}

/// A limit.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RunLimitRequest {
    /// Most runs at a time, by all workers together; 0 holds them all back.
    pub max_running: u32,
}

/// How many runs that share a limit are carried out, and how many may be.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RunLimitView {
    /// What the runs name: `smtp`, or `hook:` and an endpoint. One that ends with a colon stands for
    /// every key that begins with it and has no limit of its own.
    pub key: String,
    /// Most runs at a time, by all workers together; 0 holds them all back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_running: Option<u32>,
    /// Runs that are carried out.
    pub running: u64,
    /// Runs that are due and wait.
    pub waiting: u64,
}

/// Runs, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RunList {
    /// A page of them.
    pub runs: Vec<RunView>,
    /// Where there may be more: give it as `before` for the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<uuid::Uuid>,
}

/// A run of a workflow.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunView {
    /// Its identifier.
    pub id: uuid::Uuid,
    /// The workflow, as `registration`.
    pub kind: String,
    /// The version of its code that started it.
    pub version: i64,
    /// Its business key: one run under it is under way at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Where it is.
    pub status: StatusView,
    /// The step that it did or tried last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// How often the present step has failed.
    pub failed_attempts: i64,
    /// When it goes on by itself: its next try, or the end of a wait.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub due_at: Option<time::OffsetDateTime>,
    /// The account that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<uuid::Uuid>,
    /// The request that it descends from, as in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Why it is paused or failed, or why its last attempt failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<FaultView>,
    /// The worker that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker_id: Option<uuid::Uuid>,
    /// Whether somebody has asked for it to be cancelled.
    pub cancel_requested: bool,
    /// When it was accepted.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub closed_at: Option<time::OffsetDateTime>,
}

/// Schedules, by name.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ScheduleList {
    /// All of them.
    pub schedules: Vec<ScheduleView>,
}

/// A workflow that starts by the clock.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ScheduleView {
    /// Its name.
    pub name: String,
    /// The workflow that it starts.
    pub kind: String,
    /// When, as a cron expression.
    pub cron: String,
    /// In which time zone.
    pub zone: String,
    /// What becomes of a run that is due while an earlier one is not over.
    pub overlap: OverlapView,
    /// How late a run may start after an outage, in seconds.
    pub catch_up_seconds: u64,
    /// Most seconds by which runs start later than the expression says.
    pub jitter_seconds: u64,
    /// Whether it starts nothing for now.
    pub paused: bool,
    /// Why it was paused without anybody asking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// When it starts a run next; none while it is paused.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub next_at: Option<time::OffsetDateTime>,
    /// The time for which it started a run last.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub last_due: Option<time::OffsetDateTime>,
    /// That run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_run_id: Option<uuid::Uuid>,
}

/// Sessions, latest used first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SessionList {
    /// At most 200 sessions.
    pub sessions: Vec<SessionView>,
}

/// One sign-in on one device.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionView {
    /// Its identifier; the `sid` of its access tokens.
    pub id: uuid::Uuid,
    /// Whether this very request was sent in it.
    pub current: bool,
    /// When the person signed in.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
    /// When it last got new tokens.
    #[serde(with = "time::serde::rfc3339")]
    pub last_seen_at: time::OffsetDateTime,
    /// When it ends if it is not used.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: time::OffsetDateTime,
    /// The browser or client, in its own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// The network address from which the person signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// How many sessions have ended.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SessionsEnded {
    /// How many.
    pub ended: u64,
}

/// Who the first administrator is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SetUpRequest {
    /// The value of `token` in the link that the server printed when it started.
    pub token: String,
    /// Where mail reaches the person, and what they sign in with.
    pub email: String,
    /// 8 to 128 characters of any kind. Passwords that are tried first are refused.
    pub password: String,
    /// Another name to sign in with: 3 to 50 letters, digits, dots, underscores and hyphens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Given name, at most 50 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Family name, at most 50 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
}

/// A signal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignalRequest {
    /// Which one.
    pub name: String,
    /// What it carries.
    pub data: serde_json::Value,
}

/// A signal that waits to be taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignalView {
    /// Which signal.
    pub name: String,
    /// What it carries.
    pub data: serde_json::Value,
    /// When it was sent.
    #[serde(with = "time::serde::rfc3339")]
    pub sent_at: time::OffsetDateTime,
}

/// Which step to skip.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SkipRequest {
    /// The step; the one that failed last where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// What it is to have given. A mail needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<serde_json::Value>,
    /// For the history and the audit trail, 1 to 500 characters.
    pub reason: String,
}

/// Runs that were started.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct StartedRuns {
    /// The runs, oldest first.
    pub run_ids: Vec<uuid::Uuid>,
}

/// Where a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum StatusView {
    /// `queued`
    #[serde(rename = "queued")]
    Queued,
    /// `waiting`
    #[serde(rename = "waiting")]
    Waiting,
    /// `running`
    #[serde(rename = "running")]
    Running,
    /// `paused`
    #[serde(rename = "paused")]
    Paused,
    /// `done`
    #[serde(rename = "done")]
    Done,
    /// `failed`
    #[serde(rename = "failed")]
    Failed,
    /// `cancelled`
    #[serde(rename = "cancelled")]
    Cancelled,
    /// One that is newer than this client.
    #[serde(other)]
    Unknown,
}

/// What happened within a stretch of time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StretchView {
    /// When it begins.
    #[serde(with = "time::serde::rfc3339")]
    pub at: time::OffsetDateTime,
    /// Sign-ins.
    pub sign_ins: u64,
    /// Attempts to sign in that were refused.
    pub sign_ins_refused: u64,
    /// Accounts that were made.
    pub new_users: u64,
    /// Mails that a mail server took.
    pub mails_sent: u64,
    /// Mails that a mail server refused for good.
    pub mails_bounced: u64,
    /// Attempts at a mail that failed and were, or will be, repeated.
    pub mails_failed: u64,
    /// Runs, accepted then, that have failed.
    pub runs_failed: u64,
    /// Runs, accepted then, that wait for a person.
    pub runs_paused: u64,
}

/// To what it was done.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TargetView {
    /// `account`, `session`, `client`, `run`, `signing_key` or `audit`.
    pub kind: String,
    /// Its id.
    pub id: String,
}

/// Why an access token is refused, as RFC 6750 section 3 has it. Empty where none was shown.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TokenError {
    /// The error, for a program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What is wrong, for the client's developer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
}

/// A token, and who shows it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TokenForm {
    /// An access token or a refresh token.
    pub token: String,
    /// Which of both it probably is; the server finds out by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_type_hint: Option<String>,
    /// The client, unless the header names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Its secret, unless the header has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_assertion_type: Option<String>,
    /// In place of a secret: a JWT that the client has signed (RFC 7523).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_assertion: Option<String>,
}

/// What a client asks tokens for with.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TokenRequest {
    /// `authorization_code`, `refresh_token`, `client_credentials`,
    /// `urn:ietf:params:oauth:grant-type:device_code` or
    /// `urn:ietf:params:oauth:grant-type:token-exchange`.
    pub grant_type: String,
    /// With `authorization_code`: the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// With `authorization_code`: the redirect URI of the authorization request, if that named one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// With `authorization_code`: what answers the challenge (RFC 7636).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_verifier: Option<String>,
    /// With `refresh_token`: the refresh token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// With `urn:ietf:params:oauth:grant-type:device_code`: the code of the device (RFC 8628).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_code: Option<String>,
    /// Fewer scopes than were granted, or, with `client_credentials`, those that are wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The resources that the access token is for (RFC 8707): fewer than were granted, or, with
    /// `client_credentials`, those that are wanted. May be repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Vec<String>>,
    /// With token exchange (RFC 8693): further resources. May be repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<Vec<String>>,
    /// With token exchange: an access token that was issued to the client or is for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_token: Option<String>,
    /// With token exchange: `urn:ietf:params:oauth:token-type:access_token`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_token_type: Option<String>,
    /// With token exchange: an access token of the client itself, which is to act for the subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_token: Option<String>,
    /// With `actor_token`: `urn:ietf:params:oauth:token-type:access_token`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_token_type: Option<String>,
    /// With token exchange: `urn:ietf:params:oauth:token-type:access_token`, or nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_token_type: Option<String>,
    /// The client, unless the header names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Its secret, unless the header has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_assertion_type: Option<String>,
    /// In place of a secret: a JWT that the client has signed (RFC 7523).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_assertion: Option<String>,
}

/// Tokens (RFC 6749, section 5.1).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TokenResponse {
    /// The access token, a JWT (RFC 9068).
    pub access_token: String,
    /// `Bearer`, or `DPoP` where the access token is bound to a key (RFC 9449).
    pub token_type: String,
    /// For how many seconds the access token is good.
    pub expires_in: i64,
    /// The refresh token. Each works once; the answer to it holds the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// The ID token, where `openid` was granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// What was granted.
    pub scope: String,
    /// With token exchange: `urn:ietf:params:oauth:token-type:access_token` (RFC 8693).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_token_type: Option<String>,
}

/// An access token and a refresh token.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Tokens {
    /// Send it as `Authorization: Bearer …`. A signed JWT (RFC 9068).
    pub access_token: String,
    /// Exchange it at `/auth/refresh` for another pair. It works once. Left out where the session cookie was
    /// exchanged, and where a page in a browser signs in: it is in the cookie alone then, out of the reach of
    /// scripts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// Always `Bearer`.
    pub token_type: String,
    /// How many seconds the access token lives.
    pub expires_in: u64,
    /// When the account will be deleted, where its owner has asked for that. Told at the sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub erasure_due_at: Option<time::OffsetDateTime>,
}

/// What happened over time.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TrendsView {
    /// How long each stretch is, in seconds.
    pub stretch_seconds: i64,
    /// Oldest first, without gaps. The last one is not over.
    pub stretches: Vec<StretchView>,
    /// Whether there was more than is looked at (the latest 100,000 rows), so that older counts are too low.
    pub is_partial: bool,
}

/// A code that a device shows.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TypedCode {
    /// As it was typed: neither case nor what stands between its letters matters.
    pub user_code: String,
}

/// Who signed in, as far as the scopes of the token tell.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct UserInfo {
    /// The account; it never changes and is never given to another.
    pub sub: String,
    /// With `profile`: the whole name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// With `profile`: the given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// With `profile`: the family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// With `profile`: the user name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    /// With `profile`: the language that they read, as a language tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// With `profile`: when any of this last changed, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<i64>,
    /// With `email`: the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// With `email`: whether it was verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    /// With `address`: the postal address, as far as the person tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<AddressClaim>,
    /// With `phone`: the phone number, in E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// With `phone`: whether it was verified; it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number_verified: Option<bool>,
}

/// An access token, unless the header has it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct UserInfoForm {
    /// The access token (RFC 6750, section 2.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token: Option<String>,
}

/// Accounts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct UserList {
    /// A page of them.
    pub users: Vec<UserView>,
    /// Where there may be more: give it as `after` for the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum UserStatusView {
    /// `unverified`
    #[serde(rename = "unverified")]
    Unverified,
    /// `active`
    #[serde(rename = "active")]
    Active,
    /// `disabled`
    #[serde(rename = "disabled")]
    Disabled,
    /// One that is newer than this client.
    #[serde(other)]
    Unknown,
}

/// An account as administrators see it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UserView {
    /// Its identifier; the `sub` of its tokens.
    pub id: uuid::Uuid,
    /// Its address.
    pub email: String,
    /// When the address was shown to be its owner's.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub email_verified_at: Option<time::OffsetDateTime>,
    /// Another name to sign in with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Where it stands.
    pub status: UserStatusView,
    /// Whether it may use this API.
    pub is_admin: bool,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
    /// When it was last changed.
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: time::OffsetDateTime,
    /// When somebody last signed in.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub last_login_at: Option<time::OffsetDateTime>,
}

/// What a check of the audit trail found.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Verification {
    /// Whether nothing was changed, taken out, put in or cut off.
    pub is_whole: bool,
    /// How many entries were checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entries: Option<u64>,
    /// The number of the entry that was sealed last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_number: Option<i64>,
    /// Its seal, in hexadecimal digits. Who notes both elsewhere can have them compared later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_seal: Option<String>,
    /// The number of the last entry that was deleted because its time was up; 0 where none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_number: Option<i64>,
    /// When the oldest entry that waits to be sealed was made.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub unsealed_since: Option<time::OffsetDateTime>,
    /// The number of the entry at which the trail is broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken_at: Option<i64>,
    /// How it is broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flaw: Option<String>,
}

/// What a link was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum VerifiedAs {
    /// `account_activated`
    #[serde(rename = "account_activated")]
    AccountActivated,
    /// `email_changed`
    #[serde(rename = "email_changed")]
    EmailChanged,
    /// One that is newer than this client.
    #[serde(other)]
    Unknown,
}

/// The address is verified.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VerifiedEmail {
    /// What the link was for: a new account, or a new address of an old one.
    pub outcome: VerifiedAs,
    /// What happens next, for a person.
    pub message: String,
}

/// The token of a mailed link.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct VerifyEmailRequest {
    /// The value of `token` in the link.
    pub token: String,
}

/// A device that waits for a person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WaitingDevice {
    /// The code, as the device shows it.
    pub user_code: String,
    /// The app that runs on it.
    pub client: ClientView,
    /// What it asks for.
    pub scopes: Vec<AskedScope>,
    /// The address of the account that is signed in.
    pub email: String,
}

/// A request of a client that waits for a person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WaitingRequest {
    /// Who asks.
    pub client: ClientView,
    /// What for.
    pub scopes: Vec<AskedScope>,
    /// Who probably wants to sign in, as the client says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_hint: Option<String>,
    /// The address of the account that is signed in.
    pub email: String,
}

/// How far back to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum WindowView {
    /// `day`
    #[serde(rename = "day")]
    Day,
    /// `week`
    #[serde(rename = "week")]
    Week,
    /// `month`
    #[serde(rename = "month")]
    Month,
    /// One that is newer than this client.
    #[serde(other)]
    Unknown,
}

/// The workers that gave a sign of life within the last day, by host.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct WorkerList {
    /// The workers.
    pub workers: Vec<WorkerView>,
}

/// A worker.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WorkerView {
    /// Its identifier, new with each start.
    pub id: uuid::Uuid,
    /// The machine's name.
    pub host: String,
    /// Whether it gave a sign of life within the last 30 seconds.
    pub alive: bool,
    /// Whether it is about to stop.
    pub draining: bool,
    /// The workflows that it has code for.
    pub kinds: Vec<String>,
    /// How many runs it carries out at a time.
    pub slots: i64,
    /// Since when it has been there.
    #[serde(with = "time::serde::rfc3339")]
    pub since: time::OffsetDateTime,
    /// Its last sign of life.
    #[serde(with = "time::serde::rfc3339")]
    pub seen_at: time::OffsetDateTime,
    /// What it holds.
    pub runs: Vec<HeldView>,
}
