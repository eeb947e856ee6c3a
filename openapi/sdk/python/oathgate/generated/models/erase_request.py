from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="EraseRequest")


@_attrs_define
class EraseRequest:
    """Shows that it is the owner who asks.

    Example:
        {'current_password': 'violet otter paints nine doors'}

    Attributes:
        current_password (str | Unset): The present password. May be left out within ten minutes of the sign-in.
    """

    current_password: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        current_password = self.current_password

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if current_password is not UNSET:
            field_dict["current_password"] = current_password

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        current_password = d.pop("current_password", UNSET)

        erase_request = cls(
            current_password=current_password,
        )

        return erase_request
