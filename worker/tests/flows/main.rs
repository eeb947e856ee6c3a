//! The product's workflows over the embedded database: what they do, with virtual time, and that a
//! death at any call changes nothing of it.

#![expect(clippy::unwrap_used, reason = "what cannot go on in a test fails it")]

mod cases;
mod doom;
mod erasure;
mod export;
mod key_rotation;
mod logout;
mod new_device;
mod people;
mod replays;
mod scenes;
mod trace;
mod world;
