from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ClientChange")


@_attrs_define
class ClientChange:
    """What to change of a client. What is left out stays as it is; `null` or an empty text removes it, where a
    client may be without it.

        Example:
            {'client_name': 'Shop', 'client_uri': 'https://shop.example.com', 'is_first_party': False, 'redirect_uris':
                ['https://shop.example.com/callback'], 'scope': 'openid profile email'}

        Attributes:
            client_name (str | Unset): Its name, as people see it.
            client_uri (None | str | Unset): Its home page, which people see too.
            redirect_uris (list[str] | Unset): Where people may be sent back to.
            scope (str | Unset): What it may ask for, between spaces.
            is_first_party (bool | Unset): Whether it is the operator's own, so that people are not asked whether they
                agree.
    """

    client_name: str | Unset = UNSET
    client_uri: None | str | Unset = UNSET
    redirect_uris: list[str] | Unset = UNSET
    scope: str | Unset = UNSET
    is_first_party: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        client_name = self.client_name

        client_uri: None | str | Unset
        if isinstance(self.client_uri, Unset):
            client_uri = UNSET
        else:
            client_uri = self.client_uri

        redirect_uris: list[str] | Unset = UNSET
        if not isinstance(self.redirect_uris, Unset):
            redirect_uris = self.redirect_uris

        scope = self.scope

        is_first_party = self.is_first_party

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if client_name is not UNSET:
            field_dict["client_name"] = client_name
        if client_uri is not UNSET:
            field_dict["client_uri"] = client_uri
        if redirect_uris is not UNSET:
            field_dict["redirect_uris"] = redirect_uris
        if scope is not UNSET:
            field_dict["scope"] = scope
        if is_first_party is not UNSET:
            field_dict["is_first_party"] = is_first_party

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        client_name = d.pop("client_name", UNSET)

        def _parse_client_uri(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        client_uri = _parse_client_uri(d.pop("client_uri", UNSET))

        redirect_uris = cast(list[str], d.pop("redirect_uris", UNSET))

        scope = d.pop("scope", UNSET)

        is_first_party = d.pop("is_first_party", UNSET)

        client_change = cls(
            client_name=client_name,
            client_uri=client_uri,
            redirect_uris=redirect_uris,
            scope=scope,
            is_first_party=is_first_party,
        )

        return client_change
