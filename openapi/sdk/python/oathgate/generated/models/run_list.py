from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.run_view import RunView


T = TypeVar("T", bound="RunList")


@_attrs_define
class RunList:
    """Runs, newest first.

    Example:
        {'runs': [{'cancel_requested': False, 'created_at': '2026-01-02T12:00:00Z', 'due_at': '2026-01-02T12:05:00Z',
            'failed_attempts': 3, 'fault': {'code': 'smtp_unavailable', 'detail': '421 4.3.2 Service shutting down'}, 'id':
            '0198c7a2-3b4c-7d5e-8f60-718293a4b5c6', 'kind': 'password_reset', 'request_id':
            '0198c7a23b4c7d5e8f60718293a4b5c7', 'status': 'waiting', 'step': 'mail_reset', 'user_id':
            '0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60', 'version': 1}]}

    Attributes:
        runs (list[RunView]): A page of them.
        next_ (UUID | Unset): Where there may be more: give it as `before` for the next page.
    """

    runs: list[RunView]
    next_: UUID | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        runs = []
        for runs_item_data in self.runs:
            runs_item = runs_item_data.to_dict()
            runs.append(runs_item)

        next_: str | Unset = UNSET
        if not isinstance(self.next_, Unset):
            next_ = str(self.next_)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "runs": runs,
            }
        )
        if next_ is not UNSET:
            field_dict["next"] = next_

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.run_view import RunView

        d = dict(src_dict)
        runs = []
        _runs = d.pop("runs")
        for runs_item_data in _runs:
            runs_item = RunView.from_dict(runs_item_data)

            runs.append(runs_item)

        _next_ = d.pop("next", UNSET)
        next_: UUID | Unset
        if isinstance(_next_, Unset):
            next_ = UNSET
        else:
            next_ = UUID(_next_)

        run_list = cls(
            runs=runs,
            next_=next_,
        )

        run_list.additional_properties = d
        return run_list

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
