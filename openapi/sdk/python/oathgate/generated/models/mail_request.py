from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="MailRequest")


@_attrs_define
class MailRequest:
    """An address to which a mail is wanted.

    Example:
        {'email': 'ada@example.com'}

    Attributes:
        email (str): The address.
    """

    email: str

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "email": email,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        email = d.pop("email")

        mail_request = cls(
            email=email,
        )

        return mail_request
