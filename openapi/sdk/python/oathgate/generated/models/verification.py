from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Verification")


@_attrs_define
class Verification:
    """What a check of the audit trail found.

    Example:
        {'base_number': 0, 'entries': 4711, 'head_number': 4711, 'head_seal':
            '6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d', 'is_whole': True, 'unsealed_since':
            '2026-01-02T12:00:00Z'}

    Attributes:
        is_whole (bool): Whether nothing was changed, taken out, put in or cut off.
        entries (int | Unset): How many entries were checked.
        head_number (int | Unset): The number of the entry that was sealed last.
        head_seal (str | Unset): Its seal, in hexadecimal digits. Who notes both elsewhere can have them compared later.
        base_number (int | Unset): The number of the last entry that was deleted because its time was up; 0 where none
            was.
        unsealed_since (datetime.datetime | Unset): When the oldest entry that waits to be sealed was made.
        broken_at (int | Unset): The number of the entry at which the trail is broken.
        flaw (str | Unset): How it is broken.
    """

    is_whole: bool
    entries: int | Unset = UNSET
    head_number: int | Unset = UNSET
    head_seal: str | Unset = UNSET
    base_number: int | Unset = UNSET
    unsealed_since: datetime.datetime | Unset = UNSET
    broken_at: int | Unset = UNSET
    flaw: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        is_whole = self.is_whole

        entries = self.entries

        head_number = self.head_number

        head_seal = self.head_seal

        base_number = self.base_number

        unsealed_since: str | Unset = UNSET
        if not isinstance(self.unsealed_since, Unset):
            unsealed_since = self.unsealed_since.isoformat()

        broken_at = self.broken_at

        flaw = self.flaw

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "is_whole": is_whole,
            }
        )
        if entries is not UNSET:
            field_dict["entries"] = entries
        if head_number is not UNSET:
            field_dict["head_number"] = head_number
        if head_seal is not UNSET:
            field_dict["head_seal"] = head_seal
        if base_number is not UNSET:
            field_dict["base_number"] = base_number
        if unsealed_since is not UNSET:
            field_dict["unsealed_since"] = unsealed_since
        if broken_at is not UNSET:
            field_dict["broken_at"] = broken_at
        if flaw is not UNSET:
            field_dict["flaw"] = flaw

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        is_whole = d.pop("is_whole")

        entries = d.pop("entries", UNSET)

        head_number = d.pop("head_number", UNSET)

        head_seal = d.pop("head_seal", UNSET)

        base_number = d.pop("base_number", UNSET)

        _unsealed_since = d.pop("unsealed_since", UNSET)
        unsealed_since: datetime.datetime | Unset
        if isinstance(_unsealed_since, Unset):
            unsealed_since = UNSET
        else:
            unsealed_since = datetime.datetime.fromisoformat(_unsealed_since)

        broken_at = d.pop("broken_at", UNSET)

        flaw = d.pop("flaw", UNSET)

        verification = cls(
            is_whole=is_whole,
            entries=entries,
            head_number=head_number,
            head_seal=head_seal,
            base_number=base_number,
            unsealed_since=unsealed_since,
            broken_at=broken_at,
            flaw=flaw,
        )

        verification.additional_properties = d
        return verification

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
