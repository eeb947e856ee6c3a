from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.stretch_view import StretchView


T = TypeVar("T", bound="TrendsView")


@_attrs_define
class TrendsView:
    """What happened over time.

    Example:
        {'is_partial': False, 'stretch_seconds': 3600, 'stretches': [{'at': '2026-01-02T12:00:00Z', 'mails_bounced': 0,
            'mails_failed': 0, 'mails_sent': 0, 'new_users': 17, 'runs_failed': 0, 'runs_paused': 0, 'sign_ins': 412,
            'sign_ins_refused': 9}]}

    Attributes:
        stretch_seconds (int): How long each stretch is, in seconds.
        stretches (list[StretchView]): Oldest first, without gaps. The last one is not over.
        is_partial (bool): Whether there was more than is looked at (the latest 100,000 rows), so that older counts are
            too low.
    """

    stretch_seconds: int
    stretches: list[StretchView]
    is_partial: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        stretch_seconds = self.stretch_seconds

        stretches = []
        for stretches_item_data in self.stretches:
            stretches_item = stretches_item_data.to_dict()
            stretches.append(stretches_item)

        is_partial = self.is_partial

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "stretch_seconds": stretch_seconds,
                "stretches": stretches,
                "is_partial": is_partial,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.stretch_view import StretchView

        d = dict(src_dict)
        stretch_seconds = d.pop("stretch_seconds")

        stretches = []
        _stretches = d.pop("stretches")
        for stretches_item_data in _stretches:
            stretches_item = StretchView.from_dict(stretches_item_data)

            stretches.append(stretches_item)

        is_partial = d.pop("is_partial")

        trends_view = cls(
            stretch_seconds=stretch_seconds,
            stretches=stretches,
            is_partial=is_partial,
        )

        trends_view.additional_properties = d
        return trends_view

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
