from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Overview")


@_attrs_define
class Overview:
    """How the whole is doing.

    Example:
        {'active_users': 18044, 'disabled_users': 12, 'due_runs': 3, 'oldest_due_seconds': 0, 'paused_runs': 1,
            'unverified_users': 210, 'workers': 2}

    Attributes:
        active_users (int): Accounts that may sign in.
        unverified_users (int): Accounts whose address was not verified yet.
        disabled_users (int): Accounts that an administrator has disabled.
        workers (int): Workers that gave a sign of life within the last 30 seconds and are not about to stop.
        due_runs (int): Runs that are due and wait for a worker.
        oldest_due_seconds (int): How long the oldest of them has waited, in seconds.
        paused_runs (int): Runs that wait for a person.
    """

    active_users: int
    unverified_users: int
    disabled_users: int
    workers: int
    due_runs: int
    oldest_due_seconds: int
    paused_runs: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        active_users = self.active_users

        unverified_users = self.unverified_users

        disabled_users = self.disabled_users

        workers = self.workers

        due_runs = self.due_runs

        oldest_due_seconds = self.oldest_due_seconds

        paused_runs = self.paused_runs

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "active_users": active_users,
                "unverified_users": unverified_users,
                "disabled_users": disabled_users,
                "workers": workers,
                "due_runs": due_runs,
                "oldest_due_seconds": oldest_due_seconds,
                "paused_runs": paused_runs,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        active_users = d.pop("active_users")

        unverified_users = d.pop("unverified_users")

        disabled_users = d.pop("disabled_users")

        workers = d.pop("workers")

        due_runs = d.pop("due_runs")

        oldest_due_seconds = d.pop("oldest_due_seconds")

        paused_runs = d.pop("paused_runs")

        overview = cls(
            active_users=active_users,
            unverified_users=unverified_users,
            disabled_users=disabled_users,
            workers=workers,
            due_runs=due_runs,
            oldest_due_seconds=oldest_due_seconds,
            paused_runs=paused_runs,
        )

        overview.additional_properties = d
        return overview

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
