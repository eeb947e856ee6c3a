from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="HeldView")


@_attrs_define
class HeldView:
    """A run in the hands of a worker.

    Attributes:
        id (UUID): The run.
        kind (str): The workflow.
        lease_until (datetime.datetime): When another worker takes it up, unless this one gives a sign of life.
        step (str | Unset): The step that it did or tried last.
    """

    id: UUID
    kind: str
    lease_until: datetime.datetime
    step: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind = self.kind

        lease_until = self.lease_until.isoformat()

        step = self.step

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "lease_until": lease_until,
            }
        )
        if step is not UNSET:
            field_dict["step"] = step

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        lease_until = datetime.datetime.fromisoformat(d.pop("lease_until"))

        step = d.pop("step", UNSET)

        held_view = cls(
            id=id,
            kind=kind,
            lease_until=lease_until,
            step=step,
        )

        held_view.additional_properties = d
        return held_view

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
