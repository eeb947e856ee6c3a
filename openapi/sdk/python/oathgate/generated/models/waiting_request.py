from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.asked_scope import AskedScope
    from ..models.client_view import ClientView


T = TypeVar("T", bound="WaitingRequest")


@_attrs_define
class WaitingRequest:
    """A request of a client that waits for a person.

    Example:
        {'client': {'home': 'https://photos.example.com', 'id': 'photo-books', 'name': 'Photo Books'}, 'email':
            'ada@example.com', 'scopes': [{'agreed': False, 'name': 'openid'}]}

    Attributes:
        client (ClientView): A client, as people see it. Example: {'home': 'https://photos.example.com', 'id': 'photo-
            books', 'name': 'Photo Books'}.
        scopes (list[AskedScope]): What for.
        email (str): The address of the account that is signed in.
        login_hint (str | Unset): Who probably wants to sign in, as the client says.
    """

    client: ClientView
    scopes: list[AskedScope]
    email: str
    login_hint: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        client = self.client.to_dict()

        scopes = []
        for scopes_item_data in self.scopes:
            scopes_item = scopes_item_data.to_dict()
            scopes.append(scopes_item)

        email = self.email

        login_hint = self.login_hint

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "client": client,
                "scopes": scopes,
                "email": email,
            }
        )
        if login_hint is not UNSET:
            field_dict["login_hint"] = login_hint

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.asked_scope import AskedScope
        from ..models.client_view import ClientView

        d = dict(src_dict)
        client = ClientView.from_dict(d.pop("client"))

        scopes = []
        _scopes = d.pop("scopes")
        for scopes_item_data in _scopes:
            scopes_item = AskedScope.from_dict(scopes_item_data)

            scopes.append(scopes_item)

        email = d.pop("email")

        login_hint = d.pop("login_hint", UNSET)

        waiting_request = cls(
            client=client,
            scopes=scopes,
            email=email,
            login_hint=login_hint,
        )

        waiting_request.additional_properties = d
        return waiting_request

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
