from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="RunLimitView")


@_attrs_define
class RunLimitView:
    """How many runs that share a limit are carried out, and how many may be.

    Attributes:
        key (str): What the runs name: `smtp`, or `hook:` and an endpoint. One that ends with a colon stands for
            every key that begins with it and has no limit of its own.
        running (int): Runs that are carried out.
        waiting (int): Runs that are due and wait.
        max_running (int | Unset): Most runs at a time, by all workers together; 0 holds them all back.
    """

    key: str
    running: int
    waiting: int
    max_running: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        key = self.key

        running = self.running

        waiting = self.waiting

        max_running = self.max_running

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "key": key,
                "running": running,
                "waiting": waiting,
            }
        )
        if max_running is not UNSET:
            field_dict["max_running"] = max_running

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        key = d.pop("key")

        running = d.pop("running")

        waiting = d.pop("waiting")

        max_running = d.pop("max_running", UNSET)

        run_limit_view = cls(
            key=key,
            running=running,
            waiting=waiting,
            max_running=max_running,
        )

        run_limit_view.additional_properties = d
        return run_limit_view

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
