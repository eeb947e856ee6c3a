from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

from ..models.status_view import StatusView
from ..types import UNSET, Unset

T = TypeVar("T", bound="RetryRequest")


@_attrs_define
class RetryRequest:
    """Which runs to retry.

    Example:
        {'kind': 'registration', 'status': 'paused'}

    Attributes:
        status (StatusView): Where a run is.
        kind (str | Unset): Only runs of this workflow.
        user_id (UUID | Unset): Only runs about this account.
        fault (str | Unset): Only runs with this code of a fault, or whose fault says this text.
        since (datetime.datetime | Unset): Only runs that were accepted from then on.
        until (datetime.datetime | Unset): Only runs that were accepted before then.
        before (UUID | Unset): Only runs behind this one: `next` of the answer before.
    """

    status: StatusView
    kind: str | Unset = UNSET
    user_id: UUID | Unset = UNSET
    fault: str | Unset = UNSET
    since: datetime.datetime | Unset = UNSET
    until: datetime.datetime | Unset = UNSET
    before: UUID | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        status = self.status.value

        kind = self.kind

        user_id: str | Unset = UNSET
        if not isinstance(self.user_id, Unset):
            user_id = str(self.user_id)

        fault = self.fault

        since: str | Unset = UNSET
        if not isinstance(self.since, Unset):
            since = self.since.isoformat()

        until: str | Unset = UNSET
        if not isinstance(self.until, Unset):
            until = self.until.isoformat()

        before: str | Unset = UNSET
        if not isinstance(self.before, Unset):
            before = str(self.before)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "status": status,
            }
        )
        if kind is not UNSET:
            field_dict["kind"] = kind
        if user_id is not UNSET:
            field_dict["user_id"] = user_id
        if fault is not UNSET:
            field_dict["fault"] = fault
        if since is not UNSET:
            field_dict["since"] = since
        if until is not UNSET:
            field_dict["until"] = until
        if before is not UNSET:
            field_dict["before"] = before

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        status = StatusView(d.pop("status"))

        kind = d.pop("kind", UNSET)

        _user_id = d.pop("user_id", UNSET)
        user_id: UUID | Unset
        if isinstance(_user_id, Unset):
            user_id = UNSET
        else:
            user_id = UUID(_user_id)

        fault = d.pop("fault", UNSET)

        _since = d.pop("since", UNSET)
        since: datetime.datetime | Unset
        if isinstance(_since, Unset):
            since = UNSET
        else:
            since = datetime.datetime.fromisoformat(_since)

        _until = d.pop("until", UNSET)
        until: datetime.datetime | Unset
        if isinstance(_until, Unset):
            until = UNSET
        else:
            until = datetime.datetime.fromisoformat(_until)

        _before = d.pop("before", UNSET)
        before: UUID | Unset
        if isinstance(_before, Unset):
            before = UNSET
        else:
            before = UUID(_before)

        retry_request = cls(
            status=status,
            kind=kind,
            user_id=user_id,
            fault=fault,
            since=since,
            until=until,
            before=before,
        )

        return retry_request
