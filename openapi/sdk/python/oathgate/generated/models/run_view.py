from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.status_view import StatusView
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.fault_view import FaultView


T = TypeVar("T", bound="RunView")


@_attrs_define
class RunView:
    """A run of a workflow.

    Attributes:
        id (UUID): Its identifier.
        kind (str): The workflow, as `registration`.
        version (int): The version of its code that started it.
        status (StatusView): Where a run is.
        failed_attempts (int): How often the present step has failed.
        cancel_requested (bool): Whether somebody has asked for it to be cancelled.
        created_at (datetime.datetime): When it was accepted.
        key (str | Unset): Its business key: one run under it is under way at a time.
        step (str | Unset): The step that it did or tried last.
        due_at (datetime.datetime | Unset): When it goes on by itself: its next try, or the end of a wait.
        user_id (UUID | Unset): The account that it is about.
        request_id (str | Unset): The request that it descends from, as in the log.
        fault (FaultView | Unset): What went wrong.
        worker_id (UUID | Unset): The worker that holds it.
        closed_at (datetime.datetime | Unset): When it ended.
    """

    id: UUID
    kind: str
    version: int
    status: StatusView
    failed_attempts: int
    cancel_requested: bool
    created_at: datetime.datetime
    key: str | Unset = UNSET
    step: str | Unset = UNSET
    due_at: datetime.datetime | Unset = UNSET
    user_id: UUID | Unset = UNSET
    request_id: str | Unset = UNSET
    fault: FaultView | Unset = UNSET
    worker_id: UUID | Unset = UNSET
    closed_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind = self.kind

        version = self.version

        status = self.status.value

        failed_attempts = self.failed_attempts

        cancel_requested = self.cancel_requested

        created_at = self.created_at.isoformat()

        key = self.key

        step = self.step

        due_at: str | Unset = UNSET
        if not isinstance(self.due_at, Unset):
            due_at = self.due_at.isoformat()

        user_id: str | Unset = UNSET
        if not isinstance(self.user_id, Unset):
            user_id = str(self.user_id)

        request_id = self.request_id

        fault: dict[str, Any] | Unset = UNSET
        if not isinstance(self.fault, Unset):
            fault = self.fault.to_dict()

        worker_id: str | Unset = UNSET
        if not isinstance(self.worker_id, Unset):
            worker_id = str(self.worker_id)

        closed_at: str | Unset = UNSET
        if not isinstance(self.closed_at, Unset):
            closed_at = self.closed_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "version": version,
                "status": status,
                "failed_attempts": failed_attempts,
                "cancel_requested": cancel_requested,
                "created_at": created_at,
            }
        )
        if key is not UNSET:
            field_dict["key"] = key
        if step is not UNSET:
            field_dict["step"] = step
        if due_at is not UNSET:
            field_dict["due_at"] = due_at
        if user_id is not UNSET:
            field_dict["user_id"] = user_id
        if request_id is not UNSET:
            field_dict["request_id"] = request_id
        if fault is not UNSET:
            field_dict["fault"] = fault
        if worker_id is not UNSET:
            field_dict["worker_id"] = worker_id
        if closed_at is not UNSET:
            field_dict["closed_at"] = closed_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.fault_view import FaultView

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        version = d.pop("version")

        status = StatusView(d.pop("status"))

        failed_attempts = d.pop("failed_attempts")

        cancel_requested = d.pop("cancel_requested")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        key = d.pop("key", UNSET)

        step = d.pop("step", UNSET)

        _due_at = d.pop("due_at", UNSET)
        due_at: datetime.datetime | Unset
        if isinstance(_due_at, Unset):
            due_at = UNSET
        else:
            due_at = datetime.datetime.fromisoformat(_due_at)

        _user_id = d.pop("user_id", UNSET)
        user_id: UUID | Unset
        if isinstance(_user_id, Unset):
            user_id = UNSET
        else:
            user_id = UUID(_user_id)

        request_id = d.pop("request_id", UNSET)

        _fault = d.pop("fault", UNSET)
        fault: FaultView | Unset
        if isinstance(_fault, Unset):
            fault = UNSET
        else:
            fault = FaultView.from_dict(_fault)

        _worker_id = d.pop("worker_id", UNSET)
        worker_id: UUID | Unset
        if isinstance(_worker_id, Unset):
            worker_id = UNSET
        else:
            worker_id = UUID(_worker_id)

        _closed_at = d.pop("closed_at", UNSET)
        closed_at: datetime.datetime | Unset
        if isinstance(_closed_at, Unset):
            closed_at = UNSET
        else:
            closed_at = datetime.datetime.fromisoformat(_closed_at)

        run_view = cls(
            id=id,
            kind=kind,
            version=version,
            status=status,
            failed_attempts=failed_attempts,
            cancel_requested=cancel_requested,
            created_at=created_at,
            key=key,
            step=step,
            due_at=due_at,
            user_id=user_id,
            request_id=request_id,
            fault=fault,
            worker_id=worker_id,
            closed_at=closed_at,
        )

        run_view.additional_properties = d
        return run_view

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
