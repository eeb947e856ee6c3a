from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ResetRequest")


@_attrs_define
class ResetRequest:
    """From where to begin again.

    Example:
        {'reason': 'The template was mended.', 'step': 'mail_verification'}

    Attributes:
        step (str): The first step that is done once more.
        reason (str): For the history and the audit trail, 1 to 500 characters.
    """

    step: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        step = self.step

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "step": step,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        step = d.pop("step")

        reason = d.pop("reason")

        reset_request = cls(
            step=step,
            reason=reason,
        )

        return reset_request
