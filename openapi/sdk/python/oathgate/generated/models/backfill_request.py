from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="BackfillRequest")


@_attrs_define
class BackfillRequest:
    """A span of time.

    Example:
        {'from': '2026-01-01T00:00:00Z', 'to': '2026-01-02T00:00:00Z'}

    Attributes:
        from_ (datetime.datetime): Its begin.
        to (datetime.datetime): Its end; both belong to it.
    """

    from_: datetime.datetime
    to: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        from_ = self.from_.isoformat()

        to = self.to.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "from": from_,
                "to": to,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        from_ = datetime.datetime.fromisoformat(d.pop("from"))

        to = datetime.datetime.fromisoformat(d.pop("to"))

        backfill_request = cls(
            from_=from_,
            to=to,
        )

        return backfill_request
