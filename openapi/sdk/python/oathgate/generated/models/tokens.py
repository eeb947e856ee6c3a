from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Tokens")


@_attrs_define
class Tokens:
    """An access token and a refresh token.

    Example:
        {'access_token': 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiIwMTk4In0.c2lnbmF0dXJl', 'expires_in':
            1800, 'refresh_token': 'AAAAAQGYxfCNXnzAofArbTxOX2AAAAAB', 'token_type': 'Bearer'}

    Attributes:
        access_token (str): Send it as `Authorization: Bearer …`. A signed JWT (RFC 9068).
        token_type (str): Always `Bearer`.
        expires_in (int): How many seconds the access token lives.
        refresh_token (str | Unset): Exchange it at `/auth/refresh` for another pair. It works once. Left out where the
            session cookie was
            exchanged, and where a page in a browser signs in: it is in the cookie alone then, out of the reach of
            scripts.
        erasure_due_at (datetime.datetime | Unset): When the account will be deleted, where its owner has asked for
            that. Told at the sign-in.
    """

    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str | Unset = UNSET
    erasure_due_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        access_token = self.access_token

        token_type = self.token_type

        expires_in = self.expires_in

        refresh_token = self.refresh_token

        erasure_due_at: str | Unset = UNSET
        if not isinstance(self.erasure_due_at, Unset):
            erasure_due_at = self.erasure_due_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "access_token": access_token,
                "token_type": token_type,
                "expires_in": expires_in,
            }
        )
        if refresh_token is not UNSET:
            field_dict["refresh_token"] = refresh_token
        if erasure_due_at is not UNSET:
            field_dict["erasure_due_at"] = erasure_due_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        access_token = d.pop("access_token")

        token_type = d.pop("token_type")

        expires_in = d.pop("expires_in")

        refresh_token = d.pop("refresh_token", UNSET)

        _erasure_due_at = d.pop("erasure_due_at", UNSET)
        erasure_due_at: datetime.datetime | Unset
        if isinstance(_erasure_due_at, Unset):
            erasure_due_at = UNSET
        else:
            erasure_due_at = datetime.datetime.fromisoformat(_erasure_due_at)

        tokens = cls(
            access_token=access_token,
            token_type=token_type,
            expires_in=expires_in,
            refresh_token=refresh_token,
            erasure_due_at=erasure_due_at,
        )

        tokens.additional_properties = d
        return tokens

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
