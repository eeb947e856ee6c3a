from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ClientDetails")


@_attrs_define
class ClientDetails:
    """An OAuth client. Its secret is not kept and not shown. The names are those of RFC 7591 §2.

    Example:
        {'client_id': 'shop', 'client_name': 'Shop', 'client_uri': 'https://shop.example.com', 'created_at':
            '2026-01-02T12:00:00Z', 'grant_types': ['authorization_code', 'refresh_token'], 'is_disabled': False,
            'is_first_party': False, 'redirect_uris': ['https://shop.example.com/callback'], 'scope': 'openid profile
            email', 'subject_type': 'public', 'token_endpoint_auth_method': 'client_secret_basic'}

    Attributes:
        client_id (str): Its id.
        client_name (str): Its name, as people see it.
        token_endpoint_auth_method (str): How it shows that it is itself; `none` for one that can keep no secret.
        redirect_uris (list[str]): Where people may be sent back to.
        grant_types (list[str]): What it may ask tokens for with.
        scope (str): What it may ask for, between spaces.
        subject_type (str): Whether it knows people as other clients do, `public`, or by a subject of its sector alone,
            `pairwise`.
        is_first_party (bool): Whether it is the operator's own, so that people are not asked whether they agree.
        is_disabled (bool): Whether it gets no tokens any more.
        created_at (datetime.datetime): When it was made.
        client_uri (str | Unset): Its home page.
        sector_identifier_uri (str | Unset): Where the redirect URIs of all clients of its sector are listed.
    """

    client_id: str
    client_name: str
    token_endpoint_auth_method: str
    redirect_uris: list[str]
    grant_types: list[str]
    scope: str
    subject_type: str
    is_first_party: bool
    is_disabled: bool
    created_at: datetime.datetime
    client_uri: str | Unset = UNSET
    sector_identifier_uri: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        client_id = self.client_id

        client_name = self.client_name

        token_endpoint_auth_method = self.token_endpoint_auth_method

        redirect_uris = self.redirect_uris

        grant_types = self.grant_types

        scope = self.scope

        subject_type = self.subject_type

        is_first_party = self.is_first_party

        is_disabled = self.is_disabled

        created_at = self.created_at.isoformat()

        client_uri = self.client_uri

        sector_identifier_uri = self.sector_identifier_uri

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "client_id": client_id,
                "client_name": client_name,
                "token_endpoint_auth_method": token_endpoint_auth_method,
                "redirect_uris": redirect_uris,
                "grant_types": grant_types,
                "scope": scope,
                "subject_type": subject_type,
                "is_first_party": is_first_party,
                "is_disabled": is_disabled,
                "created_at": created_at,
            }
        )
        if client_uri is not UNSET:
            field_dict["client_uri"] = client_uri
        if sector_identifier_uri is not UNSET:
            field_dict["sector_identifier_uri"] = sector_identifier_uri

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        client_id = d.pop("client_id")

        client_name = d.pop("client_name")

        token_endpoint_auth_method = d.pop("token_endpoint_auth_method")

        redirect_uris = cast(list[str], d.pop("redirect_uris"))

        grant_types = cast(list[str], d.pop("grant_types"))

        scope = d.pop("scope")

        subject_type = d.pop("subject_type")

        is_first_party = d.pop("is_first_party")

        is_disabled = d.pop("is_disabled")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        client_uri = d.pop("client_uri", UNSET)

        sector_identifier_uri = d.pop("sector_identifier_uri", UNSET)

        client_details = cls(
            client_id=client_id,
            client_name=client_name,
            token_endpoint_auth_method=token_endpoint_auth_method,
            redirect_uris=redirect_uris,
            grant_types=grant_types,
            scope=scope,
            subject_type=subject_type,
            is_first_party=is_first_party,
            is_disabled=is_disabled,
            created_at=created_at,
            client_uri=client_uri,
            sector_identifier_uri=sector_identifier_uri,
        )

        client_details.additional_properties = d
        return client_details

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
