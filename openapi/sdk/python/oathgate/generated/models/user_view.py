from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.user_status_view import UserStatusView
from ..types import UNSET, Unset

T = TypeVar("T", bound="UserView")


@_attrs_define
class UserView:
    """An account as administrators see it.

    Example:
        {'created_at': '2026-01-02T12:00:00Z', 'email': 'ada@example.com', 'email_verified_at': '2026-01-02T12:01:00Z',
            'first_name': 'Ada', 'id': '0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60', 'is_admin': False, 'last_login_at':
            '2026-01-04T12:00:00Z', 'last_name': 'Lovelace', 'status': 'active', 'updated_at': '2026-01-03T12:00:00Z',
            'username': 'ada'}

    Attributes:
        id (UUID): Its identifier; the `sub` of its tokens.
        email (str): Its address.
        status (UserStatusView): Where an account stands.
        is_admin (bool): Whether it may use this API.
        created_at (datetime.datetime): When it was made.
        updated_at (datetime.datetime): When it was last changed.
        email_verified_at (datetime.datetime | Unset): When the address was shown to be its owner's.
        username (str | Unset): Another name to sign in with.
        first_name (str | Unset): Given name.
        last_name (str | Unset): Family name.
        last_login_at (datetime.datetime | Unset): When somebody last signed in.
    """

    id: UUID
    email: str
    status: UserStatusView
    is_admin: bool
    created_at: datetime.datetime
    updated_at: datetime.datetime
    email_verified_at: datetime.datetime | Unset = UNSET
    username: str | Unset = UNSET
    first_name: str | Unset = UNSET
    last_name: str | Unset = UNSET
    last_login_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        email = self.email

        status = self.status.value

        is_admin = self.is_admin

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        email_verified_at: str | Unset = UNSET
        if not isinstance(self.email_verified_at, Unset):
            email_verified_at = self.email_verified_at.isoformat()

        username = self.username

        first_name = self.first_name

        last_name = self.last_name

        last_login_at: str | Unset = UNSET
        if not isinstance(self.last_login_at, Unset):
            last_login_at = self.last_login_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "email": email,
                "status": status,
                "is_admin": is_admin,
                "created_at": created_at,
                "updated_at": updated_at,
            }
        )
        if email_verified_at is not UNSET:
            field_dict["email_verified_at"] = email_verified_at
        if username is not UNSET:
            field_dict["username"] = username
        if first_name is not UNSET:
            field_dict["first_name"] = first_name
        if last_name is not UNSET:
            field_dict["last_name"] = last_name
        if last_login_at is not UNSET:
            field_dict["last_login_at"] = last_login_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        email = d.pop("email")

        status = UserStatusView(d.pop("status"))

        is_admin = d.pop("is_admin")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        _email_verified_at = d.pop("email_verified_at", UNSET)
        email_verified_at: datetime.datetime | Unset
        if isinstance(_email_verified_at, Unset):
            email_verified_at = UNSET
        else:
            email_verified_at = datetime.datetime.fromisoformat(_email_verified_at)

        username = d.pop("username", UNSET)

        first_name = d.pop("first_name", UNSET)

        last_name = d.pop("last_name", UNSET)

        _last_login_at = d.pop("last_login_at", UNSET)
        last_login_at: datetime.datetime | Unset
        if isinstance(_last_login_at, Unset):
            last_login_at = UNSET
        else:
            last_login_at = datetime.datetime.fromisoformat(_last_login_at)

        user_view = cls(
            id=id,
            email=email,
            status=status,
            is_admin=is_admin,
            created_at=created_at,
            updated_at=updated_at,
            email_verified_at=email_verified_at,
            username=username,
            first_name=first_name,
            last_name=last_name,
            last_login_at=last_login_at,
        )

        user_view.additional_properties = d
        return user_view

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
