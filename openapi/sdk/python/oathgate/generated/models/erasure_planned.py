from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ErasurePlanned")


@_attrs_define
class ErasurePlanned:
    """The account will be deleted.

    Example:
        {'erasure_due_at': '2026-01-16T12:00:00Z', 'message': 'The account will be deleted then. A mail with a link to
            keep it is on its way.'}

    Attributes:
        erasure_due_at (datetime.datetime): When it will be deleted.
        message (str): What happens next, for a person.
    """

    erasure_due_at: datetime.datetime
    message: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        erasure_due_at = self.erasure_due_at.isoformat()

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "erasure_due_at": erasure_due_at,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        erasure_due_at = datetime.datetime.fromisoformat(d.pop("erasure_due_at"))

        message = d.pop("message")

        erasure_planned = cls(
            erasure_due_at=erasure_due_at,
            message=message,
        )

        erasure_planned.additional_properties = d
        return erasure_planned

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
