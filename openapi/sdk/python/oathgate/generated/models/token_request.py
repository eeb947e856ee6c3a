from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="TokenRequest")


@_attrs_define
class TokenRequest:
    """What a client asks tokens for with.

    Example:
        {'grant_type': 'authorization_code', 'code': 'ogc_HU0EgDfEk4LotbaCWlaOgM7mxrwg1jF6o9OhbldwIjw', 'redirect_uri':
            'https://photos.example.com/callback', 'code_verifier': '41Q8y-RiD3EBsu6W06Xt9GB1p7-GA6DEB_IJP1sEGBQ'}

    Attributes:
        grant_type (str): `authorization_code`, `refresh_token`, `client_credentials`,
            `urn:ietf:params:oauth:grant-type:device_code` or
            `urn:ietf:params:oauth:grant-type:token-exchange`.
        code (str | Unset): With `authorization_code`: the code.
        redirect_uri (str | Unset): With `authorization_code`: the redirect URI of the authorization request, if that
            named one.
        code_verifier (str | Unset): With `authorization_code`: what answers the challenge (RFC 7636).
        refresh_token (str | Unset): With `refresh_token`: the refresh token.
        device_code (str | Unset): With `urn:ietf:params:oauth:grant-type:device_code`: the code of the device (RFC
            8628).
        scope (str | Unset): Fewer scopes than were granted, or, with `client_credentials`, those that are wanted.
        resource (list[str] | Unset): The resources that the access token is for (RFC 8707): fewer than were granted,
            or, with
            `client_credentials`, those that are wanted. May be repeated.
        audience (list[str] | Unset): With token exchange (RFC 8693): further resources. May be repeated.
        subject_token (str | Unset): With token exchange: an access token that was issued to the client or is for it.
        subject_token_type (str | Unset): With token exchange: `urn:ietf:params:oauth:token-type:access_token`.
        actor_token (str | Unset): With token exchange: an access token of the client itself, which is to act for the
            subject.
        actor_token_type (str | Unset): With `actor_token`: `urn:ietf:params:oauth:token-type:access_token`.
        requested_token_type (str | Unset): With token exchange: `urn:ietf:params:oauth:token-type:access_token`, or
            nothing.
        client_id (str | Unset): The client, unless the header names it.
        client_secret (str | Unset): Its secret, unless the header has it.
        client_assertion_type (str | Unset): With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-
            bearer`.
        client_assertion (str | Unset): In place of a secret: a JWT that the client has signed (RFC 7523).
    """

    grant_type: str
    code: str | Unset = UNSET
    redirect_uri: str | Unset = UNSET
    code_verifier: str | Unset = UNSET
    refresh_token: str | Unset = UNSET
    device_code: str | Unset = UNSET
    scope: str | Unset = UNSET
    resource: list[str] | Unset = UNSET
    audience: list[str] | Unset = UNSET
    subject_token: str | Unset = UNSET
    subject_token_type: str | Unset = UNSET
    actor_token: str | Unset = UNSET
    actor_token_type: str | Unset = UNSET
    requested_token_type: str | Unset = UNSET
    client_id: str | Unset = UNSET
    client_secret: str | Unset = UNSET
    client_assertion_type: str | Unset = UNSET
    client_assertion: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        grant_type = self.grant_type

        code = self.code

        redirect_uri = self.redirect_uri

        code_verifier = self.code_verifier

        refresh_token = self.refresh_token

        device_code = self.device_code

        scope = self.scope

        resource: list[str] | Unset = UNSET
        if not isinstance(self.resource, Unset):
            resource = self.resource

        audience: list[str] | Unset = UNSET
        if not isinstance(self.audience, Unset):
            audience = self.audience

        subject_token = self.subject_token

        subject_token_type = self.subject_token_type

        actor_token = self.actor_token

        actor_token_type = self.actor_token_type

        requested_token_type = self.requested_token_type

        client_id = self.client_id

        client_secret = self.client_secret

        client_assertion_type = self.client_assertion_type

        client_assertion = self.client_assertion

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "grant_type": grant_type,
            }
        )
        if code is not UNSET:
            field_dict["code"] = code
        if redirect_uri is not UNSET:
            field_dict["redirect_uri"] = redirect_uri
        if code_verifier is not UNSET:
            field_dict["code_verifier"] = code_verifier
        if refresh_token is not UNSET:
            field_dict["refresh_token"] = refresh_token
        if device_code is not UNSET:
            field_dict["device_code"] = device_code
        if scope is not UNSET:
            field_dict["scope"] = scope
        if resource is not UNSET:
            field_dict["resource"] = resource
        if audience is not UNSET:
            field_dict["audience"] = audience
        if subject_token is not UNSET:
            field_dict["subject_token"] = subject_token
        if subject_token_type is not UNSET:
            field_dict["subject_token_type"] = subject_token_type
        if actor_token is not UNSET:
            field_dict["actor_token"] = actor_token
        if actor_token_type is not UNSET:
            field_dict["actor_token_type"] = actor_token_type
        if requested_token_type is not UNSET:
            field_dict["requested_token_type"] = requested_token_type
        if client_id is not UNSET:
            field_dict["client_id"] = client_id
        if client_secret is not UNSET:
            field_dict["client_secret"] = client_secret
        if client_assertion_type is not UNSET:
            field_dict["client_assertion_type"] = client_assertion_type
        if client_assertion is not UNSET:
            field_dict["client_assertion"] = client_assertion

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        grant_type = d.pop("grant_type")

        code = d.pop("code", UNSET)

        redirect_uri = d.pop("redirect_uri", UNSET)

        code_verifier = d.pop("code_verifier", UNSET)

        refresh_token = d.pop("refresh_token", UNSET)

        device_code = d.pop("device_code", UNSET)

        scope = d.pop("scope", UNSET)

        resource = cast(list[str], d.pop("resource", UNSET))

        audience = cast(list[str], d.pop("audience", UNSET))

        subject_token = d.pop("subject_token", UNSET)

        subject_token_type = d.pop("subject_token_type", UNSET)

        actor_token = d.pop("actor_token", UNSET)

        actor_token_type = d.pop("actor_token_type", UNSET)

        requested_token_type = d.pop("requested_token_type", UNSET)

        client_id = d.pop("client_id", UNSET)

        client_secret = d.pop("client_secret", UNSET)

        client_assertion_type = d.pop("client_assertion_type", UNSET)

        client_assertion = d.pop("client_assertion", UNSET)

        token_request = cls(
            grant_type=grant_type,
            code=code,
            redirect_uri=redirect_uri,
            code_verifier=code_verifier,
            refresh_token=refresh_token,
            device_code=device_code,
            scope=scope,
            resource=resource,
            audience=audience,
            subject_token=subject_token,
            subject_token_type=subject_token_type,
            actor_token=actor_token,
            actor_token_type=actor_token_type,
            requested_token_type=requested_token_type,
            client_id=client_id,
            client_secret=client_secret,
            client_assertion_type=client_assertion_type,
            client_assertion=client_assertion,
        )

        token_request.additional_properties = d
        return token_request

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
