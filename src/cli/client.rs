//! `oathgate client …`.

use super::Format;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use uuid::Uuid;

/// About OAuth clients.
#[derive(Debug, Subcommand)]
pub enum ClientCommand {
    /// Create a client and print its secret once
    #[command(
        long_about = "\
            Creates an OAuth client: a program that signs people in with this server, or that asks\n\
            for tokens of its own. Its secret is generated and printed once, or read from standard\n\
            input (its first line); a digest of it is all that is kept.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate client create --name Shop --redirect-uri https://shop.example.com/callback\n\
            \x20 oathgate client create --name App --public --redirect-uri com.example.app:/callback\n\
            \x20 oathgate client create --name Jobs --grant-type client_credentials --scope jobs.run\n\
            \x20 oathgate client create --name Bank --redirect-uri https://bank.example.com/cb \\\n\
            \x20     --auth-method private_key_jwt --jwks-uri https://bank.example.com/jwks.json \\\n\
            \x20     --require-par --dpop-bound"
    )]
    Create(Box<NewClient>),

    /// Change what is registered about a client
    #[command(
        long_about = "\
            Changes what is registered about a client. What is given replaces what was there: all of\n\
            its redirect URIs, for example. What is not given stays, and so do its id, its secret and\n\
            how it shows that it is itself. Pages of origins that are gone may not call the server by\n\
            script any more, within half a minute.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate client update shop --redirect-uri https://shop.example.com/cb \\\n\
            \x20     --redirect-uri https://shop.example.org/cb\n\
            \x20 oathgate client update shop --name \"Corner shop\" --clear logo-uri --clear require-par"
    )]
    Update(Box<ChangedClient>),

    /// Let clients register themselves
    #[command(
        subcommand,
        long_about = "\
            Makes, lists and takes back the tokens by which clients register themselves (RFC 7591), while\n\
            OAUTH_REGISTRATION is token or open.",
        arg_required_else_help = true
    )]
    RegistrationToken(RegistrationTokenCommand),

    /// List clients in the order of their ids
    #[command(
        long_about = "Lists clients in the order of their ids. Secrets are not kept and not shown.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate client list\n\
            \x20 oathgate client list --after shop --format json"
    )]
    List(ClientList),

    /// Show a client
    #[command(
        long_about = "Shows a client. Its secret is not kept and not shown.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate client show shop"
    )]
    Show(WhichClient),

    /// Give a client another secret and print it once
    #[command(
        long_about = "\
            Gives a client another secret and prints it once. The old one stops working at once;\n\
            tokens that were given before stay good.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate client rotate-secret shop"
    )]
    RotateSecret(WhichClient),

    /// Disable a client
    #[command(
        long_about = "\
            Disables a client: it gets no tokens any more, and this server refuses those it has at\n\
            once.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate client disable shop"
    )]
    Disable(WhichClient),

    /// Enable a disabled client
    #[command(
        long_about = "\
            Enables a disabled client. What it was granted before, and has not ended since, is good\n\
            again.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate client enable shop"
    )]
    Enable(WhichClient),

    /// Delete a client and all that it was granted
    #[command(
        long_about = "\
            Deletes a client with its codes, its grants and what people agreed to for it. Its tokens\n\
            stop working at once, and nothing brings them back; to be able to go back, disable it.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate client delete shop"
    )]
    Delete(WhichClient),
}

/// A client to be created.
#[derive(Debug, Args)]
pub struct NewClient {
    /// Its name, as people see it when they are asked
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// Its id; drawn where none is given
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// Its home page, which people see too
    #[arg(long, value_name = "URL")]
    pub home: Option<String>,
    /// It can keep no secret: a single-page or native app, which must use PKCE
    #[arg(long)]
    pub public: bool,
    /// Where people may be sent back to; may be repeated
    #[arg(long = "redirect-uri", value_name = "URI")]
    pub redirect_uris: Vec<String>,
    /// What it may ask tokens for with; may be repeated. Without: code and refresh token
    ///
    /// Takes authorization_code, refresh_token, client_credentials
    ///
    /// For devices without a browser: urn:ietf:params:oauth:grant-type:device_code
    ///
    /// To exchange tokens: urn:ietf:params:oauth:grant-type:token-exchange
    #[arg(long = "grant-type", value_name = "TYPE", hide_possible_values = true, value_parser = ["authorization_code", "refresh_token", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange"])]
    pub grant_types: Vec<String>,
    /// What it may ask for, between spaces. Without: openid profile email offline_access
    #[arg(long, value_name = "SCOPES")]
    pub scope: Option<String>,
    /// It is the operator's own: people are not asked whether they agree
    #[arg(long)]
    pub first_party: bool,
    /// Read its secret, 24 characters or more, from standard input
    #[arg(long, conflicts_with = "public")]
    pub secret_stdin: bool,
    /// How it shows that it is itself. Without: client_secret_basic, or none with --public
    ///
    /// Takes none, client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt
    #[arg(long, value_name = "METHOD", hide_possible_values = true, value_parser = ["none", "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"])]
    pub auth_method: Option<String>,
    /// What else is registered about it
    #[command(flatten)]
    pub details: ClientDetails,
    /// In which form to print the client
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// A client to be changed.
#[derive(Debug, Args)]
pub struct ChangedClient {
    /// Its id
    #[arg(value_name = "CLIENT")]
    pub client: String,
    /// Its name, as people see it when they are asked
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Its home page, which people see too
    #[arg(long, value_name = "URL")]
    pub home: Option<String>,
    /// Where people may be sent back to; may be repeated
    #[arg(long = "redirect-uri", value_name = "URI")]
    pub redirect_uris: Vec<String>,
    /// What it may ask tokens for with; may be repeated
    #[arg(long = "grant-type", value_name = "TYPE")]
    pub grant_types: Vec<String>,
    /// What it may ask for, between spaces
    #[arg(long, value_name = "SCOPES")]
    pub scope: Option<String>,
    /// It is the operator's own: people are not asked whether they agree
    #[arg(long)]
    pub first_party: bool,
    /// What else is registered about it
    #[command(flatten)]
    pub details: ClientDetails,
    /// What to take back, by the name of its option without the hyphens in front; may be repeated
    #[arg(long, value_name = "OPTION")]
    pub clear: Vec<String>,
    /// In which form to print the client
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// What else is registered about a client (RFC 7591 §2).
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "the specifications have a list of switches")]
pub struct ClientDetails {
    /// A file with its public keys, a JWK Set
    #[arg(long, value_name = "FILE", conflicts_with = "jwks_uri")]
    pub jwks_file: Option<PathBuf>,
    /// Where it publishes its public keys
    #[arg(long, value_name = "URL")]
    pub jwks_uri: Option<String>,
    /// The one algorithm of the assertions by which it shows itself
    #[arg(long, value_name = "ALG")]
    pub auth_signing_alg: Option<String>,
    /// How its ID tokens are signed. Without: RS256
    #[arg(long, value_name = "ALG", value_parser = ["RS256", "ES256", "EdDSA"])]
    pub id_token_alg: Option<String>,
    /// How userinfo is signed for it. Without: not at all
    #[arg(long, value_name = "ALG", value_parser = ["RS256", "ES256", "EdDSA"])]
    pub userinfo_alg: Option<String>,
    /// The one algorithm of its request objects
    #[arg(long, value_name = "ALG")]
    pub request_object_alg: Option<String>,
    /// It must sign its authorization requests (RFC 9101)
    #[arg(long)]
    pub require_signed_request: bool,
    /// It must push its authorization requests (RFC 9126)
    #[arg(long)]
    pub require_par: bool,
    /// Its tokens are bound to a key of its own (RFC 9449)
    #[arg(long)]
    pub dpop_bound: bool,
    /// Whether it sees the same person as other clients do. Without: public
    #[arg(long, value_name = "TYPE", value_parser = ["public", "pairwise"])]
    pub subject_type: Option<String>,
    /// Where the redirect URIs of all that see the same person are listed
    #[arg(long, value_name = "URL")]
    pub sector_identifier_uri: Option<String>,
    /// Where people may be sent after they signed out; may be repeated
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where it is told that somebody signed out
    #[arg(long, value_name = "URL")]
    pub backchannel_logout_uri: Option<String>,
    /// It must be told which session has ended
    #[arg(long)]
    pub backchannel_logout_session_required: bool,
    /// Who is responsible for it; may be repeated
    #[arg(long = "contact", value_name = "ADDRESS")]
    pub contacts: Vec<String>,
    /// Its logo
    #[arg(long, value_name = "URL")]
    pub logo_uri: Option<String>,
    /// What it does with data of people
    #[arg(long, value_name = "URL")]
    pub policy_uri: Option<String>,
    /// Its terms
    #[arg(long, value_name = "URL")]
    pub tos_uri: Option<String>,
    /// How many seconds ago people may have signed in, where a request does not say
    #[arg(long, value_name = "SECONDS")]
    pub default_max_age: Option<u32>,
    /// Where others may ask it to sign somebody in
    #[arg(long, value_name = "URL")]
    pub initiate_login_uri: Option<String>,
    /// It is a resource server, and this is what tokens for it name; may be repeated
    ///
    /// Clients may ask for tokens for it, and it may ask what tokens for it are
    #[arg(long = "audience", value_name = "URI")]
    pub audiences: Vec<String>,
    /// A resource that it may ask tokens for; may be repeated. Without: each that is an audience
    #[arg(long = "resource", value_name = "URI")]
    pub resources: Vec<String>,
}

/// About initial access tokens, by which clients register themselves (RFC 7591).
#[derive(Debug, Subcommand)]
pub enum RegistrationTokenCommand {
    /// Create a token and print it once
    #[command(
        long_about = "\
            Creates an initial access token: whoever has it can register clients at /oauth/register\n\
            while OAUTH_REGISTRATION is token or open. It is printed once; a digest of it is kept.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate client registration-token create --note \"partner shops\" --uses 5 --days 7"
    )]
    Create(NewRegistrationToken),
    /// List tokens, latest first
    #[command(
        long_about = "Lists tokens, latest first. What is kept is a digest, which is not shown.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate client registration-token list --format json"
    )]
    List {
        /// In which form
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// Take a token back
    #[command(
        long_about = "Takes a token back. Clients that were registered with it stay.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate client registration-token revoke 0190c2a4-8f5e-7b1a-9a6d-3f1f7f2f5a10"
    )]
    Revoke {
        /// Its id
        #[arg(value_name = "TOKEN-ID")]
        id: Uuid,
        /// In which form
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
}

/// A token to be created.
#[derive(Debug, Args)]
pub struct NewRegistrationToken {
    /// What it is for, for whoever reads the list
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub note: String,
    /// How many clients can be registered with it
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub uses: u32,
    /// For how many days
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=3650))]
    pub days: u16,
    /// In which form to print it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// Which clients to list.
#[derive(Debug, Args)]
pub struct ClientList {
    /// Only clients after this one
    #[arg(long, value_name = "ID")]
    pub after: Option<String>,
    /// Most clients to list
    #[arg(long, value_name = "NUMBER", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=200))]
    pub limit: u16,
    /// In which form
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// A client.
#[derive(Debug, Args)]
pub struct WhichClient {
    /// Its id
    #[arg(value_name = "CLIENT")]
    pub client: String,
    /// In which form
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}
