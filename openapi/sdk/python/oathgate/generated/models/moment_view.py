from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.moment_kind import MomentKind

T = TypeVar("T", bound="MomentView")


@_attrs_define
class MomentView:
    """Something that happened to a person.

    Attributes:
        at (datetime.datetime): When.
        kind (MomentKind): Of what kind a moment is.
        id (str): Of what it is.
        title (str): What happened, in a word: the workflow, the act, the client.
        details (Any): Particulars, by kind: the run's `status`, `step` and `fault`; the session's `address`,
            `user_agent` and end; the consent's `scope`; the entry's `actor`, `address`, `details`.
    """

    at: datetime.datetime
    kind: MomentKind
    id: str
    title: str
    details: Any
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        at = self.at.isoformat()

        kind = self.kind.value

        id = self.id

        title = self.title

        details = self.details

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "at": at,
                "kind": kind,
                "id": id,
                "title": title,
                "details": details,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        at = datetime.datetime.fromisoformat(d.pop("at"))

        kind = MomentKind(d.pop("kind"))

        id = d.pop("id")

        title = d.pop("title")

        details = d.pop("details")

        moment_view = cls(
            at=at,
            kind=kind,
            id=id,
            title=title,
            details=details,
        )

        moment_view.additional_properties = d
        return moment_view

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
