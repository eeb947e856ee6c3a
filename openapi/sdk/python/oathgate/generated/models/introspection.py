from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Introspection")


@_attrs_define
class Introspection:
    """What a token is. A token that is not good, for whatever reason, is not `active`, and nothing else is said
    of it.

        Example:
            {'active': True, 'aud': 'https://id.example.com', 'client_id': 'photos', 'exp': 1795844930, 'iat': 1795843130,
                'iss': 'https://id.example.com', 'jti': '01a22097-834d-730f-a688-06aa1074df85', 'scope': 'email offline_access
                openid profile', 'sub': '01a22097-8284-73af-8bf3-50e916b6ef2c', 'token_type': 'Bearer'}

        Attributes:
            active (bool): Whether it is good now.
            token_type (str | Unset): `Bearer` or `refresh_token`.
            client_id (str | Unset): The client that it was given to.
            sub (str | Unset): Whom it stands for: an account, or the client itself.
            scope (str | Unset): What it allows.
            exp (int | Unset): When it ends, in seconds since 1970.
            iat (int | Unset): When it was made, in seconds since 1970.
            jti (str | Unset): Its name.
            iss (str | Unset): Who made it.
            aud (Any | Unset): Whom it is for: the server itself, a resource, or several of them.
            username (str | Unset): The name that the person signs in with, where the token allows `profile`.
            cnf (Any | Unset): The key that it is bound to (RFC 9449, section 6.2).
            act (Any | Unset): Who acts for whom it stands (RFC 8693, section 4.1).
    """

    active: bool
    token_type: str | Unset = UNSET
    client_id: str | Unset = UNSET
    sub: str | Unset = UNSET
    scope: str | Unset = UNSET
    exp: int | Unset = UNSET
    iat: int | Unset = UNSET
    jti: str | Unset = UNSET
    iss: str | Unset = UNSET
    aud: Any | Unset = UNSET
    username: str | Unset = UNSET
    cnf: Any | Unset = UNSET
    act: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        active = self.active

        token_type = self.token_type

        client_id = self.client_id

        sub = self.sub

        scope = self.scope

        exp = self.exp

        iat = self.iat

        jti = self.jti

        iss = self.iss

        aud = self.aud

        username = self.username

        cnf = self.cnf

        act = self.act

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "active": active,
            }
        )
        if token_type is not UNSET:
            field_dict["token_type"] = token_type
        if client_id is not UNSET:
            field_dict["client_id"] = client_id
        if sub is not UNSET:
            field_dict["sub"] = sub
        if scope is not UNSET:
            field_dict["scope"] = scope
        if exp is not UNSET:
            field_dict["exp"] = exp
        if iat is not UNSET:
            field_dict["iat"] = iat
        if jti is not UNSET:
            field_dict["jti"] = jti
        if iss is not UNSET:
            field_dict["iss"] = iss
        if aud is not UNSET:
            field_dict["aud"] = aud
        if username is not UNSET:
            field_dict["username"] = username
        if cnf is not UNSET:
            field_dict["cnf"] = cnf
        if act is not UNSET:
            field_dict["act"] = act

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        active = d.pop("active")

        token_type = d.pop("token_type", UNSET)

        client_id = d.pop("client_id", UNSET)

        sub = d.pop("sub", UNSET)

        scope = d.pop("scope", UNSET)

        exp = d.pop("exp", UNSET)

        iat = d.pop("iat", UNSET)

        jti = d.pop("jti", UNSET)

        iss = d.pop("iss", UNSET)

        aud = d.pop("aud", UNSET)

        username = d.pop("username", UNSET)

        cnf = d.pop("cnf", UNSET)

        act = d.pop("act", UNSET)

        introspection = cls(
            active=active,
            token_type=token_type,
            client_id=client_id,
            sub=sub,
            scope=scope,
            exp=exp,
            iat=iat,
            jti=jti,
            iss=iss,
            aud=aud,
            username=username,
            cnf=cnf,
            act=act,
        )

        introspection.additional_properties = d
        return introspection

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
