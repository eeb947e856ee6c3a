//! Requests of devices without a browser in storage (RFC 8628).

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{
    ids::AccountId,
    oauth::{AllowedDevice, ClientId, DeviceRequest, Poll},
    secret::TokenDigest,
};
use time::OffsetDateTime;

/// Requests of devices.
#[async_trait]
pub trait Devices: Send {
    /// Adds a request that waits. False, and nothing changed, where one of its codes is taken.
    async fn insert(&mut self, request: &DeviceRequest) -> Result<bool, PortError>;

    /// Notes that the device of `client` asks, and tells how far its request has come, in one
    /// statement. Each time that it asks too soon, it has to wait longer from then on.
    async fn poll(
        &mut self,
        device_code: TokenDigest,
        client: &ClientId,
        now: OffsetDateTime,
    ) -> Result<Option<Poll>, PortError>;

    /// Uses up a request of `client` that a person has agreed to and whose time is not up at `now`.
    /// Of any number at the same time one gets it.
    async fn take(
        &mut self,
        device_code: TokenDigest,
        client: &ClientId,
        now: OffsetDateTime,
    ) -> Result<Option<AllowedDevice>, PortError>;

    /// The request that waits at `now` for somebody with this code.
    async fn find_waiting(
        &mut self,
        user_code: TokenDigest,
        now: OffsetDateTime,
    ) -> Result<Option<DeviceRequest>, PortError>;

    /// Agrees to a request (its scopes stay as they were), or, without `allowed`, refuses it. False
    /// where none waits at `now`; of any number at the same time one gets true.
    async fn decide(
        &mut self,
        user_code: TokenDigest,
        allowed: Option<&AllowedDevice>,
        now: OffsetDateTime,
    ) -> Result<bool, PortError>;

    /// Counts a guess of an account, and tells how many there are since `since`. An older count is
    /// begun anew.
    async fn count_guess(
        &mut self,
        account: AccountId,
        since: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<u32, PortError>;

    /// Takes one counted guess back: it was none.
    async fn uncount_guess(&mut self, account: AccountId) -> Result<(), PortError>;
}
