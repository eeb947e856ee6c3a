from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.schedule_view import ScheduleView


T = TypeVar("T", bound="ScheduleList")


@_attrs_define
class ScheduleList:
    """Schedules, by name.

    Example:
        {'schedules': [{'catch_up_seconds': 86400, 'cron': '17 3 * * *', 'jitter_seconds': 600, 'kind': 'retention',
            'last_due': '2026-01-02T03:17:00Z', 'last_run_id': '0198c7a2-3b4c-7d5e-8f60-718293a4b5c6', 'name': 'retention',
            'next_at': '2026-01-03T03:17:00Z', 'overlap': 'skip', 'paused': False, 'zone': 'Etc/UTC'}]}

    Attributes:
        schedules (list[ScheduleView]): All of them.
    """

    schedules: list[ScheduleView]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        schedules = []
        for schedules_item_data in self.schedules:
            schedules_item = schedules_item_data.to_dict()
            schedules.append(schedules_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "schedules": schedules,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.schedule_view import ScheduleView

        d = dict(src_dict)
        schedules = []
        _schedules = d.pop("schedules")
        for schedules_item_data in _schedules:
            schedules_item = ScheduleView.from_dict(schedules_item_data)

            schedules.append(schedules_item)

        schedule_list = cls(
            schedules=schedules,
        )

        schedule_list.additional_properties = d
        return schedule_list

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
