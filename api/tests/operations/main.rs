//! Every operation as a client meets it, on a real database.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that panics has failed, as it should")]

mod admin;
mod auth;
mod clients;
mod document;
mod health;
mod pages;
mod users;
mod world;
