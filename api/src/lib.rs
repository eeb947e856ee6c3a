//! The HTTP side of Oathgate: its server loop, what surrounds every request, and the operations.
//! Everything here is thin: it reads what was asked, calls one use case and writes down the answer.

mod admin;
mod app;
mod auth;
pub mod body;
pub mod context;
pub mod document;
pub mod edge;
pub mod health;
pub mod metrics;
mod oauth;
pub mod pages;
pub mod problem;
pub mod security;
pub mod server;
mod tags;
mod users;

pub use admin::AdminUseCases;
pub use app::{AppSettings, Surroundings, UseCases, app, app_without_web_app, openapi, operations};
pub use oauth::OAuthUseCases;
