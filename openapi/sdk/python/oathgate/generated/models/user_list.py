from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.user_view import UserView


T = TypeVar("T", bound="UserList")


@_attrs_define
class UserList:
    """Accounts.

    Example:
        {'next': 'e:ada@example.com', 'users': [{'created_at': '2026-01-02T12:00:00Z', 'email': 'ada@example.com',
            'email_verified_at': '2026-01-02T12:01:00Z', 'first_name': 'Ada', 'id': '0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60',
            'is_admin': False, 'last_login_at': '2026-01-04T12:00:00Z', 'last_name': 'Lovelace', 'status': 'active',
            'updated_at': '2026-01-03T12:00:00Z', 'username': 'ada'}]}

    Attributes:
        users (list[UserView]): A page of them.
        next_ (str | Unset): Where there may be more: give it as `after` for the next page.
    """

    users: list[UserView]
    next_: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        users = []
        for users_item_data in self.users:
            users_item = users_item_data.to_dict()
            users.append(users_item)

        next_ = self.next_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "users": users,
            }
        )
        if next_ is not UNSET:
            field_dict["next"] = next_

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.user_view import UserView

        d = dict(src_dict)
        users = []
        _users = d.pop("users")
        for users_item_data in _users:
            users_item = UserView.from_dict(users_item_data)

            users.append(users_item)

        next_ = d.pop("next", UNSET)

        user_list = cls(
            users=users,
            next_=next_,
        )

        user_list.additional_properties = d
        return user_list

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
