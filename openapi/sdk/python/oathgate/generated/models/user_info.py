from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.address_claim import AddressClaim


T = TypeVar("T", bound="UserInfo")


@_attrs_define
class UserInfo:
    """Who signed in, as far as the scopes of the token tell.

    Example:
        {'email': 'grace@example.com', 'email_verified': True, 'family_name': 'Hopper', 'given_name': 'Grace', 'name':
            'Grace Hopper', 'sub': '01a22097-8284-73af-8bf3-50e916b6ef2c', 'updated_at': 1795843130}

    Attributes:
        sub (str): The account; it never changes and is never given to another.
        name (str | Unset): With `profile`: the whole name.
        given_name (str | Unset): With `profile`: the given name.
        family_name (str | Unset): With `profile`: the family name.
        preferred_username (str | Unset): With `profile`: the user name.
        locale (str | Unset): With `profile`: the language that they read, as a language tag.
        updated_at (int | Unset): With `profile`: when any of this last changed, in seconds since 1970.
        email (str | Unset): With `email`: the address.
        email_verified (bool | Unset): With `email`: whether it was verified.
        address (AddressClaim | Unset): A postal address (OpenID Connect Core, section 5.1.1).
        phone_number (str | Unset): With `phone`: the phone number, in E.164.
        phone_number_verified (bool | Unset): With `phone`: whether it was verified; it never was.
    """

    sub: str
    name: str | Unset = UNSET
    given_name: str | Unset = UNSET
    family_name: str | Unset = UNSET
    preferred_username: str | Unset = UNSET
    locale: str | Unset = UNSET
    updated_at: int | Unset = UNSET
    email: str | Unset = UNSET
    email_verified: bool | Unset = UNSET
    address: AddressClaim | Unset = UNSET
    phone_number: str | Unset = UNSET
    phone_number_verified: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        sub = self.sub

        name = self.name

        given_name = self.given_name

        family_name = self.family_name

        preferred_username = self.preferred_username

        locale = self.locale

        updated_at = self.updated_at

        email = self.email

        email_verified = self.email_verified

        address: dict[str, Any] | Unset = UNSET
        if not isinstance(self.address, Unset):
            address = self.address.to_dict()

        phone_number = self.phone_number

        phone_number_verified = self.phone_number_verified

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "sub": sub,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name
        if given_name is not UNSET:
            field_dict["given_name"] = given_name
        if family_name is not UNSET:
            field_dict["family_name"] = family_name
        if preferred_username is not UNSET:
            field_dict["preferred_username"] = preferred_username
        if locale is not UNSET:
            field_dict["locale"] = locale
        if updated_at is not UNSET:
            field_dict["updated_at"] = updated_at
        if email is not UNSET:
            field_dict["email"] = email
        if email_verified is not UNSET:
            field_dict["email_verified"] = email_verified
        if address is not UNSET:
            field_dict["address"] = address
        if phone_number is not UNSET:
            field_dict["phone_number"] = phone_number
        if phone_number_verified is not UNSET:
            field_dict["phone_number_verified"] = phone_number_verified

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.address_claim import AddressClaim

        d = dict(src_dict)
        sub = d.pop("sub")

        name = d.pop("name", UNSET)

        given_name = d.pop("given_name", UNSET)

        family_name = d.pop("family_name", UNSET)

        preferred_username = d.pop("preferred_username", UNSET)

        locale = d.pop("locale", UNSET)

        updated_at = d.pop("updated_at", UNSET)

        email = d.pop("email", UNSET)

        email_verified = d.pop("email_verified", UNSET)

        _address = d.pop("address", UNSET)
        address: AddressClaim | Unset
        if isinstance(_address, Unset):
            address = UNSET
        else:
            address = AddressClaim.from_dict(_address)

        phone_number = d.pop("phone_number", UNSET)

        phone_number_verified = d.pop("phone_number_verified", UNSET)

        user_info = cls(
            sub=sub,
            name=name,
            given_name=given_name,
            family_name=family_name,
            preferred_username=preferred_username,
            locale=locale,
            updated_at=updated_at,
            email=email,
            email_verified=email_verified,
            address=address,
            phone_number=phone_number,
            phone_number_verified=phone_number_verified,
        )

        user_info.additional_properties = d
        return user_info

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
