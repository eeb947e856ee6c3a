from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="StretchView")


@_attrs_define
class StretchView:
    """What happened within a stretch of time.

    Attributes:
        at (datetime.datetime): When it begins.
        sign_ins (int): Sign-ins.
        sign_ins_refused (int): Attempts to sign in that were refused.
        new_users (int): Accounts that were made.
        mails_sent (int): Mails that a mail server took.
        mails_bounced (int): Mails that a mail server refused for good.
        mails_failed (int): Attempts at a mail that failed and were, or will be, repeated.
        runs_failed (int): Runs, accepted then, that have failed.
        runs_paused (int): Runs, accepted then, that wait for a person.
    """

    at: datetime.datetime
    sign_ins: int
    sign_ins_refused: int
    new_users: int
    mails_sent: int
    mails_bounced: int
    mails_failed: int
    runs_failed: int
    runs_paused: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        at = self.at.isoformat()

        sign_ins = self.sign_ins

        sign_ins_refused = self.sign_ins_refused

        new_users = self.new_users

        mails_sent = self.mails_sent

        mails_bounced = self.mails_bounced

        mails_failed = self.mails_failed

        runs_failed = self.runs_failed

        runs_paused = self.runs_paused

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "at": at,
                "sign_ins": sign_ins,
                "sign_ins_refused": sign_ins_refused,
                "new_users": new_users,
                "mails_sent": mails_sent,
                "mails_bounced": mails_bounced,
                "mails_failed": mails_failed,
                "runs_failed": runs_failed,
                "runs_paused": runs_paused,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        at = datetime.datetime.fromisoformat(d.pop("at"))

        sign_ins = d.pop("sign_ins")

        sign_ins_refused = d.pop("sign_ins_refused")

        new_users = d.pop("new_users")

        mails_sent = d.pop("mails_sent")

        mails_bounced = d.pop("mails_bounced")

        mails_failed = d.pop("mails_failed")

        runs_failed = d.pop("runs_failed")

        runs_paused = d.pop("runs_paused")

        stretch_view = cls(
            at=at,
            sign_ins=sign_ins,
            sign_ins_refused=sign_ins_refused,
            new_users=new_users,
            mails_sent=mails_sent,
            mails_bounced=mails_bounced,
            mails_failed=mails_failed,
            runs_failed=runs_failed,
            runs_paused=runs_paused,
        )

        stretch_view.additional_properties = d
        return stretch_view

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
