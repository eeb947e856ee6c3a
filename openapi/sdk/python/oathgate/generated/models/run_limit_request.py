from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="RunLimitRequest")


@_attrs_define
class RunLimitRequest:
    """A limit.

    Example:
        {'max_running': 16}

    Attributes:
        max_running (int): Most runs at a time, by all workers together; 0 holds them all back.
    """

    max_running: int

    def to_dict(self) -> dict[str, Any]:
        max_running = self.max_running

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "max_running": max_running,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        max_running = d.pop("max_running")

        run_limit_request = cls(
            max_running=max_running,
        )

        return run_limit_request
