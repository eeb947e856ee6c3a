from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.client_view import ClientView


T = TypeVar("T", bound="LogoutQuestion")


@_attrs_define
class LogoutQuestion:
    """A person is asked whether they want to sign out.

    Example:
        {'client': {'home': 'https://photos.example.com', 'id': 'photo-books', 'name': 'Photo Books'}, 'email':
            'ada@example.com'}

    Attributes:
        email (str): The address of the account that is signed in.
        client (ClientView | Unset): A client, as people see it. Example: {'home': 'https://photos.example.com', 'id':
            'photo-books', 'name': 'Photo Books'}.
    """

    email: str
    client: ClientView | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        client: dict[str, Any] | Unset = UNSET
        if not isinstance(self.client, Unset):
            client = self.client.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "email": email,
            }
        )
        if client is not UNSET:
            field_dict["client"] = client

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.client_view import ClientView

        d = dict(src_dict)
        email = d.pop("email")

        _client = d.pop("client", UNSET)
        client: ClientView | Unset
        if isinstance(_client, Unset):
            client = UNSET
        else:
            client = ClientView.from_dict(_client)

        logout_question = cls(
            email=email,
            client=client,
        )

        logout_question.additional_properties = d
        return logout_question

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
