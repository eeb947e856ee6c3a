//! Every setting there is. Reading them, `oathgate settings`, `.env.example` and `docs/settings.md` all
//! come from this list.

use super::variable::{
    Group::{
        Addresses, Branding, Compose, FirstClient, Keeping, Mail, Operation, Secrets, Sizing, Storage, Tokens,
    },
    Variable, catalogue,
};

catalogue! {
    BACKEND_URL = Variable::of(Addresses)
        .unset("http://localhost:8000, with the port of BIND_ADDRESS")
        .takes("an http or https address without path, query and fragment; for `serve`, https unless the host is loopback")
        .example("http://localhost:8000")
        .help("Where people and clients reach the server from outside. It is also the issuer in every token.");
    FRONTEND_URL = Variable::of(Addresses)
        .unset("the same as BACKEND_URL, since the server serves the web app itself")
        .takes("an http or https address without query and fragment; for `serve`, https unless the host is loopback")
        .example("https://login.example.com")
        .help("Where the web app is reached. Links in mails begin with it.");
    BIND_ADDRESS = Variable::of(Addresses)
        .default("127.0.0.1:8000")
        .takes("an IP address and a port, as 0.0.0.0:8000 or [::]:8000")
        .help("Where the server listens. Port 0 takes any free port.");
    SSL_CERT_PATH = Variable::of(Addresses)
        .unset("plain HTTP; a proxy in front does HTTPS")
        .takes("the path of a PEM file; set SSL_KEY_PATH as well")
        .example("/etc/oathgate/tls.crt")
        .help("The certificate chain for HTTPS by the server itself. Read again when the file changes.");
    SSL_KEY_PATH = Variable::of(Addresses)
        .unset("plain HTTP; a proxy in front does HTTPS")
        .takes("the path of a PEM file; set SSL_CERT_PATH as well")
        .example("/etc/oathgate/tls.key")
        .help("The private key of SSL_CERT_PATH.");
    TRUSTED_PROXIES = Variable::of(Addresses)
        .unset("none")
        .takes("IP addresses and networks, separated by commas")
        .example("10.0.0.0/8,192.168.1.10")
        .help("The networks whose Forwarded and X-Forwarded-For headers are believed.");
    ALLOWED_ORIGINS = Variable::of(Addresses)
        .unset("the server's own")
        .takes("origins such as https://app.example.com, separated by commas, without path and without wildcard")
        .example("https://app.example.com")
        .help("Origins whose browser code may call the API (CORS). Those of redirect URIs are added for each client.");
    METRICS_ADDRESS = Variable::of(Addresses)
        .unset("the main address, for loopback and TRUSTED_PROXIES only")
        .takes("an IP address and a port, other than BIND_ADDRESS")
        .example("127.0.0.1:9000")
        .help("A separate address for /metrics, /health/live and /health/ready, in plain HTTP, also of workers. \
               Whoever reaches it may read them.");

    BRAND_NAME = Variable::of(Branding)
        .default("Oathgate")
        .takes("1 to 40 characters")
        .example("Example")
        .help("What pages and mails call this place.");
    BRAND_LOGO = Variable::of(Branding)
        .unset("the mark of Oathgate")
        .takes("the path of an SVG, PNG, JPEG or WebP file of at most 256 KiB")
        .example("/etc/oathgate/logo.svg")
        .help("The logo on top of pages, at most 36 pixels high and 240 wide. A PNG or JPEG is shown in mails too; SVG \
               and WebP are not, since few mail readers know them.");
    BRAND_COLOR = Variable::of(Branding)
        .unset("a teal, #0f766e")
        .takes("a colour as #0f766e")
        .example("\"#1d4ed8\"")
        .help("The colour of buttons, links and marks in pages and mails. It is darkened, or in dark surroundings \
               lightened, as far as it must be to be read.");

    DATABASE_URL = Variable::of(Storage)
        .unset("sqlite:data/oathgate.db, in OATHGATE_DATA_DIR")
        .takes("sqlite:PATH, or postgresql://USER:PASSWORD@HOST:PORT/NAME?sslmode=verify-full")
        .example("sqlite:data/oathgate.db")
        .help("The database. For PostgreSQL, sslmode says how far the connection is protected: disable, prefer \
               (the default), require, verify-ca or verify-full.")
        .secret();
    REDIS_URL = Variable::of(Storage)
        .unset("queue, rate limits and caches live in the one process")
        .takes("redis://USER:PASSWORD@HOST:PORT/DATABASE, or rediss://… for TLS")
        .help("The Redis server that all processes share for the queue, rate limits and caches.")
        .secret();
    OATHGATE_REDIS_PREFIX = Variable::of(Storage)
        .default("oathgate")
        .takes("1 to 32 letters, digits, dots, underscores and hyphens")
        .help("What the names of all keys in Redis begin with, so that several installations can share one server.");
    OATHGATE_DATA_DIR = Variable::of(Storage)
        .default("data")
        .takes("the path of a directory")
        .help("Where `dev` keeps its database and its encryption key. Made, readable by its owner alone, where it \
               does not exist.");

    IMPORT_DATABASE_URL = Variable::of(Storage)
        .unset("`oathgate import database` has nothing to read")
        .takes("postgresql://USER:PASSWORD@HOST:PORT/NAME?sslmode=verify-full")
        .help("The database of the system that Oathgate replaces, for `oathgate import database` alone. It is only \
               read.")
        .secret();

    ENCRYPTION_KEY = Variable::of(Secrets)
        .unset("`dev` makes one and keeps it in OATHGATE_DATA_DIR; `serve` and `worker` need it")
        .takes("32 random bytes or more in base64 or hex, as `openssl rand -base64 32` prints them; several with \
                commas between: the first encrypts, all decrypt")
        .help("Encrypts signing keys, TOTP seeds and other secrets at rest, and makes links and tokens recognisable. \
               Keep a copy in a safe place: without it those secrets are lost.")
        .secret();

    SMTP_SERVER = Variable::of(Mail)
        .unset("`dev` captures mail and shows it at /dev/mailbox; `serve` and `worker` need it")
        .takes("the name or IP address of a host")
        .example("smtp.example.com")
        .help("The server that takes the mail.");
    SMTP_PORT = Variable::of(Mail)
        .unset("587 for starttls, 465 for tls, 25 for none")
        .takes("a number from 1 to 65535")
        .example("587")
        .help("Its port.");
    SMTP_USERNAME = Variable::of(Mail)
        .unset("no login")
        .takes("text; set SMTP_PASSWORD as well")
        .help("The name to log in with.");
    SMTP_PASSWORD = Variable::of(Mail)
        .unset("no login")
        .takes("text; set SMTP_USERNAME as well")
        .help("The password to log in with.")
        .secret();
    SMTP_SECURITY = Variable::of(Mail)
        .unset("starttls; tls where SMTP_PORT is 465")
        .takes("starttls, tls (from the first byte) or none (only for a server on this machine or a private network)")
        .example("starttls")
        .help("How the connection to SMTP_SERVER is encrypted.");
    MAIL_FROM = Variable::of(Mail)
        .unset("SMTP_USERNAME where that is an address; else `serve` and `worker` need it")
        .takes("an address, or a name and an address as Example <no-reply@example.com>")
        .example("\"Example <no-reply@example.com>\"")
        .help("The sender of every mail.");
    DEFAULT_LOCALE = Variable::of(Mail)
        .default("en")
        .takes("en or de")
        .help("The language of mail to people of whom nobody knows which one they read.");

    JWT_ALGORITHM = Variable::of(Tokens)
        .default("ES256")
        .takes("ES256, RS256, EdDSA or HS256")
        .help("How tokens are signed. HS256, with JWT_SECRET_KEY, is for first-party tokens only.");
    JWT_SECRET_KEY = Variable::of(Tokens)
        .unset("none; HS256 needs it")
        .takes("32 bytes or more, as `openssl rand -base64 48` prints them")
        .help("The secret that HS256 signs with. Other algorithms do not use it.")
        .secret();
    JWT_ACCESS_TOKEN_EXPIRE_MINUTES = Variable::of(Tokens)
        .default("30")
        .takes("a number from 1 to 1440")
        .help("How long an access token lives, in minutes.");
    JWT_REFRESH_TOKEN_EXPIRE_DAYS = Variable::of(Tokens)
        .default("7")
        .takes("a number from 1 to 365")
        .help("How long a refresh token lives, in days. Each use gives a new one with the full time.");
    REFRESH_REUSE_GRACE_SECONDS = Variable::of(Tokens)
        .default("10")
        .takes("a number from 0 to 300")
        .help("A refresh token that comes a second time within so many seconds gets the same answer again (two tabs, \
               a lost answer). Later than that it counts as stolen, and its whole family is revoked.");
    SIGNING_KEY_ROTATION_DAYS = Variable::of(Tokens)
        .default("90")
        .takes("a number from 0 to 3650; 0 leaves it to `oathgate key rotate`")
        .help("After how many days another key signs. It is published an hour before, and the old one verifies until \
               the last token that it signed is dead.");
    OAUTH_REQUIRE_PAR = Variable::of(Tokens)
        .default("off")
        .takes("on or off")
        .help("Whether every OAuth client must push its authorization requests (RFC 9126). Single clients are made to \
               by `oathgate client create --require-par`.");
    OAUTH_DPOP_NONCE = Variable::of(Tokens)
        .default("on")
        .takes("on or off")
        .help("Whether DPoP proofs must hold a nonce of the server (RFC 9449 §8). off is for clients that know no \
               nonces; a proof that was made ahead of time is then good for five minutes.");

    OAUTH_REGISTRATION = Variable::of(Tokens)
        .default("off")
        .takes("off, token or open")
        .help("Whether clients may register themselves (RFC 7591): not at all, with an initial access token that \
               `oathgate client registration-token create` makes, or without. What registers itself is never \
               first-party, and gets the scopes openid, profile, email and offline_access at most.");
    OAUTH_REGISTRATION_UNUSED_DAYS = Variable::of(Tokens)
        .default("30")
        .takes("a number from 0 to 3650; 0 keeps them")
        .help("After how many days a client is deleted that registered itself without a token, and to which nobody \
               has agreed.");

    OAUTH_CLIENT_ID_METADATA_DOCUMENTS = Variable::of(Tokens)
        .default("off")
        .takes("on or off")
        .help("Whether a client id may be an https address at which the client publishes its metadata \
               (draft-ietf-oauth-client-id-metadata-document), so that nobody needs to register it. Such a client is \
               asked about like one that registered itself, and forgotten after as many days.");

    OAUTH2_CLIENT_ID = Variable::of(FirstClient)
        .unset("no client is created")
        .takes("1 to 255 visible ASCII characters without blanks, other than oathgate; set OAUTH2_REDIRECT_URI as well")
        .help("A first client, created at start where it does not exist.");
    OAUTH2_CLIENT_SECRET = Variable::of(FirstClient)
        .unset("a public client, which has no secret")
        .takes("24 characters or more; set OAUTH2_CLIENT_ID as well")
        .help("The secret of the first client.")
        .secret();
    OAUTH2_REDIRECT_URI = Variable::of(FirstClient)
        .unset("no client is created")
        .takes("an absolute address without fragment; https, unless loopback or an app's own scheme")
        .example("http://localhost:3000/callback")
        .help("Where the first client gets its answers.");

    ACCOUNT_ERASURE_GRACE_DAYS = Variable::of(Keeping)
        .default("14")
        .takes("a number from 0 to 90")
        .help("How long an account can still be kept after its owner has asked to delete it, in days. 0 deletes it at \
               once.");
    DATA_EXPORT_DAYS = Variable::of(Keeping)
        .default("7")
        .takes("a number from 1 to 90")
        .help("How long a file with everything that is kept of a person, which they asked for, can be downloaded, in \
               days.");
    KEEP_ENDED_DAYS = Variable::of(Keeping)
        .default("7")
        .takes("a number from 1 to 365")
        .help("How long sessions, grants, codes and mailed links are kept after their end, in days.");
    KEEP_RUNS_DAYS = Variable::of(Keeping)
        .default("30")
        .takes("a number from 1 to 3650")
        .help("How long workflow runs are kept after their end, with their history, in days.");
    KEEP_DEVICES_DAYS = Variable::of(Keeping)
        .default("400")
        .takes("a number from 1 to 3650")
        .help("How long a device is known to an account after it was last used, in days. The next sign-in with it is \
               told to the owner as that of a new one.");

    RATE_LIMIT = Variable::of(Operation)
        .default("on")
        .takes("on or off")
        .help("Whether requests are limited. off is for benchmarks and tests: anybody may then guess passwords as fast \
               as they like.");
    AUDIT_RETENTION_DAYS = Variable::of(Operation)
        .default("400")
        .takes("a number from 0 to 36500; 0 keeps everything")
        .help("How long the audit trail is kept, in days. Workers delete what is older once an hour.");
    LOG_FORMAT = Variable::of(Operation)
        .unset("text on a terminal, else json")
        .takes("json or text")
        .example("json")
        .help("The form of log lines. They go to standard error.");
    RUST_LOG = Variable::of(Operation)
        .default("info,hyper=warn,rustls=warn,tokio_postgres=warn,refinery_core=warn")
        .takes("levels (error, warn, info, debug, trace, off), also by module, as info,oathgate_worker=debug")
        .help("What is logged.");
    OTEL_EXPORTER_OTLP_ENDPOINT = Variable::of(Operation)
        .unset("nowhere")
        .takes("an http or https address")
        .example("http://localhost:4318")
        .help("Where traces are sent (OTLP over HTTP, to /v1/traces below this address). Headers that the receiver \
               wants go into the environment as OTEL_EXPORTER_OTLP_HEADERS.");
    OTEL_TRACES_SAMPLER_ARG = Variable::of(Operation)
        .default("1")
        .takes("a number from 0 to 1")
        .help("Which part of the traces that begin here is recorded. What a trusted proxy has decided (traceparent) \
               is followed.");
    OATHGATE_SLOW_STATEMENT_MILLISECONDS = Variable::of(Operation)
        .default("500")
        .takes("a number from 0 to 60000; 0 logs none")
        .help("A database statement that takes so long is logged by its name, without its values.");

    OATHGATE_PASSWORD_ITERATIONS = Variable::of(Sizing)
        .default("600000")
        .takes("a number from 1000 to 10000000; for `serve`, 600000 or more")
        .help("Rounds of PBKDF2-HMAC-SHA256 for a password. Stored passwords follow at the next sign-in.");
    OATHGATE_HASH_THREADS = Variable::of(Sizing)
        .unset("one for every core")
        .takes("a number from 1 to 256")
        .example("2")
        .help("How many passwords are hashed at a time.");
    OATHGATE_DATABASE_POOL = Variable::of(Sizing)
        .default("16")
        .takes("a number from 2 to 500")
        .help("Most connections of this process to PostgreSQL.");
    OATHGATE_WORKER_SLOTS = Variable::of(Sizing)
        .default("32")
        .takes("a number from 1 to 512")
        .help("How many workflow runs a worker carries out at a time.");
    OATHGATE_LEASE_SECONDS = Variable::of(Sizing)
        .default("30")
        .takes("a number from 5 to 600")
        .help("How long a workflow run belongs to a worker without a sign of life. A run whose worker died is taken up \
               by another after this time.");
    OATHGATE_SHUTDOWN_DELAY_SECONDS = Variable::of(Sizing)
        .default("0")
        .takes("a number from 0 to 120")
        .help("How long the server goes on taking requests after SIGTERM while /health/ready already says 503, so that \
               a load balancer notices. SIGINT does not wait.");
    OATHGATE_SHUTDOWN_SECONDS = Variable::of(Sizing)
        .default("25")
        .takes("a number from 1 to 600")
        .help("How long requests and workflow steps that are under way get to finish when the process is told to stop.");

    POSTGRES_PASSWORD = Variable::of(Compose)
        .unset("docker compose does not start")
        .takes("letters and digits, as `openssl rand -hex 24` prints them")
        .help("The password of the Postgres in docker-compose.yml.")
        .secret();
    REDIS_PASSWORD = Variable::of(Compose)
        .unset("docker compose does not start")
        .takes("letters and digits, as `openssl rand -hex 24` prints them")
        .help("The password of the Redis in docker-compose.yml.")
        .secret();
    GRAFANA_PASSWORD = Variable::of(Compose)
        .unset("docker-compose.prod.yml does not start")
        .takes("letters and digits, as `openssl rand -hex 12` prints them")
        .help("The password of the user admin of the Grafana in docker-compose.prod.yml.")
        .secret();
    SITE = Variable::of(Compose)
        .unset("docker-compose.prod.yml does not start")
        .takes("the name of a host")
        .example("login.example.com")
        .help("The name that people reach docker-compose.prod.yml by. Its proxy gets a certificate for it.");
    IMAGE = Variable::of(Compose)
        .default("oathgate:latest")
        .takes("the name of an image")
        .help("The image that docker-compose.prod.yml runs; built from this folder where it does not exist.");
}

/// The setting of this name, as far as the program reads it.
pub fn find(name: &str) -> Option<&'static Variable> {
    ALL.iter().copied().find(|variable| variable.name == name && variable.group != Compose)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_setting_is_described_and_there_once() {
        let mut names = BTreeSet::new();
        for variable in ALL {
            assert!(names.insert(variable.name), "{} is there twice", variable.name);
            assert!(variable.help.ends_with('.'), "{}: {}", variable.name, variable.help);
            assert!(!variable.takes.is_empty() && !variable.takes.ends_with('.'), "{}", variable.name);
        }
        assert!(ALL.is_sorted_by_key(|variable| variable.group), "by group");
    }
}
