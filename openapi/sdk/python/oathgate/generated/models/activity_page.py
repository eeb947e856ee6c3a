from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.activity_view import ActivityView


T = TypeVar("T", bound="ActivityPage")


@_attrs_define
class ActivityPage:
    """What happened, latest first.

    Example:
        {'activity': [{'address': '198.51.100.7', 'at': '2026-01-02T12:00:00Z', 'kind': 'sign_in.succeeded', 'text':
            'Signed in.', 'user_agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0'}]}

    Attributes:
        activity (list[ActivityView]): A page of it.
        next_ (datetime.datetime | Unset): Where there may be more: give it as `before` for the next page.
    """

    activity: list[ActivityView]
    next_: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        activity = []
        for activity_item_data in self.activity:
            activity_item = activity_item_data.to_dict()
            activity.append(activity_item)

        next_: str | Unset = UNSET
        if not isinstance(self.next_, Unset):
            next_ = self.next_.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "activity": activity,
            }
        )
        if next_ is not UNSET:
            field_dict["next"] = next_

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.activity_view import ActivityView

        d = dict(src_dict)
        activity = []
        _activity = d.pop("activity")
        for activity_item_data in _activity:
            activity_item = ActivityView.from_dict(activity_item_data)

            activity.append(activity_item)

        _next_ = d.pop("next", UNSET)
        next_: datetime.datetime | Unset
        if isinstance(_next_, Unset):
            next_ = UNSET
        else:
            next_ = datetime.datetime.fromisoformat(_next_)

        activity_page = cls(
            activity=activity,
            next_=next_,
        )

        activity_page.additional_properties = d
        return activity_page

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
