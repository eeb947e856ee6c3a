from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.held_view import HeldView


T = TypeVar("T", bound="WorkerView")


@_attrs_define
class WorkerView:
    """A worker.

    Attributes:
        id (UUID): Its identifier, new with each start.
        host (str): The machine's name.
        alive (bool): Whether it gave a sign of life within the last 30 seconds.
        draining (bool): Whether it is about to stop.
        kinds (list[str]): The workflows that it has code for.
        slots (int): How many runs it carries out at a time.
        since (datetime.datetime): Since when it has been there.
        seen_at (datetime.datetime): Its last sign of life.
        runs (list[HeldView]): What it holds.
    """

    id: UUID
    host: str
    alive: bool
    draining: bool
    kinds: list[str]
    slots: int
    since: datetime.datetime
    seen_at: datetime.datetime
    runs: list[HeldView]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        host = self.host

        alive = self.alive

        draining = self.draining

        kinds = self.kinds

        slots = self.slots

        since = self.since.isoformat()

        seen_at = self.seen_at.isoformat()

        runs = []
        for runs_item_data in self.runs:
            runs_item = runs_item_data.to_dict()
            runs.append(runs_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "host": host,
                "alive": alive,
                "draining": draining,
                "kinds": kinds,
                "slots": slots,
                "since": since,
                "seen_at": seen_at,
                "runs": runs,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.held_view import HeldView

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        host = d.pop("host")

        alive = d.pop("alive")

        draining = d.pop("draining")

        kinds = cast(list[str], d.pop("kinds"))

        slots = d.pop("slots")

        since = datetime.datetime.fromisoformat(d.pop("since"))

        seen_at = datetime.datetime.fromisoformat(d.pop("seen_at"))

        runs = []
        _runs = d.pop("runs")
        for runs_item_data in _runs:
            runs_item = HeldView.from_dict(runs_item_data)

            runs.append(runs_item)

        worker_view = cls(
            id=id,
            host=host,
            alive=alive,
            draining=draining,
            kinds=kinds,
            slots=slots,
            since=since,
            seen_at=seen_at,
            runs=runs,
        )

        worker_view.additional_properties = d
        return worker_view

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
