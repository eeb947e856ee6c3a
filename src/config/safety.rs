//! What may not be so where strangers can reach the server, and what an operator should at least know.

use super::{
    Settings,
    addresses::is_loopback,
    catalogue::{
        BACKEND_URL, BIND_ADDRESS, ENCRYPTION_KEY, FRONTEND_URL, JWT_SECRET_KEY, MAIL_FROM,
        OATHGATE_PASSWORD_ITERATIONS, OAUTH2_CLIENT_SECRET, RATE_LIMIT, SMTP_SECURITY, SMTP_SERVER,
        SSL_CERT_PATH, SSL_KEY_PATH,
    },
    problems::Problem,
    variable::Variable,
};
use oathgate_domain::secret::Secret;
use std::{fs::File, path::Path};
use url::Url;

/// Fewest rounds of PBKDF2-HMAC-SHA256 (OWASP Password Storage Cheat Sheet).
pub const LEAST_ITERATIONS: u32 = 600_000;
/// Fewest characters of a client's secret.
const LEAST_CLIENT_SECRET: usize = 24;
/// Fewest different characters of a secret that somebody drew at random.
const LEAST_DIFFERENT: usize = 10;
/// Secrets that stand in documentation for everybody to read.
const PUBLISHED: [&str; 5] = [
    "your-super-secret-jwt-key-change-in-production",
    "your-production-secret-key-256-bits",
    "oauth2-client-secret",
    "your-production-client-secret",
    "your-secret-key-here-change-in-production",
];

/// Everything that keeps these settings from production.
pub(super) fn production(settings: &Settings) -> Vec<Problem> {
    let mut problems = Vec::new();
    let addresses = &settings.addresses;
    for (variable, url) in [(&BACKEND_URL, &addresses.backend), (&FRONTEND_URL, &addresses.frontend)] {
        if is_insecure(url)
            && !(variable.name == FRONTEND_URL.name && addresses.frontend == addresses.backend)
        {
            problems.push(Problem::new(
                variable.name,
                format!("\"{url}\" is plain http, by which passwords and tokens can be read; use https"),
            ));
        }
    }
    if let Some(tls) = &addresses.tls {
        for (variable, path) in [(&SSL_CERT_PATH, &tls.certificate), (&SSL_KEY_PATH, &tls.key)] {
            problems.extend(unreadable(variable, path));
        }
    }
    if settings.tokens.encryption_key.is_none() {
        problems.push(Problem::missing(
            &ENCRYPTION_KEY,
            "make one with `openssl rand -base64 32` and keep a copy (that of `dev` is in its data directory)",
        ));
    }
    if let Some(secret) = &settings.tokens.shared_secret {
        let remedy = "make one with `openssl rand -base64 48`, or use JWT_ALGORITHM=ES256, which needs none";
        problems.extend(guessable(&JWT_SECRET_KEY, secret, 0, remedy));
    }
    if let Some(secret) = settings.first_client.as_ref().and_then(|client| client.secret.as_ref()) {
        let remedy = "make one with `openssl rand -base64 32`";
        problems.extend(guessable(&OAUTH2_CLIENT_SECRET, secret, LEAST_CLIENT_SECRET, remedy));
    }
    if settings.mail.smtp.is_none() {
        problems.push(Problem::missing(&SMTP_SERVER, "without it nobody gets a mail"));
    }
    if settings.mail.from.is_none() {
        problems.push(Problem::missing(&MAIL_FROM, "mail needs a sender"));
    }
    if settings.mail.exposes_password() {
        problems.push(Problem::new(
            SMTP_SECURITY.name,
            "\"none\" would send SMTP_PASSWORD over the network in clear; use starttls or tls",
        ));
    }
    let iterations = settings.operation.password_iterations.get();
    if iterations < LEAST_ITERATIONS {
        problems.push(Problem::value(&OATHGATE_PASSWORD_ITERATIONS, &iterations.to_string(), None));
    }
    problems
}

/// What an operator of `serve` or `worker` should know.
pub(super) fn doubts(settings: &Settings) -> Vec<String> {
    let mut doubts = common_doubts(settings);
    let addresses = &settings.addresses;
    let https = addresses.backend.scheme() == "https";
    if https && addresses.tls.is_none() && addresses.trusted_proxies.is_empty() {
        doubts.push(
            "BACKEND_URL is https and the server itself speaks plain http, so there is a proxy in front; name it in \
             TRUSTED_PROXIES, or all clients seem to have its address"
                .to_owned(),
        );
    }
    if settings.mail.leaves_in_clear() {
        doubts.push("SMTP_SECURITY is none: links that set passwords cross the network in clear".to_owned());
    }
    doubts
}

/// What somebody who runs `dev` should know.
pub(super) fn dev_doubts(settings: &Settings) -> Vec<String> {
    let mut doubts = common_doubts(settings);
    let bind = settings.addresses.bind;
    if settings.mail.smtp.is_none() && !bind.ip().is_loopback() {
        doubts.push(format!(
            "{} is {bind}: whoever reaches this address can read the captured mail and set passwords by its links",
            BIND_ADDRESS.name
        ));
    }
    let iterations = settings.operation.password_iterations.get();
    if iterations < LEAST_ITERATIONS {
        doubts.push(format!(
            "{} is {iterations}: passwords that are set now are easier to guess for whoever gets the database",
            OATHGATE_PASSWORD_ITERATIONS.name
        ));
    }
    doubts
}

fn common_doubts(settings: &Settings) -> Vec<String> {
    let mut doubts = Vec::new();
    if !settings.operation.rate_limit {
        doubts
            .push(format!("{} is off: passwords can be guessed as fast as they are hashed", RATE_LIMIT.name));
    }
    doubts
}

fn is_insecure(url: &Url) -> bool {
    url.scheme() == "http" && !is_loopback(url)
}

fn guessable(variable: &Variable, secret: &Secret, least: usize, remedy: &str) -> Option<Problem> {
    let text = secret.expose();
    let mut different: Vec<char> = text.chars().collect();
    different.sort_unstable();
    different.dedup();
    let why = if PUBLISHED.contains(&text) {
        "(hidden) stands in published documentation, so everybody knows it"
    } else if text.chars().count() < least {
        "(hidden) is too short"
    } else if different.len() < LEAST_DIFFERENT {
        "(hidden) repeats itself too much to be random"
    } else {
        return None;
    };
    Some(Problem::new(variable.name, format!("{why}; {remedy}")))
}

fn unreadable(variable: &Variable, path: &Path) -> Option<Problem> {
    let error = File::open(path).err()?;
    Some(Problem::new(variable.name, format!("{:?} cannot be read: {error}", path.display().to_string())))
}
