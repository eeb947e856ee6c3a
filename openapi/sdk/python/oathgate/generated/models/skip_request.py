from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="SkipRequest")


@_attrs_define
class SkipRequest:
    """Which step to skip.

    Example:
        {'reason': 'Told by phone.'}

    Attributes:
        reason (str): For the history and the audit trail, 1 to 500 characters.
        step (str | Unset): The step; the one that failed last where none is given.
        value (Any | Unset): What it is to have given. A mail needs none.
    """

    reason: str
    step: str | Unset = UNSET
    value: Any | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        reason = self.reason

        step = self.step

        value = self.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
            }
        )
        if step is not UNSET:
            field_dict["step"] = step
        if value is not UNSET:
            field_dict["value"] = value

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        reason = d.pop("reason")

        step = d.pop("step", UNSET)

        value = d.pop("value", UNSET)

        skip_request = cls(
            reason=reason,
            step=step,
            value=value,
        )

        return skip_request
