from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.offender_view import OffenderView


T = TypeVar("T", bound="OffenderList")


@_attrs_define
class OffenderList:
    """Networks that came too early, most often first.

    Example:
        {'offenders': [{'limit': 'passwords', 'network': '203.0.113.9', 'times': 812}]}

    Attributes:
        offenders (list[OffenderView]): At most 100, counted since the beginning of the hour before.
    """

    offenders: list[OffenderView]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        offenders = []
        for offenders_item_data in self.offenders:
            offenders_item = offenders_item_data.to_dict()
            offenders.append(offenders_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "offenders": offenders,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.offender_view import OffenderView

        d = dict(src_dict)
        offenders = []
        _offenders = d.pop("offenders")
        for offenders_item_data in _offenders:
            offenders_item = OffenderView.from_dict(offenders_item_data)

            offenders.append(offenders_item)

        offender_list = cls(
            offenders=offenders,
        )

        offender_list.additional_properties = d
        return offender_list

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
