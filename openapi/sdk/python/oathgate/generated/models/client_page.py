from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.client_details import ClientDetails


T = TypeVar("T", bound="ClientPage")


@_attrs_define
class ClientPage:
    """Clients in the order of their ids.

    Example:
        {'clients': [{'client_id': 'shop', 'client_name': 'Shop', 'client_uri': 'https://shop.example.com',
            'created_at': '2026-01-02T12:00:00Z', 'grant_types': ['authorization_code', 'refresh_token'], 'is_disabled':
            False, 'is_first_party': False, 'redirect_uris': ['https://shop.example.com/callback'], 'scope': 'openid profile
            email', 'subject_type': 'public', 'token_endpoint_auth_method': 'client_secret_basic'}]}

    Attributes:
        clients (list[ClientDetails]): A page of them.
        next_ (str | Unset): Where there may be more: give it as `after` for the next page.
    """

    clients: list[ClientDetails]
    next_: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        clients = []
        for clients_item_data in self.clients:
            clients_item = clients_item_data.to_dict()
            clients.append(clients_item)

        next_ = self.next_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "clients": clients,
            }
        )
        if next_ is not UNSET:
            field_dict["next"] = next_

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.client_details import ClientDetails

        d = dict(src_dict)
        clients = []
        _clients = d.pop("clients")
        for clients_item_data in _clients:
            clients_item = ClientDetails.from_dict(clients_item_data)

            clients.append(clients_item)

        next_ = d.pop("next", UNSET)

        client_page = cls(
            clients=clients,
            next_=next_,
        )

        client_page.additional_properties = d
        return client_page

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
