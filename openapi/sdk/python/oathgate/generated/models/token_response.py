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
        {'access_token': 'eyJhbGciOiJFUzI1NiIsImtpZCI6IkZ0UnlhbkFXemgtUUtNT1c4RjZ5Ukt3OE40QU5nYzdVSVlld2NfZzhCdlkiLCJ0eX
            AiOiJhdCtqd3QifQ.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjQzNTc1Iiwic3ViIjoiMDFhMjFmY2ItODM0Yy03NjBjLWFhOGQtOGJkMTFlMGY
            2ZDFmIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0MzU3NSIsImV4cCI6MTc5NTgzMTU2MSwiaWF0IjoxNzk1ODI5NzYxLCJqdGkiOiIwMWEyMWZ
            jYi04NGFlLTc0YjUtYWM4OC1mZWNlNGZkMzA4NTAiLCJjbGllbnRfaWQiOiJwaG90b3MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9
            wZW5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODI5NzYwLCJzaWQiOiIwMWEyMWZjYi04M2I0LTczYjktOTcxNS03MzZiOTI2NTE1OWEiLCJ
            ncmFudF9pZCI6IjAxYTIxZmNiLTg0OGMtNzJiNC1hYzZmLWUyYWQ4NjU3NGY2OSJ9.Xz-4pk96Lto8HIRb-
            5itaMi4fFsNm7_3VEBBUXF6HZ1PMYyivlSXa4JDrUa4V10Q_jAvULtXYAlygHJ1C08NlA', 'expires_in': 1800, 'id_token': 'eyJhbGc
            iOiJSUzI1NiIsImtpZCI6IlZxUHh6NGFnY2tydjI4Q0xUT2VFRWt4Tzc2QUpKTF9OV2RJdGdxMnI3eGsiLCJ0eXAiOiJKV1QifQ.eyJhY3IiOiIx
            IiwiYW1yIjpbInB3ZCJdLCJhdF9oYXNoIjoibTJhRE9fcnJOZEp6angwZGF5U0ZsdyIsImF1ZCI6InBob3RvcyIsImF1dGhfdGltZSI6MTc5NTgy
            OTc2MCwiYXpwIjoicGhvdG9zIiwiZW1haWwiOiJncmFjZUBleGFtcGxlLmNvbSIsImVtYWlsX3ZlcmlmaWVkIjp0cnVlLCJleHAiOjE3OTU4MzAz
            NjEsImZhbWlseV9uYW1lIjoiSG9wcGVyIiwiZ2l2ZW5fbmFtZSI6IkdyYWNlIiwiaWF0IjoxNzk1ODI5NzYxLCJpc3MiOiJodHRwOi8vbG9jYWxo
            b3N0OjQzNTc1IiwibmFtZSI6IkdyYWNlIEhvcHBlciIsInNpZCI6IjAxYTIxZmNiLTgzYjQtNzNiOS05NzE1LTczNmI5MjY1MTU5YSIsInN1YiI6
            IjAxYTIxZmNiLTgzNGMtNzYwYy1hYThkLThiZDExZTBmNmQxZiIsInVwZGF0ZWRfYXQiOjE3OTU4Mjk3NjB9.bu1lvUQLATj3j7Qnefxeu4aN1QR
            mb3zGwAIh2Tm8OJGVd0aytZihvpOsMJQqGDZ-4x8_EMWLSFm_OUZOypkNj14JAYiwnNEe9v2XOFvs-r00mkz3-
            GAtXYQ71ypxpoaadwPvmEbgCiV4mOYyuhxfJEtqNmfESUphZXPybn_LicPiq2ku0me6RrCx926ktFdLWVzEESfnF82ayJ33k4zZgQjLiBh-hXxc-
            7NM4xIi7xwVMXt2NVbRZJiRtkmN-
            V4Pqt_twAkplMGdKjaHlKdg8HQdaLX_K_mQx_EE_WsaaLtYtKbmTY1XI7uNN7ICKNyoKdgJhW6g9_u6K_s3rkkuzA', 'refresh_token':
            'ogr_Ar_pcKoBoh_LhIxytKxv4q2GV09pAAAAAEktmlwL_7gSpxzRbF3vJrhjkPWSvoiXCvz13MmShPBz6VspH1S9iMD6XzCkRgebVA',
            'scope': 'email offline_access openid profile', 'token_type': 'Bearer'}

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
