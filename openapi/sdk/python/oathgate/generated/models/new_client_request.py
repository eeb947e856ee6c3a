from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.preset import Preset
from ..types import UNSET, Unset

T = TypeVar("T", bound="NewClientRequest")


@_attrs_define
class NewClientRequest:
    """What a new client is to be.

    Example:
        {'client_id': 'shop', 'client_name': 'Shop', 'client_uri': 'https://shop.example.com', 'is_first_party': False,
            'preset': 'web', 'redirect_uris': ['https://shop.example.com/callback']}

    Attributes:
        preset (Preset): What kind of program a client is. It settles how the client shows that it is itself, and what
            it may
            ask tokens for with.
        client_name (str): Its name, as people see it.
        client_id (str | Unset): Its id; drawn where none is given.
        client_uri (str | Unset): Its home page, which people see too.
        redirect_uris (list[str] | Unset): Where people may be sent back to; none for `machine`.
        scope (str | Unset): What it may ask for, between spaces. Without: what the preset usually needs.
        subject_type (str | Unset): `public`, or `pairwise` for a client that knows people by a subject of its sector
            alone. Without: `public`.
        sector_identifier_uri (str | Unset): Where the redirect URIs of all clients of its sector are listed, in a JSON
            array. It is fetched. A pairwise
            client whose redirect URIs have several hosts needs it.
        is_first_party (bool | Unset): Whether it is the operator's own, so that people are not asked whether they
            agree. Default: False.
    """

    preset: Preset
    client_name: str
    client_id: str | Unset = UNSET
    client_uri: str | Unset = UNSET
    redirect_uris: list[str] | Unset = UNSET
    scope: str | Unset = UNSET
    subject_type: str | Unset = UNSET
    sector_identifier_uri: str | Unset = UNSET
    is_first_party: bool | Unset = False

    def to_dict(self) -> dict[str, Any]:
        preset = self.preset.value

        client_name = self.client_name

        client_id = self.client_id

        client_uri = self.client_uri

        redirect_uris: list[str] | Unset = UNSET
        if not isinstance(self.redirect_uris, Unset):
            redirect_uris = self.redirect_uris

        scope = self.scope

        subject_type = self.subject_type

        sector_identifier_uri = self.sector_identifier_uri

        is_first_party = self.is_first_party

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "preset": preset,
                "client_name": client_name,
            }
        )
        if client_id is not UNSET:
            field_dict["client_id"] = client_id
        if client_uri is not UNSET:
            field_dict["client_uri"] = client_uri
        if redirect_uris is not UNSET:
            field_dict["redirect_uris"] = redirect_uris
        if scope is not UNSET:
            field_dict["scope"] = scope
        if subject_type is not UNSET:
            field_dict["subject_type"] = subject_type
        if sector_identifier_uri is not UNSET:
            field_dict["sector_identifier_uri"] = sector_identifier_uri
        if is_first_party is not UNSET:
            field_dict["is_first_party"] = is_first_party

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        preset = Preset(d.pop("preset"))

        client_name = d.pop("client_name")

        client_id = d.pop("client_id", UNSET)

        client_uri = d.pop("client_uri", UNSET)

        redirect_uris = cast(list[str], d.pop("redirect_uris", UNSET))

        scope = d.pop("scope", UNSET)

        subject_type = d.pop("subject_type", UNSET)

        sector_identifier_uri = d.pop("sector_identifier_uri", UNSET)

        is_first_party = d.pop("is_first_party", UNSET)

        new_client_request = cls(
            preset=preset,
            client_name=client_name,
            client_id=client_id,
            client_uri=client_uri,
            redirect_uris=redirect_uris,
            scope=scope,
            subject_type=subject_type,
            sector_identifier_uri=sector_identifier_uri,
            is_first_party=is_first_party,
        )

        return new_client_request
