// Generated from the OpenAPI document. Changes here are lost.

//! What is made from the OpenAPI document.

mod operations;
/// The bodies of requests and answers.
pub mod types;
