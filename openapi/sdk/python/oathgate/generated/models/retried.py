from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Retried")


@_attrs_define
class Retried:
    """What came of retrying many.

    Example:
        {'retried': 17}

    Attributes:
        retried (int): How many runs are due now, at most 200.
        next_ (UUID | Unset): Where there may be more: give it as `before` and ask again.
    """

    retried: int
    next_: UUID | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        retried = self.retried

        next_: str | Unset = UNSET
        if not isinstance(self.next_, Unset):
            next_ = str(self.next_)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "retried": retried,
            }
        )
        if next_ is not UNSET:
            field_dict["next"] = next_

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        retried = d.pop("retried")

        _next_ = d.pop("next", UNSET)
        next_: UUID | Unset
        if isinstance(_next_, Unset):
            next_ = UNSET
        else:
            next_ = UUID(_next_)

        retried = cls(
            retried=retried,
            next_=next_,
        )

        retried.additional_properties = d
        return retried

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
