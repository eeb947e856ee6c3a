//! Builds the adapters.
