//! `oathgate client …`.

use super::Format;
use clap::{Args, Subcommand};

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
            \x20 oathgate client create --name Jobs --grant-type client_credentials --scope jobs.run"
    )]
    Create(NewClient),

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
    #[arg(long = "grant-type", value_name = "TYPE", value_parser = ["authorization_code", "refresh_token", "client_credentials"])]
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
    /// In which form to print the client
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
