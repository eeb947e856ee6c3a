//! The HTTP side of Oathgate: its server loop, what surrounds every request, and the operations.
//! Everything here is thin: it reads what was asked, calls one use case and writes down the answer.

pub mod body;
pub mod context;
pub mod edge;
pub mod problem;
pub mod server;
