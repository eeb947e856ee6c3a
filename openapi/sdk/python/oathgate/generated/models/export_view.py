from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ExportView")


@_attrs_define
class ExportView:
    """A file with everything that is kept of a person.

    Example:
        {'expires_at': '2026-01-09T12:00:01Z', 'id': '0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60', 'made_at':
            '2026-01-02T12:00:01Z', 'requested_at': '2026-01-02T12:00:00Z'}

    Attributes:
        id (UUID): Its identifier.
        requested_at (datetime.datetime): When it was asked for.
        made_at (datetime.datetime | Unset): When it was made. Missing while it is being made.
        expires_at (datetime.datetime | Unset): When it is forgotten.
    """

    id: UUID
    requested_at: datetime.datetime
    made_at: datetime.datetime | Unset = UNSET
    expires_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        requested_at = self.requested_at.isoformat()

        made_at: str | Unset = UNSET
        if not isinstance(self.made_at, Unset):
            made_at = self.made_at.isoformat()

        expires_at: str | Unset = UNSET
        if not isinstance(self.expires_at, Unset):
            expires_at = self.expires_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "requested_at": requested_at,
            }
        )
        if made_at is not UNSET:
            field_dict["made_at"] = made_at
        if expires_at is not UNSET:
            field_dict["expires_at"] = expires_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        requested_at = datetime.datetime.fromisoformat(d.pop("requested_at"))

        _made_at = d.pop("made_at", UNSET)
        made_at: datetime.datetime | Unset
        if isinstance(_made_at, Unset):
            made_at = UNSET
        else:
            made_at = datetime.datetime.fromisoformat(_made_at)

        _expires_at = d.pop("expires_at", UNSET)
        expires_at: datetime.datetime | Unset
        if isinstance(_expires_at, Unset):
            expires_at = UNSET
        else:
            expires_at = datetime.datetime.fromisoformat(_expires_at)

        export_view = cls(
            id=id,
            requested_at=requested_at,
            made_at=made_at,
            expires_at=expires_at,
        )

        export_view.additional_properties = d
        return export_view

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
