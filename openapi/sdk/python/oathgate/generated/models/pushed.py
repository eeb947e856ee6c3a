from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Pushed")


@_attrs_define
class Pushed:
    """The request has a name now.

    Example:
        {'expires_in': 60, 'request_uri':
            'urn:ietf:params:oauth:request_uri:r8tXTXaHdHCwN8ZDr5YbcmGi_x8Uqt2OVCVVIoYIq2c'}

    Attributes:
        request_uri (str): What is sent to `/oauth/authorize` in place of the parameters, beside `client_id`. It works
            once.
        expires_in (int): For how many seconds.
    """

    request_uri: str
    expires_in: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        request_uri = self.request_uri

        expires_in = self.expires_in

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "request_uri": request_uri,
                "expires_in": expires_in,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        request_uri = d.pop("request_uri")

        expires_in = d.pop("expires_in")

        pushed = cls(
            request_uri=request_uri,
            expires_in=expires_in,
        )

        pushed.additional_properties = d
        return pushed

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
