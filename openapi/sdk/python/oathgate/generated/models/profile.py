from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.postal_address import PostalAddress


T = TypeVar("T", bound="Profile")


@_attrs_define
class Profile:
    """An account as its owner sees it.

    Example:
        {'address': {'country': 'United Kingdom', 'locality': 'London', 'postal_code': 'SW1Y 4JH', 'street_address': "12
            St James's Square"}, 'created_at': '2026-01-02T12:00:00Z', 'email': 'ada@example.com', 'email_verified': True,
            'first_name': 'Ada', 'id': '0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60', 'is_admin': False, 'last_login_at':
            '2026-01-04T12:00:00Z', 'last_name': 'Lovelace', 'locale': 'en', 'phone_number': '+442071234567', 'updated_at':
            '2026-01-03T12:00:00Z', 'username': 'ada'}

    Attributes:
        id (UUID): Its identifier; the `sub` of its tokens.
        email (str): Where it gets mail, and what it signs in with.
        email_verified (bool): Whether the address was shown to be its owner's.
        is_admin (bool): Whether it may use the administration API.
        created_at (datetime.datetime): When it was made.
        updated_at (datetime.datetime): When it was last changed.
        username (str | Unset): Another name to sign in with.
        first_name (str | Unset): Given name.
        last_name (str | Unset): Family name.
        locale (str | Unset): The language in which mail is written to it: `en` or `de`. That of the server where it is
            missing.
        phone_number (str | Unset): Phone number, in E.164.
        address (PostalAddress | Unset): A postal address, with the members of the `address` claim. Example: {'country':
            'United Kingdom', 'locality': 'London', 'postal_code': 'SW1Y 4JH', 'street_address': "12 St James's Square"}.
        last_login_at (datetime.datetime | Unset): When somebody last signed in.
        erasure_due_at (datetime.datetime | Unset): When it will be deleted, where its owner has asked for that.
    """

    id: UUID
    email: str
    email_verified: bool
    is_admin: bool
    created_at: datetime.datetime
    updated_at: datetime.datetime
    username: str | Unset = UNSET
    first_name: str | Unset = UNSET
    last_name: str | Unset = UNSET
    locale: str | Unset = UNSET
    phone_number: str | Unset = UNSET
    address: PostalAddress | Unset = UNSET
    last_login_at: datetime.datetime | Unset = UNSET
    erasure_due_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        email = self.email

        email_verified = self.email_verified

        is_admin = self.is_admin

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        username = self.username

        first_name = self.first_name

        last_name = self.last_name

        locale = self.locale

        phone_number = self.phone_number

        address: dict[str, Any] | Unset = UNSET
        if not isinstance(self.address, Unset):
            address = self.address.to_dict()

        last_login_at: str | Unset = UNSET
        if not isinstance(self.last_login_at, Unset):
            last_login_at = self.last_login_at.isoformat()

        erasure_due_at: str | Unset = UNSET
        if not isinstance(self.erasure_due_at, Unset):
            erasure_due_at = self.erasure_due_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "email": email,
                "email_verified": email_verified,
                "is_admin": is_admin,
                "created_at": created_at,
                "updated_at": updated_at,
            }
        )
        if username is not UNSET:
            field_dict["username"] = username
        if first_name is not UNSET:
            field_dict["first_name"] = first_name
        if last_name is not UNSET:
            field_dict["last_name"] = last_name
        if locale is not UNSET:
            field_dict["locale"] = locale
        if phone_number is not UNSET:
            field_dict["phone_number"] = phone_number
        if address is not UNSET:
            field_dict["address"] = address
        if last_login_at is not UNSET:
            field_dict["last_login_at"] = last_login_at
        if erasure_due_at is not UNSET:
            field_dict["erasure_due_at"] = erasure_due_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.postal_address import PostalAddress

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        email = d.pop("email")

        email_verified = d.pop("email_verified")

        is_admin = d.pop("is_admin")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        username = d.pop("username", UNSET)

        first_name = d.pop("first_name", UNSET)

        last_name = d.pop("last_name", UNSET)

        locale = d.pop("locale", UNSET)

        phone_number = d.pop("phone_number", UNSET)

        _address = d.pop("address", UNSET)
        address: PostalAddress | Unset
        if isinstance(_address, Unset):
            address = UNSET
        else:
            address = PostalAddress.from_dict(_address)

        _last_login_at = d.pop("last_login_at", UNSET)
        last_login_at: datetime.datetime | Unset
        if isinstance(_last_login_at, Unset):
            last_login_at = UNSET
        else:
            last_login_at = datetime.datetime.fromisoformat(_last_login_at)

        _erasure_due_at = d.pop("erasure_due_at", UNSET)
        erasure_due_at: datetime.datetime | Unset
        if isinstance(_erasure_due_at, Unset):
            erasure_due_at = UNSET
        else:
            erasure_due_at = datetime.datetime.fromisoformat(_erasure_due_at)

        profile = cls(
            id=id,
            email=email,
            email_verified=email_verified,
            is_admin=is_admin,
            created_at=created_at,
            updated_at=updated_at,
            username=username,
            first_name=first_name,
            last_name=last_name,
            locale=locale,
            phone_number=phone_number,
            address=address,
            last_login_at=last_login_at,
            erasure_due_at=erasure_due_at,
        )

        profile.additional_properties = d
        return profile

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
