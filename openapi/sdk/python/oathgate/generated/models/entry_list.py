from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.entry_view import EntryView


T = TypeVar("T", bound="EntryList")


@_attrs_define
class EntryList:
    """Entries, newest first.

    Example:
        {'entries': [{'act': 'password.changed', 'actor': {'kind': 'account', 'user_id':
            '0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60'}, 'address': '198.51.100.7', 'at': '2026-01-02T12:00:00Z', 'id':
            '0198c7a2-3b4c-7d5e-8f60-718293a4b5c6', 'number': 4711, 'request_id': '0198c7a23b4c7d5e8f60718293a4b5c7',
            'seal': '6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d', 'target': {'id':
            '0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60', 'kind': 'account'}, 'user_agent': 'Mozilla/5.0 (X11; Linux x86_64;
            rv:140.0) Firefox/140.0', 'user_id': '0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60'}]}

    Attributes:
        entries (list[EntryView]): A page of them.
        next_ (str | Unset): Where there may be more: give it as `before` for the next page.
    """

    entries: list[EntryView]
    next_: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        entries = []
        for entries_item_data in self.entries:
            entries_item = entries_item_data.to_dict()
            entries.append(entries_item)

        next_ = self.next_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "entries": entries,
            }
        )
        if next_ is not UNSET:
            field_dict["next"] = next_

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.entry_view import EntryView

        d = dict(src_dict)
        entries = []
        _entries = d.pop("entries")
        for entries_item_data in _entries:
            entries_item = EntryView.from_dict(entries_item_data)

            entries.append(entries_item)

        next_ = d.pop("next", UNSET)

        entry_list = cls(
            entries=entries,
            next_=next_,
        )

        entry_list.additional_properties = d
        return entry_list

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
