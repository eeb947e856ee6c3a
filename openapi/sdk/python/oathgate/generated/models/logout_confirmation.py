from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="LogoutConfirmation")


@_attrs_define
class LogoutConfirmation:
    """The person wants it. What the page was given goes back as it came.

    Example:
        {'client_id': 'photo-books', 'post_logout_redirect_uri': 'https://photos.example.com/bye', 'state':
            'af0ifjsldkj'}

    Attributes:
        client_id (str | Unset): The client.
        post_logout_redirect_uri (str | Unset): Where the browser goes afterwards.
        state (str | Unset): Given back as it came.
    """

    client_id: str | Unset = UNSET
    post_logout_redirect_uri: str | Unset = UNSET
    state: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        client_id = self.client_id

        post_logout_redirect_uri = self.post_logout_redirect_uri

        state = self.state

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if client_id is not UNSET:
            field_dict["client_id"] = client_id
        if post_logout_redirect_uri is not UNSET:
            field_dict["post_logout_redirect_uri"] = post_logout_redirect_uri
        if state is not UNSET:
            field_dict["state"] = state

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        client_id = d.pop("client_id", UNSET)

        post_logout_redirect_uri = d.pop("post_logout_redirect_uri", UNSET)

        state = d.pop("state", UNSET)

        logout_confirmation = cls(
            client_id=client_id,
            post_logout_redirect_uri=post_logout_redirect_uri,
            state=state,
        )

        return logout_confirmation
