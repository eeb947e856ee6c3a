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
        signs (bool): Whether it signs, or only verifies what it signed before.
        created_at (datetime.datetime): When it was made.
        retired_at (datetime.datetime | Unset): When it stopped signing.
    """

    id: str
    algorithm: str
    public_jwk: Any
    signs: bool
    created_at: datetime.datetime
    retired_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        algorithm = self.algorithm

        public_jwk = self.public_jwk

        signs = self.signs

        created_at = self.created_at.isoformat()

        retired_at: str | Unset = UNSET
        if not isinstance(self.retired_at, Unset):
            retired_at = self.retired_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "algorithm": algorithm,
                "public_jwk": public_jwk,
                "signs": signs,
                "created_at": created_at,
            }
        )
        if retired_at is not UNSET:
            field_dict["retired_at"] = retired_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        id = d.pop("id")

        algorithm = d.pop("algorithm")

        public_jwk = d.pop("public_jwk")

        signs = d.pop("signs")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        _retired_at = d.pop("retired_at", UNSET)
        retired_at: datetime.datetime | Unset
        if isinstance(_retired_at, Unset):
            retired_at = UNSET
        else:
            retired_at = datetime.datetime.fromisoformat(_retired_at)

        key_view = cls(
            id=id,
            algorithm=algorithm,
            public_jwk=public_jwk,
            signs=signs,
            created_at=created_at,
            retired_at=retired_at,
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
