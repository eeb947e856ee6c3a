from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PasswordSet")


@_attrs_define
class PasswordSet:
    """The password was set.

    Example:
        {'message': 'The new password is set, and every session has ended. Sign in with it now.', 'password_strength':
            4}

    Attributes:
        password_strength (int): How hard the password is to guess: 0 (at once) to 4 (very hard).
        message (str): What happens next, for a person.
    """

    password_strength: int
    message: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        password_strength = self.password_strength

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "password_strength": password_strength,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        password_strength = d.pop("password_strength")

        message = d.pop("message")

        password_set = cls(
            password_strength=password_strength,
            message=message,
        )

        password_set.additional_properties = d
        return password_set

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
