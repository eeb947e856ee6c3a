from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ClientMetadataBody")


@_attrs_define
class ClientMetadataBody:
    """What a client may say of itself (RFC 7591, section 2). What is not known here is ignored.

    Example:
        {'client_name': 'Photo Books', 'redirect_uris': ['https://photos.example.com/callback'], 'grant_types':
            ['authorization_code', 'refresh_token'], 'token_endpoint_auth_method': 'client_secret_basic', 'scope': 'openid
            profile email'}

    Attributes:
        client_id (str | Unset): Only to change a client: its id.
        redirect_uris (list[str] | Unset): Where people are sent back to.
        client_name (str | Unset): Its name. Without: the host of the first redirect URI.
        client_uri (str | Unset): Its home page.
        token_endpoint_auth_method (str | Unset): `none`, `client_secret_basic` (where nothing is said),
            `client_secret_post`, `client_secret_jwt` or
            `private_key_jwt`.
        grant_types (list[str] | Unset): `authorization_code` (where nothing is said), `refresh_token` or
            `urn:ietf:params:oauth:grant-type:device_code`; with an initial access token `client_credentials`, too.
        response_types (list[str] | Unset): `code`.
        scope (str | Unset): What it may ask for. Without: everything that the server gives to every client.
        jwks (Any | Unset): Its public keys.
        jwks_uri (str | Unset): Where it publishes its public keys.
        id_token_signed_response_alg (str | Unset): How its ID tokens are signed.
        contacts (list[str] | Unset): Who is responsible for it.
        logo_uri (str | Unset): Its logo.
        policy_uri (str | Unset): What it does with data of people.
        tos_uri (str | Unset): Its terms.
    """

    client_id: str | Unset = UNSET
    redirect_uris: list[str] | Unset = UNSET
    client_name: str | Unset = UNSET
    client_uri: str | Unset = UNSET
    token_endpoint_auth_method: str | Unset = UNSET
    grant_types: list[str] | Unset = UNSET
    response_types: list[str] | Unset = UNSET
    scope: str | Unset = UNSET
    jwks: Any | Unset = UNSET
    jwks_uri: str | Unset = UNSET
    id_token_signed_response_alg: str | Unset = UNSET
    contacts: list[str] | Unset = UNSET
    logo_uri: str | Unset = UNSET
    policy_uri: str | Unset = UNSET
    tos_uri: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        client_id = self.client_id

        redirect_uris: list[str] | Unset = UNSET
        if not isinstance(self.redirect_uris, Unset):
            redirect_uris = self.redirect_uris

        client_name = self.client_name

        client_uri = self.client_uri

        token_endpoint_auth_method = self.token_endpoint_auth_method

        grant_types: list[str] | Unset = UNSET
        if not isinstance(self.grant_types, Unset):
            grant_types = self.grant_types

        response_types: list[str] | Unset = UNSET
        if not isinstance(self.response_types, Unset):
            response_types = self.response_types

        scope = self.scope

        jwks = self.jwks

        jwks_uri = self.jwks_uri

        id_token_signed_response_alg = self.id_token_signed_response_alg

        contacts: list[str] | Unset = UNSET
        if not isinstance(self.contacts, Unset):
            contacts = self.contacts

        logo_uri = self.logo_uri

        policy_uri = self.policy_uri

        tos_uri = self.tos_uri

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if client_id is not UNSET:
            field_dict["client_id"] = client_id
        if redirect_uris is not UNSET:
            field_dict["redirect_uris"] = redirect_uris
        if client_name is not UNSET:
            field_dict["client_name"] = client_name
        if client_uri is not UNSET:
            field_dict["client_uri"] = client_uri
        if token_endpoint_auth_method is not UNSET:
            field_dict["token_endpoint_auth_method"] = token_endpoint_auth_method
        if grant_types is not UNSET:
            field_dict["grant_types"] = grant_types
        if response_types is not UNSET:
            field_dict["response_types"] = response_types
        if scope is not UNSET:
            field_dict["scope"] = scope
        if jwks is not UNSET:
            field_dict["jwks"] = jwks
        if jwks_uri is not UNSET:
            field_dict["jwks_uri"] = jwks_uri
        if id_token_signed_response_alg is not UNSET:
            field_dict["id_token_signed_response_alg"] = id_token_signed_response_alg
        if contacts is not UNSET:
            field_dict["contacts"] = contacts
        if logo_uri is not UNSET:
            field_dict["logo_uri"] = logo_uri
        if policy_uri is not UNSET:
            field_dict["policy_uri"] = policy_uri
        if tos_uri is not UNSET:
            field_dict["tos_uri"] = tos_uri

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        client_id = d.pop("client_id", UNSET)

        redirect_uris = cast(list[str], d.pop("redirect_uris", UNSET))

        client_name = d.pop("client_name", UNSET)

        client_uri = d.pop("client_uri", UNSET)

        token_endpoint_auth_method = d.pop("token_endpoint_auth_method", UNSET)

        grant_types = cast(list[str], d.pop("grant_types", UNSET))

        response_types = cast(list[str], d.pop("response_types", UNSET))

        scope = d.pop("scope", UNSET)

        jwks = d.pop("jwks", UNSET)

        jwks_uri = d.pop("jwks_uri", UNSET)

        id_token_signed_response_alg = d.pop("id_token_signed_response_alg", UNSET)

        contacts = cast(list[str], d.pop("contacts", UNSET))

        logo_uri = d.pop("logo_uri", UNSET)

        policy_uri = d.pop("policy_uri", UNSET)

        tos_uri = d.pop("tos_uri", UNSET)

        client_metadata_body = cls(
            client_id=client_id,
            redirect_uris=redirect_uris,
            client_name=client_name,
            client_uri=client_uri,
            token_endpoint_auth_method=token_endpoint_auth_method,
            grant_types=grant_types,
            response_types=response_types,
            scope=scope,
            jwks=jwks,
            jwks_uri=jwks_uri,
            id_token_signed_response_alg=id_token_signed_response_alg,
            contacts=contacts,
            logo_uri=logo_uri,
            policy_uri=policy_uri,
            tos_uri=tos_uri,
        )

        return client_metadata_body
