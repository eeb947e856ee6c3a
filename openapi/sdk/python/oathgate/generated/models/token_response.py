from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="TokenResponse")


@_attrs_define
class TokenResponse:
    """Tokens (RFC 6749, section 5.1).

    Example:
        {'access_token': 'eyJhbGciOiJFUzI1NiIsImtpZCI6IlY3UU9kLVROSzhJVVd2cXBwNDZKbXJZd3dfRFZzUlhOeGlFdXZGMmhNLVkiLCJ0eX
            AiOiJhdCtqd3QifQ.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjQ1ODExIiwic3ViIjoiMDFhMjIwOTctODI4NC03M2FmLThiZjMtNTBlOTE2YjZ
            lZjJjIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0NTgxMSIsImV4cCI6MTc5NTg0NDkzMCwiaWF0IjoxNzk1ODQzMTMwLCJqdGkiOiIwMWEyMjA
            5Ny04MzRkLTczMGYtYTY4OC0wNmFhMTA3NGRmODUiLCJjbGllbnRfaWQiOiJwaG90b3MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9
            wZW5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODQzMTMwLCJzaWQiOiIwMWEyMjA5Ny04MmQ0LTc1NzMtOTNiMy1jM2Y2NjVhNzE2YzQiLCJ
            ncmFudF9pZCI6IjAxYTIyMDk3LTgzNDUtNzM0Yi1hMDNhLTA3NDI0ZTY4M2JiZSJ9.mtzybKZLj3SyndhoNxFa1Bvyhb4aGsFyzjIaQGKCC1tHBd
            sRZrXxOllJZB-caCaxdHLuos8tgH22Y3Z4ynPecA', 'expires_in': 1800, 'id_token': 'eyJhbGciOiJSUzI1NiIsImtpZCI6IlZzLWNn
            a3lQTlFSYVNQSUh4WUlxVVNMXzFZb2lSQWQ3QjlRd3RnS2lISGMiLCJ0eXAiOiJKV1QifQ.eyJhY3IiOiIxIiwiYW1yIjpbInB3ZCJdLCJhdF9oY
            XNoIjoiU1lyejBaU3VJX3kyZm1ienhPWDd3QSIsImF1ZCI6InBob3RvcyIsImF1dGhfdGltZSI6MTc5NTg0MzEzMCwiYXpwIjoicGhvdG9zIiwiZ
            W1haWwiOiJncmFjZUBleGFtcGxlLmNvbSIsImVtYWlsX3ZlcmlmaWVkIjp0cnVlLCJleHAiOjE3OTU4NDM3MzAsImZhbWlseV9uYW1lIjoiSG9wc
            GVyIiwiZ2l2ZW5fbmFtZSI6IkdyYWNlIiwiaWF0IjoxNzk1ODQzMTMwLCJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjQ1ODExIiwibmFtZSI6IkdyY
            WNlIEhvcHBlciIsInNpZCI6IjAxYTIyMDk3LTgyZDQtNzU3My05M2IzLWMzZjY2NWE3MTZjNCIsInN1YiI6IjAxYTIyMDk3LTgyODQtNzNhZi04Y
            mYzLTUwZTkxNmI2ZWYyYyIsInVwZGF0ZWRfYXQiOjE3OTU4NDMxMzB9.RrCkfvhMo2ibhOXB28rgBSZonPSmngLLnASVp9id2tM07XQ-
            KNNygqnFOblE2gQXNBco5oVfGTo_ECv8H5VJ8OOMwafKmBEJ9kMxrS2Tksb-
            J_f8p58GuIwzVF8x3MiURiyBSRkjTKMYYWAC1P_zM_AI5Q3FKa42sirAXXRoQjA6MlZXvKugbYxreJ-hPJ87KOy_uKwPxgM6-
            ftiDk4LWc0wLsnzKQpYtnYxwZV9-pYvnESc5mwiR_V3-gU7_7DJcnqSpg_wpd5t9tBV6EGAEMu87ir99F-jt_x_S-
            4YDtXUKktPQ4eTbAsLP5S6_j_wUvaerOmirxiwiZ3aT_FGKg', 'refresh_token': 'ogr_AqT36X0BoiCXg0VzS6A6B0JOaDu-
            AAAAAAnJZoicz9UWxPXxB1KgUcnA2OjulfGhYN-tmtJkcX34RRACPVN_R-I9lkADgjiImw', 'scope': 'email offline_access openid
            profile', 'token_type': 'Bearer'}

    Attributes:
        access_token (str): The access token, a JWT (RFC 9068).
        token_type (str): `Bearer`, or `DPoP` where the access token is bound to a key (RFC 9449).
        expires_in (int): For how many seconds the access token is good.
        scope (str): What was granted.
        refresh_token (str | Unset): The refresh token. Each works once; the answer to it holds the next.
        id_token (str | Unset): The ID token, where `openid` was granted.
        issued_token_type (str | Unset): With token exchange: `urn:ietf:params:oauth:token-type:access_token` (RFC
            8693).
    """

    access_token: str
    token_type: str
    expires_in: int
    scope: str
    refresh_token: str | Unset = UNSET
    id_token: str | Unset = UNSET
    issued_token_type: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        access_token = self.access_token

        token_type = self.token_type

        expires_in = self.expires_in

        scope = self.scope

        refresh_token = self.refresh_token

        id_token = self.id_token

        issued_token_type = self.issued_token_type

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "access_token": access_token,
                "token_type": token_type,
                "expires_in": expires_in,
                "scope": scope,
            }
        )
        if refresh_token is not UNSET:
            field_dict["refresh_token"] = refresh_token
        if id_token is not UNSET:
            field_dict["id_token"] = id_token
        if issued_token_type is not UNSET:
            field_dict["issued_token_type"] = issued_token_type

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        access_token = d.pop("access_token")

        token_type = d.pop("token_type")

        expires_in = d.pop("expires_in")

        scope = d.pop("scope")

        refresh_token = d.pop("refresh_token", UNSET)

        id_token = d.pop("id_token", UNSET)

        issued_token_type = d.pop("issued_token_type", UNSET)

        token_response = cls(
            access_token=access_token,
            token_type=token_type,
            expires_in=expires_in,
            scope=scope,
            refresh_token=refresh_token,
            id_token=id_token,
            issued_token_type=issued_token_type,
        )

        token_response.additional_properties = d
        return token_response

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
