//! The use cases of OAuth from a client's request to the end of what it was granted, over a real
//! store and with real keys.

#![expect(clippy::unwrap_used, reason = "a case that cannot go on has failed")]

#[path = "oauth_flows/asking.rs"]
mod asking;
#[path = "oauth_flows/assertions.rs"]
mod assertions;
#[path = "oauth_flows/claims.rs"]
mod claims;
#[path = "oauth_flows/clients.rs"]
mod clients;
#[path = "oauth_flows/devices.rs"]
mod devices;
#[path = "oauth_flows/documents.rs"]
mod documents;
#[path = "oauth_flows/exchanging.rs"]
mod exchanging;
#[path = "oauth_flows/keys.rs"]
mod keys;
#[path = "oauth_flows/pairwise.rs"]
mod pairwise;
#[path = "oauth_flows/possession.rs"]
mod possession;
#[path = "oauth_flows/pushing.rs"]
mod pushing;
#[path = "oauth_flows/refreshing.rs"]
mod refreshing;
#[path = "oauth_flows/refusing.rs"]
mod refusing;
#[path = "oauth_flows/registering.rs"]
mod registering;
#[path = "oauth_flows/resources.rs"]
mod resources;
#[path = "oauth_flows/scopes.rs"]
mod scopes;
#[path = "oauth_flows/signing_in_again.rs"]
mod signing_in_again;
#[path = "oauth_flows/token_exchange.rs"]
mod token_exchange;
#[path = "oauth_flows/using.rs"]
mod using;
#[path = "oauth_flows/whole_way.rs"]
mod whole_way;
#[path = "oauth_flows/world.rs"]
mod world;
