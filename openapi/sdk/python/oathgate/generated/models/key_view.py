from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="KeyView")


@_attrs_define
class KeyView:
    """A key that signs tokens, or did. Its private part is never shown.

    Attributes:
        id (str): Its `kid`.
        algorithm (str): How it signs.
        public_jwk (Any): Its public part, a JWK.
        state (str): `next`: published, and not used yet; `active`: it signs; `retired`: it verifies what it signed
            before.
        signs (bool): Whether it signs.
        created_at (datetime.datetime): When it was made, and published.
        activated_at (datetime.datetime | Unset): When it began to sign.
        retired_at (datetime.datetime | Unset): When it stopped signing.
        verifies_until (datetime.datetime | Unset): Until when it verifies: then the last token that it signed is dead.
    """

    id: str
    algorithm: str
    public_jwk: Any
    state: str
    signs: bool
    created_at: datetime.datetime
    activated_at: datetime.datetime | Unset = UNSET
    retired_at: datetime.datetime | Unset = UNSET
    verifies_until: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        algorithm = self.algorithm

        public_jwk = self.public_jwk

        state = self.state

        signs = self.signs

        created_at = self.created_at.isoformat()

        activated_at: str | Unset = UNSET
        if not isinstance(self.activated_at, Unset):
            activated_at = self.activated_at.isoformat()

        retired_at: str | Unset = UNSET
        if not isinstance(self.retired_at, Unset):
            retired_at = self.retired_at.isoformat()

        verifies_until: str | Unset = UNSET
        if not isinstance(self.verifies_until, Unset):
            verifies_until = self.verifies_until.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "algorithm": algorithm,
                "public_jwk": public_jwk,
                "state": state,
                "signs": signs,
                "created_at": created_at,
            }
        )
        if activated_at is not UNSET:
            field_dict["activated_at"] = activated_at
        if retired_at is not UNSET:
            field_dict["retired_at"] = retired_at
        if verifies_until is not UNSET:
            field_dict["verifies_until"] = verifies_until

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        id = d.pop("id")

        algorithm = d.pop("algorithm")

        public_jwk = d.pop("public_jwk")

        state = d.pop("state")

        signs = d.pop("signs")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        _activated_at = d.pop("activated_at", UNSET)
        activated_at: datetime.datetime | Unset
        if isinstance(_activated_at, Unset):
            activated_at = UNSET
        else:
            activated_at = datetime.datetime.fromisoformat(_activated_at)

        _retired_at = d.pop("retired_at", UNSET)
        retired_at: datetime.datetime | Unset
        if isinstance(_retired_at, Unset):
            retired_at = UNSET
        else:
            retired_at = datetime.datetime.fromisoformat(_retired_at)

        _verifies_until = d.pop("verifies_until", UNSET)
        verifies_until: datetime.datetime | Unset
        if isinstance(_verifies_until, Unset):
            verifies_until = UNSET
        else:
            verifies_until = datetime.datetime.fromisoformat(_verifies_until)

        key_view = cls(
            id=id,
            algorithm=algorithm,
            public_jwk=public_jwk,
            state=state,
            signs=signs,
            created_at=created_at,
            activated_at=activated_at,
            retired_at=retired_at,
            verifies_until=verifies_until,
        )

        key_view.additional_properties = d
        return key_view

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
