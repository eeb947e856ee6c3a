from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.jwk import Jwk


T = TypeVar("T", bound="JwkSet")


@_attrs_define
class JwkSet:
    """Keys (RFC 7517, section 5).

    Example:
        {'keys': [{'use': 'sig', 'alg': 'EdDSA', 'kid': 'pods5EbyG8N8q5MhRWcd91uV-D88y5Cw_x1IoeLNzSI', 'kty': 'OKP',
            'crv': 'Ed25519', 'x': 'd_lPr2o5QGXpuQS5ISV-j-uj66yRkiuf80Mk_pwYcjs'}, {'use': 'sig', 'alg': 'ES256', 'kid':
            'V7QOd-TNK8IUWvqpp46JmrYww_DVsRXNxiEuvF2hM-Y', 'kty': 'EC', 'crv': 'P-256', 'x':
            '3pz2NpuS4fYKxBRXoJBPopbru7kByYqSo0WEwv1CR5I', 'y': 'LY73zQ5YZJb7b8poUPvjdOI9rJ63y4Nnf952JA-YW5k'}, {'use':
            'sig', 'alg': 'RS256', 'kid': 'Vs-cgkyPNQRaSPIHxYIqUSL_1YoiRAd7B9QwtgKiHHc', 'kty': 'RSA', 'n': 'lsnU1M20ctoPu6E
            uATi8prOIWWZGMKdwyPR6lPg6_1J1drBw_jga895JLgeMTy_s4iejdkHdXC3DgOWujvr_YyGnoJyrQhKLyjZDSJJJsQa1xIdJcqReBGYf1gqeKOL
            zTSiUf75ZAGPGD2un-UFZOrEvNG5UQQn9RD-BxBlxdD3saHZwxXzR5LrxDe6evHYf1jc312m9jhy3NJlpcC5xxc6SUmrz9ysubpLXzBoS4OugQ_-
            7rLziYQprfqGOD4UeIVv0HQaDDWijXSjSrrvXUrYTX1cATUHxCwGh1VAeWkMzpxVuMWtx_oRD5HA-JxEJD8jmrXfqiv-T-wHY3GLMsw', 'e':
            'AQAB'}]}

    Attributes:
        keys (list[Jwk]): Every key that verifies.
    """

    keys: list[Jwk]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        keys = []
        for keys_item_data in self.keys:
            keys_item = keys_item_data.to_dict()
            keys.append(keys_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "keys": keys,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.jwk import Jwk

        d = dict(src_dict)
        keys = []
        _keys = d.pop("keys")
        for keys_item_data in _keys:
            keys_item = Jwk.from_dict(keys_item_data)

            keys.append(keys_item)

        jwk_set = cls(
            keys=keys,
        )

        jwk_set.additional_properties = d
        return jwk_set

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
