from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ClientView")


@_attrs_define
class ClientView:
    """A client, as people see it.

    Example:
        {'home': 'https://photos.example.com', 'id': 'photo-books', 'name': 'Photo Books'}

    Attributes:
        id (str): Its id.
        name (str): Its name.
        home (str | Unset): Its home page.
        id_host (str | Unset): Where its id is a URL: the host of it. What else is told of such a client, it says
            itself.
    """

    id: str
    name: str
    home: str | Unset = UNSET
    id_host: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        home = self.home

        id_host = self.id_host

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
            }
        )
        if home is not UNSET:
            field_dict["home"] = home
        if id_host is not UNSET:
            field_dict["id_host"] = id_host

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name")

        home = d.pop("home", UNSET)

        id_host = d.pop("id_host", UNSET)

        client_view = cls(
            id=id,
            name=name,
            home=home,
            id_host=id_host,
        )

        client_view.additional_properties = d
        return client_view

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
