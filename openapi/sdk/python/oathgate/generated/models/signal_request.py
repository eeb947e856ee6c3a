from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="SignalRequest")


@_attrs_define
class SignalRequest:
    """A signal.

    Example:
        {'data': 'Superseded', 'name': 'answer'}

    Attributes:
        name (str): Which one.
        data (Any): What it carries.
    """

    name: str
    data: Any

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        data = self.data

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "data": data,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        data = d.pop("data")

        signal_request = cls(
            name=name,
            data=data,
        )

        return signal_request
