from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.limit_view import LimitView


T = TypeVar("T", bound="LimitList")


@_attrs_define
class LimitList:
    """All limits.

    Example:
        {'limits': [{'burst': 30, 'counts': 'Requests with a password: signing in, changing it, deleting an account.',
            'default_burst': 30, 'default_every_ms': 2000, 'every_ms': 2000, 'name': 'passwords'}], 'on': True, 'shared':
            True}

    Attributes:
        on (bool): Whether anything is limited (`RATE_LIMIT`).
        limits (list[LimitView]): The limits.
        shared (bool | Unset): Whether all servers count together: false while Redis is away and each counts for itself.
            Missing where
            there is no Redis.
    """

    on: bool
    limits: list[LimitView]
    shared: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        on = self.on

        limits = []
        for limits_item_data in self.limits:
            limits_item = limits_item_data.to_dict()
            limits.append(limits_item)

        shared = self.shared

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "on": on,
                "limits": limits,
            }
        )
        if shared is not UNSET:
            field_dict["shared"] = shared

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.limit_view import LimitView

        d = dict(src_dict)
        on = d.pop("on")

        limits = []
        _limits = d.pop("limits")
        for limits_item_data in _limits:
            limits_item = LimitView.from_dict(limits_item_data)

            limits.append(limits_item)

        shared = d.pop("shared", UNSET)

        limit_list = cls(
            on=on,
            limits=limits,
            shared=shared,
        )

        limit_list.additional_properties = d
        return limit_list

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
