//! What progenitor has written.

#![allow(clippy::all, reason = "it is generated")]

include!(concat!(env!("OUT_DIR"), "/client.rs"));
