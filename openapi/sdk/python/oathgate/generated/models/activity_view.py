from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ActivityView")


@_attrs_define
class ActivityView:
    """Something that happened with the account.

    Attributes:
        at (datetime.datetime): When.
        kind (str): What, for a program: an act such as `sign_in.succeeded`, or `mail` and the workflow, such as
            `mail.password_reset`.
        text (str): What, in plain words.
        address (str | Unset): The network address from which it was done.
        user_agent (str | Unset): The browser or client, in its own words.
    """

    at: datetime.datetime
    kind: str
    text: str
    address: str | Unset = UNSET
    user_agent: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        at = self.at.isoformat()

        kind = self.kind

        text = self.text

        address = self.address

        user_agent = self.user_agent

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "at": at,
                "kind": kind,
                "text": text,
            }
        )
        if address is not UNSET:
            field_dict["address"] = address
        if user_agent is not UNSET:
            field_dict["user_agent"] = user_agent

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        at = datetime.datetime.fromisoformat(d.pop("at"))

        kind = d.pop("kind")

        text = d.pop("text")

        address = d.pop("address", UNSET)

        user_agent = d.pop("user_agent", UNSET)

        activity_view = cls(
            at=at,
            kind=kind,
            text=text,
            address=address,
            user_agent=user_agent,
        )

        activity_view.additional_properties = d
        return activity_view

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
