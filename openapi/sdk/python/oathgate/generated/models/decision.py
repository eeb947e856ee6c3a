from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="Decision")


@_attrs_define
class Decision:
    """What somebody has decided.

    Example:
        {'allow': True}

    Attributes:
        allow (bool): Whether the client gets what it asks for.
    """

    allow: bool

    def to_dict(self) -> dict[str, Any]:
        allow = self.allow

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "allow": allow,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        allow = d.pop("allow")

        decision = cls(
            allow=allow,
        )

        return decision
