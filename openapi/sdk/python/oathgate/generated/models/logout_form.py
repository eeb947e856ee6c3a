from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="LogoutForm")


@_attrs_define
class LogoutForm:
    """What a client asks for (OpenID Connect RP-Initiated Logout 1.0, section 2).

    Example:
        {'client_id': 'photos', 'post_logout_redirect_uri': 'https://photos.example.com/bye', 'state': 'af0ifjsldkj'}

    Attributes:
        id_token_hint (str | Unset): An ID token of the session that is to end. With it nobody is asked.
        logout_hint (str | Unset): Who is probably signed in.
        client_id (str | Unset): The client.
        post_logout_redirect_uri (str | Unset): Where the browser goes afterwards: one of those that the client
            registered.
        state (str | Unset): Given back as it came.
        ui_locales (str | Unset): Languages, best first.
    """

    id_token_hint: str | Unset = UNSET
    logout_hint: str | Unset = UNSET
    client_id: str | Unset = UNSET
    post_logout_redirect_uri: str | Unset = UNSET
    state: str | Unset = UNSET
    ui_locales: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id_token_hint = self.id_token_hint

        logout_hint = self.logout_hint

        client_id = self.client_id

        post_logout_redirect_uri = self.post_logout_redirect_uri

        state = self.state

        ui_locales = self.ui_locales

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id_token_hint is not UNSET:
            field_dict["id_token_hint"] = id_token_hint
        if logout_hint is not UNSET:
            field_dict["logout_hint"] = logout_hint
        if client_id is not UNSET:
            field_dict["client_id"] = client_id
        if post_logout_redirect_uri is not UNSET:
            field_dict["post_logout_redirect_uri"] = post_logout_redirect_uri
        if state is not UNSET:
            field_dict["state"] = state
        if ui_locales is not UNSET:
            field_dict["ui_locales"] = ui_locales

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        id_token_hint = d.pop("id_token_hint", UNSET)

        logout_hint = d.pop("logout_hint", UNSET)

        client_id = d.pop("client_id", UNSET)

        post_logout_redirect_uri = d.pop("post_logout_redirect_uri", UNSET)

        state = d.pop("state", UNSET)

        ui_locales = d.pop("ui_locales", UNSET)

        logout_form = cls(
            id_token_hint=id_token_hint,
            logout_hint=logout_hint,
            client_id=client_id,
            post_logout_redirect_uri=post_logout_redirect_uri,
            state=state,
            ui_locales=ui_locales,
        )

        logout_form.additional_properties = d
        return logout_form

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
