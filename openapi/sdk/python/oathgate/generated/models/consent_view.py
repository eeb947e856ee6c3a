from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.client_view import ClientView


T = TypeVar("T", bound="ConsentView")


@_attrs_define
class ConsentView:
    """What a client may do.

    Attributes:
        client (ClientView): A client, as people see it. Example: {'home': 'https://photos.example.com', 'id': 'photo-
            books', 'name': 'Photo Books'}.
        scopes (list[str]): What was agreed to.
        given_at (datetime.datetime): When it was last agreed to.
    """

    client: ClientView
    scopes: list[str]
    given_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        client = self.client.to_dict()

        scopes = self.scopes

        given_at = self.given_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "client": client,
                "scopes": scopes,
                "given_at": given_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.client_view import ClientView

        d = dict(src_dict)
        client = ClientView.from_dict(d.pop("client"))

        scopes = cast(list[str], d.pop("scopes"))

        given_at = datetime.datetime.fromisoformat(d.pop("given_at"))

        consent_view = cls(
            client=client,
            scopes=scopes,
            given_at=given_at,
        )

        consent_view.additional_properties = d
        return consent_view

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
