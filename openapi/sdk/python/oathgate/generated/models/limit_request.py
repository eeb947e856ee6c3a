from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="LimitRequest")


@_attrs_define
class LimitRequest:
    """What a limit is to allow.

    Example:
        {'burst': 10, 'every_ms': 6000}

    Attributes:
        burst (int): How many times at once.
        every_ms (int): In how many milliseconds one more time is allowed.
    """

    burst: int
    every_ms: int

    def to_dict(self) -> dict[str, Any]:
        burst = self.burst

        every_ms = self.every_ms

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "burst": burst,
                "every_ms": every_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        burst = d.pop("burst")

        every_ms = d.pop("every_ms")

        limit_request = cls(
            burst=burst,
            every_ms=every_ms,
        )

        return limit_request
