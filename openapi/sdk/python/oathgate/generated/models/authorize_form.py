from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="AuthorizeForm")


@_attrs_define
class AuthorizeForm:
    """What a client asks for (RFC 6749, section 4.1.1; OpenID Connect Core, section 3.1.2.1).

    Example:
        {'client_id': 'photos', 'response_type': 'code', 'redirect_uri': 'https://photos.example.com/callback', 'scope':
            'openid profile email offline_access', 'state': 'af0ifjsldkj', 'code_challenge':
            'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 'code_challenge_method': 'S256'}

    Attributes:
        response_type (str): `code`.
        client_id (str): The client.
        redirect_uri (str | Unset): Where the answer goes: one of those that the client registered. May be left out
            where it registered
            one alone.
        scope (str | Unset): What is asked for.
        state (str | Unset): Given back as it came.
        response_mode (str | Unset): `query`, `fragment` or `form_post`.
        code_challenge (str | Unset): The challenge (RFC 7636). A client without a secret must send one.
        code_challenge_method (str | Unset): `S256`.
        nonce (str | Unset): Given back in the ID token.
        prompt (str | Unset): `none`, or `login`, `consent` and `select_account`.
        max_age (str | Unset): How many seconds ago the person may have signed in.
        login_hint (str | Unset): Who probably wants to sign in.
        ui_locales (str | Unset): The languages that the person speaks, best first, with blanks between.
        id_token_hint (str | Unset): An ID token of the person who is meant.
        claims (str | Unset): Claims, one by one, as JSON (OpenID Connect Core, section 5.5).
        acr_values (str | Unset): The classes of sign-in that the client would like, best first. No other is there than
            `1`, a password.
        request (str | Unset): In place of the others: what the client has signed (RFC 9101).
        request_uri (str | Unset): In place of the others: what the client has pushed (RFC 9126).
    """

    response_type: str
    client_id: str
    redirect_uri: str | Unset = UNSET
    scope: str | Unset = UNSET
    state: str | Unset = UNSET
    response_mode: str | Unset = UNSET
    code_challenge: str | Unset = UNSET
    code_challenge_method: str | Unset = UNSET
    nonce: str | Unset = UNSET
    prompt: str | Unset = UNSET
    max_age: str | Unset = UNSET
    login_hint: str | Unset = UNSET
    ui_locales: str | Unset = UNSET
    id_token_hint: str | Unset = UNSET
    claims: str | Unset = UNSET
    acr_values: str | Unset = UNSET
    request: str | Unset = UNSET
    request_uri: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        response_type = self.response_type

        client_id = self.client_id

        redirect_uri = self.redirect_uri

        scope = self.scope

        state = self.state

        response_mode = self.response_mode

        code_challenge = self.code_challenge

        code_challenge_method = self.code_challenge_method

        nonce = self.nonce

        prompt = self.prompt

        max_age = self.max_age

        login_hint = self.login_hint

        ui_locales = self.ui_locales

        id_token_hint = self.id_token_hint

        claims = self.claims

        acr_values = self.acr_values

        request = self.request

        request_uri = self.request_uri

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "response_type": response_type,
                "client_id": client_id,
            }
        )
        if redirect_uri is not UNSET:
            field_dict["redirect_uri"] = redirect_uri
        if scope is not UNSET:
            field_dict["scope"] = scope
        if state is not UNSET:
            field_dict["state"] = state
        if response_mode is not UNSET:
            field_dict["response_mode"] = response_mode
        if code_challenge is not UNSET:
            field_dict["code_challenge"] = code_challenge
        if code_challenge_method is not UNSET:
            field_dict["code_challenge_method"] = code_challenge_method
        if nonce is not UNSET:
            field_dict["nonce"] = nonce
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if max_age is not UNSET:
            field_dict["max_age"] = max_age
        if login_hint is not UNSET:
            field_dict["login_hint"] = login_hint
        if ui_locales is not UNSET:
            field_dict["ui_locales"] = ui_locales
        if id_token_hint is not UNSET:
            field_dict["id_token_hint"] = id_token_hint
        if claims is not UNSET:
            field_dict["claims"] = claims
        if acr_values is not UNSET:
            field_dict["acr_values"] = acr_values
        if request is not UNSET:
            field_dict["request"] = request
        if request_uri is not UNSET:
            field_dict["request_uri"] = request_uri

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        response_type = d.pop("response_type")

        client_id = d.pop("client_id")

        redirect_uri = d.pop("redirect_uri", UNSET)

        scope = d.pop("scope", UNSET)

        state = d.pop("state", UNSET)

        response_mode = d.pop("response_mode", UNSET)

        code_challenge = d.pop("code_challenge", UNSET)

        code_challenge_method = d.pop("code_challenge_method", UNSET)

        nonce = d.pop("nonce", UNSET)

        prompt = d.pop("prompt", UNSET)

        max_age = d.pop("max_age", UNSET)

        login_hint = d.pop("login_hint", UNSET)

        ui_locales = d.pop("ui_locales", UNSET)

        id_token_hint = d.pop("id_token_hint", UNSET)

        claims = d.pop("claims", UNSET)

        acr_values = d.pop("acr_values", UNSET)

        request = d.pop("request", UNSET)

        request_uri = d.pop("request_uri", UNSET)

        authorize_form = cls(
            response_type=response_type,
            client_id=client_id,
            redirect_uri=redirect_uri,
            scope=scope,
            state=state,
            response_mode=response_mode,
            code_challenge=code_challenge,
            code_challenge_method=code_challenge_method,
            nonce=nonce,
            prompt=prompt,
            max_age=max_age,
            login_hint=login_hint,
            ui_locales=ui_locales,
            id_token_hint=id_token_hint,
            claims=claims,
            acr_values=acr_values,
            request=request,
            request_uri=request_uri,
        )

        authorize_form.additional_properties = d
        return authorize_form

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
