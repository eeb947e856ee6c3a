from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="CancelErasureRequest")


@_attrs_define
class CancelErasureRequest:
    """The token of a mailed link.

    Example:
        {'token': 'AAAAAQAAAABpQk5AX1pQ8i1kQ5u8s0oZ1mV9cWJ4eXphYmNkZWZnaGlqa2xtbm9w'}

    Attributes:
        token (str): The value of `token` in the link.
    """

    token: str

    def to_dict(self) -> dict[str, Any]:
        token = self.token

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "token": token,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        token = d.pop("token")

        cancel_erasure_request = cls(
            token=token,
        )

        return cancel_erasure_request
