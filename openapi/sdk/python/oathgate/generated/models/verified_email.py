from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.verified_as import VerifiedAs

T = TypeVar("T", bound="VerifiedEmail")


@_attrs_define
class VerifiedEmail:
    """The address is verified.

    Example:
        {'message': 'The address is verified. Sign in now.', 'outcome': 'account_activated'}

    Attributes:
        outcome (VerifiedAs): What a link was for.
        message (str): What happens next, for a person.
    """

    outcome: VerifiedAs
    message: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        outcome = self.outcome.value

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "outcome": outcome,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        outcome = VerifiedAs(d.pop("outcome"))

        message = d.pop("message")

        verified_email = cls(
            outcome=outcome,
            message=message,
        )

        verified_email.additional_properties = d
        return verified_email

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
