from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.moment_view import MomentView


T = TypeVar("T", bound="JourneyView")


@_attrs_define
class JourneyView:
    """What happened to a person, latest first.

    Example:
        {'moments': [{'at': '2026-01-02T12:00:00Z', 'details': {'fault': None, 'status': 'waiting', 'step':
            'mail_verification'}, 'id': '0198c7a2-3b4c-7d5e-8f60-718293a4b5c6', 'kind': 'run', 'title': 'registration'}]}

    Attributes:
        moments (list[MomentView]): A page of it.
        next_ (datetime.datetime | Unset): Where there may be more: give it as `before` for the next page.
    """

    moments: list[MomentView]
    next_: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        moments = []
        for moments_item_data in self.moments:
            moments_item = moments_item_data.to_dict()
            moments.append(moments_item)

        next_: str | Unset = UNSET
        if not isinstance(self.next_, Unset):
            next_ = self.next_.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "moments": moments,
            }
        )
        if next_ is not UNSET:
            field_dict["next"] = next_

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.moment_view import MomentView

        d = dict(src_dict)
        moments = []
        _moments = d.pop("moments")
        for moments_item_data in _moments:
            moments_item = MomentView.from_dict(moments_item_data)

            moments.append(moments_item)

        _next_ = d.pop("next", UNSET)
        next_: datetime.datetime | Unset
        if isinstance(_next_, Unset):
            next_ = UNSET
        else:
            next_ = datetime.datetime.fromisoformat(_next_)

        journey_view = cls(
            moments=moments,
            next_=next_,
        )

        journey_view.additional_properties = d
        return journey_view

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
