//! Builds the adapters that the settings ask for, and the use cases over them.

mod audit;
mod brand;
mod captured;
mod clients;
mod database;
mod engine;
mod foundation;
mod health;
mod keys;
mod limits;
mod mail;
mod peers;
mod schema;
mod signing;
mod tls;
mod tls_probe;
mod use_cases;
mod web;

pub(crate) use audit::{keep_trail, operate, operator, trail};
pub(crate) use captured::Captured;
pub(crate) use clients::{clients, make_docs_client, make_first_client, refusal_text};
pub(crate) use database::OpenDatabase;
pub(crate) use engine::{engine, schedules};
pub(crate) use foundation::{Foundation, redis};
pub(crate) use health::SiteHealth;
pub(crate) use keys::{kept_in, make_sure, master_keys};
pub(crate) use limits::keep_limits;
pub(crate) use mail::{MailRoute, smtp_mailer};
pub(crate) use peers::peers;
pub(crate) use schema::{require_current, wait_until_current};
pub(crate) use signing::{Signing, key_ring, open_keys};
pub(crate) use tls::check_certificate;
pub(crate) use tls_probe::pinned_client;
pub(crate) use use_cases::{UseCaseParts, hash_pool, links, set_up, use_cases};
pub(crate) use web::{Web, bind, listen};
