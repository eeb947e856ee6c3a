from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.client_details import ClientDetails


T = TypeVar("T", bound="MadeClient")


@_attrs_define
class MadeClient:
    """A client with its secret, which is shown this once.

    Example:
        {'client': {'client_id': 'shop', 'client_name': 'Shop', 'client_uri': 'https://shop.example.com', 'created_at':
            '2026-01-02T12:00:00Z', 'grant_types': ['authorization_code', 'refresh_token'], 'is_disabled': False,
            'is_first_party': False, 'redirect_uris': ['https://shop.example.com/callback'], 'scope': 'openid profile
            email', 'subject_type': 'public', 'token_endpoint_auth_method': 'client_secret_basic'}, 'client_secret':
            'ogs_…'}

    Attributes:
        client (ClientDetails): An OAuth client. Its secret is not kept and not shown. The names are those of RFC 7591
            §2. Example: {'client_id': 'shop', 'client_name': 'Shop', 'client_uri': 'https://shop.example.com',
            'created_at': '2026-01-02T12:00:00Z', 'grant_types': ['authorization_code', 'refresh_token'], 'is_disabled':
            False, 'is_first_party': False, 'redirect_uris': ['https://shop.example.com/callback'], 'scope': 'openid profile
            email', 'subject_type': 'public', 'token_endpoint_auth_method': 'client_secret_basic'}.
        client_secret (str | Unset): Its secret; none where it has none.
    """

    client: ClientDetails
    client_secret: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        client = self.client.to_dict()

        client_secret = self.client_secret

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "client": client,
            }
        )
        if client_secret is not UNSET:
            field_dict["client_secret"] = client_secret

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.client_details import ClientDetails

        d = dict(src_dict)
        client = ClientDetails.from_dict(d.pop("client"))

        client_secret = d.pop("client_secret", UNSET)

        made_client = cls(
            client=client,
            client_secret=client_secret,
        )

        made_client.additional_properties = d
        return made_client

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
