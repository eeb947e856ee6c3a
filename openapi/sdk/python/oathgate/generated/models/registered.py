from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Registered")


@_attrs_define
class Registered:
    """The registration was accepted.

    Example:
        {'message': 'A mail is on its way to this address. Follow the link in it within seven days.',
            'password_strength': 4, 'registration_id': '0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60'}

    Attributes:
        registration_id (UUID): Names the registration, also in the log.
        password_strength (int): How hard the password is to guess: 0 (at once) to 4 (very hard).
        message (str): What happens next, for a person.
    """

    registration_id: UUID
    password_strength: int
    message: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        registration_id = str(self.registration_id)

        password_strength = self.password_strength

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "registration_id": registration_id,
                "password_strength": password_strength,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        registration_id = UUID(d.pop("registration_id"))

        password_strength = d.pop("password_strength")

        message = d.pop("message")

        registered = cls(
            registration_id=registration_id,
            password_strength=password_strength,
            message=message,
        )

        registered.additional_properties = d
        return registered

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
