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
        {'keys': [{'use': 'sig', 'alg': 'EdDSA', 'kid': 'WPrZhfhyMGdlOM0-RUCJJsSRWE71nd47tJh_r08hQ8g', 'kty': 'OKP',
            'crv': 'Ed25519', 'x': 'xW9rr77JCbT40GrEebeOhCiOuiZql5tznfj1VD3KtCE'}, {'use': 'sig', 'alg': 'ES256', 'kid':
            'FtRyanAWzh-QKMOW8F6yRKw8N4ANgc7UIYewc_g8BvY', 'kty': 'EC', 'crv': 'P-256', 'x': 'SAmRz6jVVwvOW0EW-
            KQ9M_9VoEsgPSbU-HR1B-42J5I', 'y': 'l-LhV3HiUignsCSrUkmGcRKQnTDBzfkrafyQdUZPA44'}, {'use': 'sig', 'alg': 'RS256',
            'kid': 'VqPxz4agckrv28CLTOeEEkxO76AJJL_NWdItgq2r7xk', 'kty': 'RSA', 'n': '3pkEsh_OcvVCBNAVmHGl9egEJWYF-
            ZJNdKVa2i2H8VGZZ7bK5tx2PV8uC4e6NPRrtlix5LHex6Rrk731Ns1CA_-UdFiEZWudP1TSET02drrugy6pwf6skdseHp8kCzElX3jyCprW87Erv
            spUO0v_2uGGFzLAiEpO3lXyBMw5VnFWpy7ALd_tFW7E9hcYwUR2Jd1qOs9qnbz8HrLucdS-HE_YaeyFElSQyWd4OZ5k3ct1MOAM-
            sYZK9YIPWa1uWE81sSY_jyKtHln-vGLo7VJHaEEFYOK7ZT4xxPHQKyedyetZYrpatoVeWP07AJ56EA8w7hsZaWThOD3aEKwheo3OQ', 'e':
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
