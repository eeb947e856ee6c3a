from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PushForm")


@_attrs_define
class PushForm:
    """What a client would otherwise send by way of the browser, and who it is.

    Example:
        {'response_type': 'code', 'redirect_uri': 'https://photos.example.com/callback', 'scope': 'openid profile email
            offline_access', 'state': 'af0ifjsldkj', 'code_challenge': 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
            'code_challenge_method': 'S256'}

    Attributes:
        response_type (str): `code`.
        client_id (str | Unset): The client, unless the header names it.
        client_secret (str | Unset): Its secret, unless the header has it.
        client_assertion_type (str | Unset): With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-
            bearer`.
        client_assertion (str | Unset): In place of a secret: a JWT that the client has signed (RFC 7523).
        redirect_uri (str | Unset): Where the answer goes: one of those that the client registered.
        scope (str | Unset): What is asked for.
        resource (list[str] | Unset): The resources that the tokens are to be for (RFC 8707). May be repeated.
        state (str | Unset): Given back as it came.
        code_challenge (str | Unset): The challenge (RFC 7636).
        code_challenge_method (str | Unset): `S256`.
        nonce (str | Unset): Given back in the ID token.
        claims (str | Unset): Claims, one by one, as JSON (OpenID Connect Core, section 5.5).
        request (str | Unset): In place of these: what the client has signed (RFC 9101).
        dpop_jkt (str | Unset): The key that the code is to be bound to (RFC 9449, section 10). Every other parameter of
            `/oauth/authorize` is taken as well.
    """

    response_type: str
    client_id: str | Unset = UNSET
    client_secret: str | Unset = UNSET
    client_assertion_type: str | Unset = UNSET
    client_assertion: str | Unset = UNSET
    redirect_uri: str | Unset = UNSET
    scope: str | Unset = UNSET
    resource: list[str] | Unset = UNSET
    state: str | Unset = UNSET
    code_challenge: str | Unset = UNSET
    code_challenge_method: str | Unset = UNSET
    nonce: str | Unset = UNSET
    claims: str | Unset = UNSET
    request: str | Unset = UNSET
    dpop_jkt: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        response_type = self.response_type

        client_id = self.client_id

        client_secret = self.client_secret

        client_assertion_type = self.client_assertion_type

        client_assertion = self.client_assertion

        redirect_uri = self.redirect_uri

        scope = self.scope

        resource: list[str] | Unset = UNSET
        if not isinstance(self.resource, Unset):
            resource = self.resource

        state = self.state

        code_challenge = self.code_challenge

        code_challenge_method = self.code_challenge_method

        nonce = self.nonce

        claims = self.claims

        request = self.request

        dpop_jkt = self.dpop_jkt

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "response_type": response_type,
            }
        )
        if client_id is not UNSET:
            field_dict["client_id"] = client_id
        if client_secret is not UNSET:
            field_dict["client_secret"] = client_secret
        if client_assertion_type is not UNSET:
            field_dict["client_assertion_type"] = client_assertion_type
        if client_assertion is not UNSET:
            field_dict["client_assertion"] = client_assertion
        if redirect_uri is not UNSET:
            field_dict["redirect_uri"] = redirect_uri
        if scope is not UNSET:
            field_dict["scope"] = scope
        if resource is not UNSET:
            field_dict["resource"] = resource
        if state is not UNSET:
            field_dict["state"] = state
        if code_challenge is not UNSET:
            field_dict["code_challenge"] = code_challenge
        if code_challenge_method is not UNSET:
            field_dict["code_challenge_method"] = code_challenge_method
        if nonce is not UNSET:
            field_dict["nonce"] = nonce
        if claims is not UNSET:
            field_dict["claims"] = claims
        if request is not UNSET:
            field_dict["request"] = request
        if dpop_jkt is not UNSET:
            field_dict["dpop_jkt"] = dpop_jkt

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        response_type = d.pop("response_type")

        client_id = d.pop("client_id", UNSET)

        client_secret = d.pop("client_secret", UNSET)

        client_assertion_type = d.pop("client_assertion_type", UNSET)

        client_assertion = d.pop("client_assertion", UNSET)

        redirect_uri = d.pop("redirect_uri", UNSET)

        scope = d.pop("scope", UNSET)

        resource = cast(list[str], d.pop("resource", UNSET))

        state = d.pop("state", UNSET)

        code_challenge = d.pop("code_challenge", UNSET)

        code_challenge_method = d.pop("code_challenge_method", UNSET)

        nonce = d.pop("nonce", UNSET)

        claims = d.pop("claims", UNSET)

        request = d.pop("request", UNSET)

        dpop_jkt = d.pop("dpop_jkt", UNSET)

        push_form = cls(
            response_type=response_type,
            client_id=client_id,
            client_secret=client_secret,
            client_assertion_type=client_assertion_type,
            client_assertion=client_assertion,
            redirect_uri=redirect_uri,
            scope=scope,
            resource=resource,
            state=state,
            code_challenge=code_challenge,
            code_challenge_method=code_challenge_method,
            nonce=nonce,
            claims=claims,
            request=request,
            dpop_jkt=dpop_jkt,
        )

        push_form.additional_properties = d
        return push_form

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
