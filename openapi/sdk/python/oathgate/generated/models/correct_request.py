from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="CorrectRequest")


@_attrs_define
class CorrectRequest:
    """The right address.

    Example:
        {'email': 'ada@example.com', 'reason': 'Typing error, told by phone.'}

    Attributes:
        email (str): Where mail can be delivered.
        reason (str): For the history and the audit trail, 1 to 500 characters.
    """

    email: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "email": email,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        email = d.pop("email")

        reason = d.pop("reason")

        correct_request = cls(
            email=email,
            reason=reason,
        )

        return correct_request
