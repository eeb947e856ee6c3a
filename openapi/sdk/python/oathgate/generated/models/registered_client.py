from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="RegisteredClient")


@_attrs_define
class RegisteredClient:
    """A client that has registered itself (RFC 7591, section 3.2.1), with everything that is registered about it.

    Example:
        {'client_id': 'bbe6a7b9-9102-4785-8264-c49900557abc', 'client_id_issued_at': 1795843130, 'client_name': 'Photo
            Books', 'client_secret': 'ogs_czC4JE75YukSLxbMUWTL9i4mEr7S2FnSvCicZ3HV7yE', 'client_secret_expires_at': 0,
            'grant_types': ['authorization_code', 'refresh_token'], 'redirect_uris':
            ['https://photos.example.com/callback'], 'registration_access_token':
            'ogm_ldG6jF1utbskIPOgTEno8qpGelBmOG17L_sBJb-ZTDQ', 'registration_client_uri':
            'https://id.example.com/oauth/register/bbe6a7b9-9102-4785-8264-c49900557abc', 'response_types': ['code'],
            'scope': 'email openid profile', 'token_endpoint_auth_method': 'client_secret_basic'}

    Attributes:
        client_id (str): Its id.
        client_id_issued_at (int): When it was made, in seconds since 1970.
        registration_client_uri (str): Where the client looks after itself.
        registration_access_token (str): The token by which it does.
        redirect_uris (list[str]): Where people are sent back to.
        client_name (str): Its name.
        token_endpoint_auth_method (str): How it shows that it is itself.
        grant_types (list[str]): What it may ask tokens for with.
        response_types (list[str]): What it may ask for at `/oauth/authorize`; none where it sends nobody there.
        scope (str): What it may ask for.
        client_secret (str | Unset): Its secret, where it has one; shown when it is made alone.
        client_secret_expires_at (int | Unset): 0: never.
    """

    client_id: str
    client_id_issued_at: int
    registration_client_uri: str
    registration_access_token: str
    redirect_uris: list[str]
    client_name: str
    token_endpoint_auth_method: str
    grant_types: list[str]
    response_types: list[str]
    scope: str
    client_secret: str | Unset = UNSET
    client_secret_expires_at: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        client_id = self.client_id

        client_id_issued_at = self.client_id_issued_at

        registration_client_uri = self.registration_client_uri

        registration_access_token = self.registration_access_token

        redirect_uris = self.redirect_uris

        client_name = self.client_name

        token_endpoint_auth_method = self.token_endpoint_auth_method

        grant_types = self.grant_types

        response_types = self.response_types

        scope = self.scope

        client_secret = self.client_secret

        client_secret_expires_at = self.client_secret_expires_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "client_id": client_id,
                "client_id_issued_at": client_id_issued_at,
                "registration_client_uri": registration_client_uri,
                "registration_access_token": registration_access_token,
                "redirect_uris": redirect_uris,
                "client_name": client_name,
                "token_endpoint_auth_method": token_endpoint_auth_method,
                "grant_types": grant_types,
                "response_types": response_types,
                "scope": scope,
            }
        )
        if client_secret is not UNSET:
            field_dict["client_secret"] = client_secret
        if client_secret_expires_at is not UNSET:
            field_dict["client_secret_expires_at"] = client_secret_expires_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        client_id = d.pop("client_id")

        client_id_issued_at = d.pop("client_id_issued_at")

        registration_client_uri = d.pop("registration_client_uri")

        registration_access_token = d.pop("registration_access_token")

        redirect_uris = cast(list[str], d.pop("redirect_uris"))

        client_name = d.pop("client_name")

        token_endpoint_auth_method = d.pop("token_endpoint_auth_method")

        grant_types = cast(list[str], d.pop("grant_types"))

        response_types = cast(list[str], d.pop("response_types"))

        scope = d.pop("scope")

        client_secret = d.pop("client_secret", UNSET)

        client_secret_expires_at = d.pop("client_secret_expires_at", UNSET)

        registered_client = cls(
            client_id=client_id,
            client_id_issued_at=client_id_issued_at,
            registration_client_uri=registration_client_uri,
            registration_access_token=registration_access_token,
            redirect_uris=redirect_uris,
            client_name=client_name,
            token_endpoint_auth_method=token_endpoint_auth_method,
            grant_types=grant_types,
            response_types=response_types,
            scope=scope,
            client_secret=client_secret,
            client_secret_expires_at=client_secret_expires_at,
        )

        registered_client.additional_properties = d
        return registered_client

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
