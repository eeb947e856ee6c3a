from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="TokenForm")


@_attrs_define
class TokenForm:
    """A token, and who shows it.

    Example:
        {'token': 'eyJhbGciOiJFUzI1NiIsImtpZCI6IlY3UU9kLVROSzhJVVd2cXBwNDZKbXJZd3dfRFZzUlhOeGlFdXZGMmhNLVkiLCJ0eXAiOiJhd
            Ctqd3QifQ.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjQ1ODExIiwic3ViIjoiMDFhMjIwOTctODI4NC03M2FmLThiZjMtNTBlOTE2YjZlZjJjIi
            wiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0NTgxMSIsImV4cCI6MTc5NTg0NDkzMCwiaWF0IjoxNzk1ODQzMTMwLCJqdGkiOiIwMWEyMjA5Ny04Mz
            RkLTczMGYtYTY4OC0wNmFhMTA3NGRmODUiLCJjbGllbnRfaWQiOiJwaG90b3MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9wZW5pZC
            Bwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODQzMTMwLCJzaWQiOiIwMWEyMjA5Ny04MmQ0LTc1NzMtOTNiMy1jM2Y2NjVhNzE2YzQiLCJncmFudF
            9pZCI6IjAxYTIyMDk3LTgzNDUtNzM0Yi1hMDNhLTA3NDI0ZTY4M2JiZSJ9.mtzybKZLj3SyndhoNxFa1Bvyhb4aGsFyzjIaQGKCC1tHBdsRZrXxO
            llJZB-caCaxdHLuos8tgH22Y3Z4ynPecA'}

    Attributes:
        token (str): An access token or a refresh token.
        token_type_hint (str | Unset): Which of both it probably is; the server finds out by itself.
        client_id (str | Unset): The client, unless the header names it.
        client_secret (str | Unset): Its secret, unless the header has it.
        client_assertion_type (str | Unset): With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-
            bearer`.
        client_assertion (str | Unset): In place of a secret: a JWT that the client has signed (RFC 7523).
    """

    token: str
    token_type_hint: str | Unset = UNSET
    client_id: str | Unset = UNSET
    client_secret: str | Unset = UNSET
    client_assertion_type: str | Unset = UNSET
    client_assertion: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        token = self.token

        token_type_hint = self.token_type_hint

        client_id = self.client_id

        client_secret = self.client_secret

        client_assertion_type = self.client_assertion_type

        client_assertion = self.client_assertion

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "token": token,
            }
        )
        if token_type_hint is not UNSET:
            field_dict["token_type_hint"] = token_type_hint
        if client_id is not UNSET:
            field_dict["client_id"] = client_id
        if client_secret is not UNSET:
            field_dict["client_secret"] = client_secret
        if client_assertion_type is not UNSET:
            field_dict["client_assertion_type"] = client_assertion_type
        if client_assertion is not UNSET:
            field_dict["client_assertion"] = client_assertion

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        token = d.pop("token")

        token_type_hint = d.pop("token_type_hint", UNSET)

        client_id = d.pop("client_id", UNSET)

        client_secret = d.pop("client_secret", UNSET)

        client_assertion_type = d.pop("client_assertion_type", UNSET)

        client_assertion = d.pop("client_assertion", UNSET)

        token_form = cls(
            token=token,
            token_type_hint=token_type_hint,
            client_id=client_id,
            client_secret=client_secret,
            client_assertion_type=client_assertion_type,
            client_assertion=client_assertion,
        )

        token_form.additional_properties = d
        return token_form

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
