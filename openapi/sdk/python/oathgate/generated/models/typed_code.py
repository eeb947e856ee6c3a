from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="TypedCode")


@_attrs_define
class TypedCode:
    """A code that a device shows.

    Example:
        {'user_code': 'BCDF-GHJK'}

    Attributes:
        user_code (str): As it was typed: neither case nor what stands between its letters matters.
    """

    user_code: str

    def to_dict(self) -> dict[str, Any]:
        user_code = self.user_code

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "user_code": user_code,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        user_code = d.pop("user_code")

        typed_code = cls(
            user_code=user_code,
        )

        return typed_code
