from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="UserInfoForm")


@_attrs_define
class UserInfoForm:
    """An access token, unless the header has it.

    Example:
        {'access_token': 'eyJhbGciOiJFUzI1NiIsImtpZCI6IlY3UU9kLVROSzhJVVd2cXBwNDZKbXJZd3dfRFZzUlhOeGlFdXZGMmhNLVkiLCJ0eX
            AiOiJhdCtqd3QifQ.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjQ1ODExIiwic3ViIjoiMDFhMjIwOTctODI4NC03M2FmLThiZjMtNTBlOTE2YjZ
            lZjJjIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0NTgxMSIsImV4cCI6MTc5NTg0NDkzMCwiaWF0IjoxNzk1ODQzMTMwLCJqdGkiOiIwMWEyMjA
            5Ny04MzRkLTczMGYtYTY4OC0wNmFhMTA3NGRmODUiLCJjbGllbnRfaWQiOiJwaG90b3MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9
            wZW5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODQzMTMwLCJzaWQiOiIwMWEyMjA5Ny04MmQ0LTc1NzMtOTNiMy1jM2Y2NjVhNzE2YzQiLCJ
            ncmFudF9pZCI6IjAxYTIyMDk3LTgzNDUtNzM0Yi1hMDNhLTA3NDI0ZTY4M2JiZSJ9.mtzybKZLj3SyndhoNxFa1Bvyhb4aGsFyzjIaQGKCC1tHBd
            sRZrXxOllJZB-caCaxdHLuos8tgH22Y3Z4ynPecA'}

    Attributes:
        access_token (str | Unset): The access token (RFC 6750, section 2.2).
    """

    access_token: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        access_token = self.access_token

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if access_token is not UNSET:
            field_dict["access_token"] = access_token

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        access_token = d.pop("access_token", UNSET)

        user_info_form = cls(
            access_token=access_token,
        )

        user_info_form.additional_properties = d
        return user_info_form

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
