//! Every operation as a client meets it, on a real database.

mod auth;
mod document;
mod health;
mod pages;
mod users;
mod world;
