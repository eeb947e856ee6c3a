from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.overlap_view import OverlapView
from ..types import UNSET, Unset

T = TypeVar("T", bound="ScheduleView")


@_attrs_define
class ScheduleView:
    """A workflow that starts by the clock.

    Attributes:
        name (str): Its name.
        kind (str): The workflow that it starts.
        cron (str): When, as a cron expression.
        zone (str): In which time zone.
        overlap (OverlapView): What becomes of a run that is due while an earlier one is not over.
        catch_up_seconds (int): How late a run may start after an outage, in seconds.
        jitter_seconds (int): Most seconds by which runs start later than the expression says.
        paused (bool): Whether it starts nothing for now.
        fault (str | Unset): Why it was paused without anybody asking.
        next_at (datetime.datetime | Unset): When it starts a run next; none while it is paused.
        last_due (datetime.datetime | Unset): The time for which it started a run last.
        last_run_id (UUID | Unset): That run.
    """

    name: str
    kind: str
    cron: str
    zone: str
    overlap: OverlapView
    catch_up_seconds: int
    jitter_seconds: int
    paused: bool
    fault: str | Unset = UNSET
    next_at: datetime.datetime | Unset = UNSET
    last_due: datetime.datetime | Unset = UNSET
    last_run_id: UUID | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        kind = self.kind

        cron = self.cron

        zone = self.zone

        overlap = self.overlap.value

        catch_up_seconds = self.catch_up_seconds

        jitter_seconds = self.jitter_seconds

        paused = self.paused

        fault = self.fault

        next_at: str | Unset = UNSET
        if not isinstance(self.next_at, Unset):
            next_at = self.next_at.isoformat()

        last_due: str | Unset = UNSET
        if not isinstance(self.last_due, Unset):
            last_due = self.last_due.isoformat()

        last_run_id: str | Unset = UNSET
        if not isinstance(self.last_run_id, Unset):
            last_run_id = str(self.last_run_id)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "kind": kind,
                "cron": cron,
                "zone": zone,
                "overlap": overlap,
                "catch_up_seconds": catch_up_seconds,
                "jitter_seconds": jitter_seconds,
                "paused": paused,
            }
        )
        if fault is not UNSET:
            field_dict["fault"] = fault
        if next_at is not UNSET:
            field_dict["next_at"] = next_at
        if last_due is not UNSET:
            field_dict["last_due"] = last_due
        if last_run_id is not UNSET:
            field_dict["last_run_id"] = last_run_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        kind = d.pop("kind")

        cron = d.pop("cron")

        zone = d.pop("zone")

        overlap = OverlapView(d.pop("overlap"))

        catch_up_seconds = d.pop("catch_up_seconds")

        jitter_seconds = d.pop("jitter_seconds")

        paused = d.pop("paused")

        fault = d.pop("fault", UNSET)

        _next_at = d.pop("next_at", UNSET)
        next_at: datetime.datetime | Unset
        if isinstance(_next_at, Unset):
            next_at = UNSET
        else:
            next_at = datetime.datetime.fromisoformat(_next_at)

        _last_due = d.pop("last_due", UNSET)
        last_due: datetime.datetime | Unset
        if isinstance(_last_due, Unset):
            last_due = UNSET
        else:
            last_due = datetime.datetime.fromisoformat(_last_due)

        _last_run_id = d.pop("last_run_id", UNSET)
        last_run_id: UUID | Unset
        if isinstance(_last_run_id, Unset):
            last_run_id = UNSET
        else:
            last_run_id = UUID(_last_run_id)

        schedule_view = cls(
            name=name,
            kind=kind,
            cron=cron,
            zone=zone,
            overlap=overlap,
            catch_up_seconds=catch_up_seconds,
            jitter_seconds=jitter_seconds,
            paused=paused,
            fault=fault,
            next_at=next_at,
            last_due=last_due,
            last_run_id=last_run_id,
        )

        schedule_view.additional_properties = d
        return schedule_view

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
