from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="LimitView")


@_attrs_define
class LimitView:
    """How often each network may do something.

    Attributes:
        name (str): Its name, as in the `RateLimit` headers.
        counts (str): What it counts.
        burst (int): How many times at once.
        every_ms (int): In how many milliseconds one more time is allowed.
        default_burst (int): How many times at once, unless changed.
        default_every_ms (int): In how many milliseconds one more time is allowed, unless changed.
        changed_at (datetime.datetime | Unset): When it was changed; missing where it is as the program has it.
    """

    name: str
    counts: str
    burst: int
    every_ms: int
    default_burst: int
    default_every_ms: int
    changed_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        counts = self.counts

        burst = self.burst

        every_ms = self.every_ms

        default_burst = self.default_burst

        default_every_ms = self.default_every_ms

        changed_at: str | Unset = UNSET
        if not isinstance(self.changed_at, Unset):
            changed_at = self.changed_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "counts": counts,
                "burst": burst,
                "every_ms": every_ms,
                "default_burst": default_burst,
                "default_every_ms": default_every_ms,
            }
        )
        if changed_at is not UNSET:
            field_dict["changed_at"] = changed_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        counts = d.pop("counts")

        burst = d.pop("burst")

        every_ms = d.pop("every_ms")

        default_burst = d.pop("default_burst")

        default_every_ms = d.pop("default_every_ms")

        _changed_at = d.pop("changed_at", UNSET)
        changed_at: datetime.datetime | Unset
        if isinstance(_changed_at, Unset):
            changed_at = UNSET
        else:
            changed_at = datetime.datetime.fromisoformat(_changed_at)

        limit_view = cls(
            name=name,
            counts=counts,
            burst=burst,
            every_ms=every_ms,
            default_burst=default_burst,
            default_every_ms=default_every_ms,
            changed_at=changed_at,
        )

        limit_view.additional_properties = d
        return limit_view

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
