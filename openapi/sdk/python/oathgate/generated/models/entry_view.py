from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.actor_view import ActorView
    from ..models.target_view import TargetView


T = TypeVar("T", bound="EntryView")


@_attrs_define
class EntryView:
    """An entry of the audit trail.

    Attributes:
        id (UUID): Its identifier.
        at (datetime.datetime): When it was done.
        act (str): What was done, as `client.deleted`.
        actor (ActorView): Who did something.
        user_id (UUID | Unset): The person whom it concerns.
        target (TargetView | Unset): To what it was done.
        address (str | Unset): The network address from which it was done.
        user_agent (str | Unset): The browser or client, in its own words.
        request_id (str | Unset): The request, as in the log.
        details (Any | Unset): Particulars: reasons, codes, ids.
        number (int | Unset): Its place in the chain; none within about a second.
        seal (str | Unset): Its seal, in hexadecimal digits.
    """

    id: UUID
    at: datetime.datetime
    act: str
    actor: ActorView
    user_id: UUID | Unset = UNSET
    target: TargetView | Unset = UNSET
    address: str | Unset = UNSET
    user_agent: str | Unset = UNSET
    request_id: str | Unset = UNSET
    details: Any | Unset = UNSET
    number: int | Unset = UNSET
    seal: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        at = self.at.isoformat()

        act = self.act

        actor = self.actor.to_dict()

        user_id: str | Unset = UNSET
        if not isinstance(self.user_id, Unset):
            user_id = str(self.user_id)

        target: dict[str, Any] | Unset = UNSET
        if not isinstance(self.target, Unset):
            target = self.target.to_dict()

        address = self.address

        user_agent = self.user_agent

        request_id = self.request_id

        details = self.details

        number = self.number

        seal = self.seal

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "at": at,
                "act": act,
                "actor": actor,
            }
        )
        if user_id is not UNSET:
            field_dict["user_id"] = user_id
        if target is not UNSET:
            field_dict["target"] = target
        if address is not UNSET:
            field_dict["address"] = address
        if user_agent is not UNSET:
            field_dict["user_agent"] = user_agent
        if request_id is not UNSET:
            field_dict["request_id"] = request_id
        if details is not UNSET:
            field_dict["details"] = details
        if number is not UNSET:
            field_dict["number"] = number
        if seal is not UNSET:
            field_dict["seal"] = seal

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.actor_view import ActorView
        from ..models.target_view import TargetView

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        at = datetime.datetime.fromisoformat(d.pop("at"))

        act = d.pop("act")

        actor = ActorView.from_dict(d.pop("actor"))

        _user_id = d.pop("user_id", UNSET)
        user_id: UUID | Unset
        if isinstance(_user_id, Unset):
            user_id = UNSET
        else:
            user_id = UUID(_user_id)

        _target = d.pop("target", UNSET)
        target: TargetView | Unset
        if isinstance(_target, Unset):
            target = UNSET
        else:
            target = TargetView.from_dict(_target)

        address = d.pop("address", UNSET)

        user_agent = d.pop("user_agent", UNSET)

        request_id = d.pop("request_id", UNSET)

        details = d.pop("details", UNSET)

        number = d.pop("number", UNSET)

        seal = d.pop("seal", UNSET)

        entry_view = cls(
            id=id,
            at=at,
            act=act,
            actor=actor,
            user_id=user_id,
            target=target,
            address=address,
            user_agent=user_agent,
            request_id=request_id,
            details=details,
            number=number,
            seal=seal,
        )

        entry_view.additional_properties = d
        return entry_view

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
