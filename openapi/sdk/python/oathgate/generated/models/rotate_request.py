from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="RotateRequest")


@_attrs_define
class RotateRequest:
    """Whose key is exchanged, and how.

    Example:
        {'algorithm': 'ES256'}

    Attributes:
        algorithm (str): `RS256`, `ES256` or `EdDSA`.
        at_once (bool | Unset): Let the next key sign right away, and not in an hour. Whoever has fetched the keys
            before may refuse
            new tokens for five minutes.
    """

    algorithm: str
    at_once: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        algorithm = self.algorithm

        at_once = self.at_once

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "algorithm": algorithm,
            }
        )
        if at_once is not UNSET:
            field_dict["at_once"] = at_once

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        algorithm = d.pop("algorithm")

        at_once = d.pop("at_once", UNSET)

        rotate_request = cls(
            algorithm=algorithm,
            at_once=at_once,
        )

        return rotate_request
