from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="EventView")


@_attrs_define
class EventView:
    """Something that happened in a run.

    Attributes:
        sequence (int): Its place in the history, from 1.
        at (datetime.datetime): When it happened.
        kind (str): What it says: `started`, `step_done`, `step_failed`, `timer`, `signal_taken`, `paused`,
            `operator`, `cancel_requested`, `closed`, `lease_expired`, `intent`, `patched`, `child`.
        name (str | Unset): The step, wait or signal that it is about.
        attempt (int | Unset): Which attempt, from 1.
        data (Any | Unset): Particulars: what a step gave, the peer's words, who acted and why.
    """

    sequence: int
    at: datetime.datetime
    kind: str
    name: str | Unset = UNSET
    attempt: int | Unset = UNSET
    data: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        sequence = self.sequence

        at = self.at.isoformat()

        kind = self.kind

        name = self.name

        attempt = self.attempt

        data = self.data

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "sequence": sequence,
                "at": at,
                "kind": kind,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name
        if attempt is not UNSET:
            field_dict["attempt"] = attempt
        if data is not UNSET:
            field_dict["data"] = data

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        sequence = d.pop("sequence")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        kind = d.pop("kind")

        name = d.pop("name", UNSET)

        attempt = d.pop("attempt", UNSET)

        data = d.pop("data", UNSET)

        event_view = cls(
            sequence=sequence,
            at=at,
            kind=kind,
            name=name,
            attempt=attempt,
            data=data,
        )

        event_view.additional_properties = d
        return event_view

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
