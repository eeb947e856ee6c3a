from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Metadata")


@_attrs_define
class Metadata:
    """What the server can do (RFC 8414; OpenID Connect Discovery 1.0, section 3).

    Example:
        {'acr_values_supported': ['1'], 'authorization_endpoint': 'https://id.example.com/oauth/authorize',
            'authorization_response_iss_parameter_supported': True, 'backchannel_logout_session_supported': True,
            'backchannel_logout_supported': True, 'claim_types_supported': ['normal'], 'claims_parameter_supported': True,
            'claims_supported': ['iss', 'sub', 'aud', 'azp', 'exp', 'iat', 'auth_time', 'acr', 'amr', 'sid', 'at_hash',
            'nonce', 'name', 'given_name', 'family_name', 'preferred_username', 'locale', 'updated_at', 'email',
            'email_verified', 'address', 'phone_number', 'phone_number_verified'], 'client_id_metadata_document_supported':
            False, 'code_challenge_methods_supported': ['S256'], 'device_authorization_endpoint':
            'https://id.example.com/oauth/device_authorization', 'dpop_signing_alg_values_supported': ['ES256', 'ES384',
            'EdDSA', 'PS256', 'RS256'], 'end_session_endpoint': 'https://id.example.com/oauth/logout',
            'grant_types_supported': ['authorization_code', 'refresh_token', 'client_credentials',
            'urn:ietf:params:oauth:grant-type:device_code', 'urn:ietf:params:oauth:grant-type:token-exchange'],
            'id_token_signing_alg_values_supported': ['RS256', 'ES256', 'EdDSA'], 'introspection_endpoint':
            'https://id.example.com/oauth/introspect', 'introspection_endpoint_auth_methods_supported':
            ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt'],
            'introspection_endpoint_auth_signing_alg_values_supported': ['ES256', 'ES384', 'EdDSA', 'PS256', 'RS256',
            'HS256'], 'issuer': 'https://id.example.com', 'jwks_uri': 'https://id.example.com/.well-known/jwks.json',
            'prompt_values_supported': ['none', 'login', 'consent', 'select_account'],
            'pushed_authorization_request_endpoint': 'https://id.example.com/oauth/par', 'registration_endpoint':
            'https://id.example.com/oauth/register', 'request_object_signing_alg_values_supported': ['ES256', 'ES384',
            'EdDSA', 'PS256', 'RS256'], 'request_parameter_supported': True, 'request_uri_parameter_supported': False,
            'require_pushed_authorization_requests': False, 'response_modes_supported': ['query', 'fragment', 'form_post'],
            'response_types_supported': ['code'], 'revocation_endpoint': 'https://id.example.com/oauth/revoke',
            'revocation_endpoint_auth_methods_supported': ['none', 'client_secret_basic', 'client_secret_post',
            'client_secret_jwt', 'private_key_jwt'], 'revocation_endpoint_auth_signing_alg_values_supported': ['ES256',
            'ES384', 'EdDSA', 'PS256', 'RS256', 'HS256'], 'scopes_supported': ['openid', 'profile', 'email', 'address',
            'phone', 'offline_access'], 'service_documentation': 'https://id.example.com/docs', 'subject_types_supported':
            ['public', 'pairwise'], 'token_endpoint': 'https://id.example.com/oauth/token',
            'token_endpoint_auth_methods_supported': ['none', 'client_secret_basic', 'client_secret_post',
            'client_secret_jwt', 'private_key_jwt'], 'token_endpoint_auth_signing_alg_values_supported': ['ES256', 'ES384',
            'EdDSA', 'PS256', 'RS256', 'HS256'], 'ui_locales_supported': ['en', 'de'], 'userinfo_endpoint':
            'https://id.example.com/oauth/userinfo', 'userinfo_signing_alg_values_supported': ['RS256', 'ES256', 'EdDSA']}

    Attributes:
        issuer (str):
        authorization_endpoint (str):
        token_endpoint (str):
        userinfo_endpoint (str):
        jwks_uri (str):
        revocation_endpoint (str):
        introspection_endpoint (str):
        device_authorization_endpoint (str):
        pushed_authorization_request_endpoint (str):
        end_session_endpoint (str):
        service_documentation (str):
        scopes_supported (list[str]):
        response_types_supported (list[str]):
        response_modes_supported (list[str]):
        grant_types_supported (list[str]):
        subject_types_supported (list[str]):
        id_token_signing_alg_values_supported (list[str]):
        userinfo_signing_alg_values_supported (list[str]):
        acr_values_supported (list[str]):
        token_endpoint_auth_methods_supported (list[str]):
        revocation_endpoint_auth_methods_supported (list[str]):
        introspection_endpoint_auth_methods_supported (list[str]):
        token_endpoint_auth_signing_alg_values_supported (list[str]):
        revocation_endpoint_auth_signing_alg_values_supported (list[str]):
        introspection_endpoint_auth_signing_alg_values_supported (list[str]):
        dpop_signing_alg_values_supported (list[str]):
        request_object_signing_alg_values_supported (list[str]):
        code_challenge_methods_supported (list[str]):
        claim_types_supported (list[str]):
        claims_supported (list[str]):
        ui_locales_supported (list[str]):
        prompt_values_supported (list[str]):
        authorization_response_iss_parameter_supported (bool):
        claims_parameter_supported (bool):
        request_parameter_supported (bool):
        request_uri_parameter_supported (bool):
        require_pushed_authorization_requests (bool):
        client_id_metadata_document_supported (bool):
        backchannel_logout_supported (bool):
        backchannel_logout_session_supported (bool):
        registration_endpoint (str | Unset):
    """

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    jwks_uri: str
    revocation_endpoint: str
    introspection_endpoint: str
    device_authorization_endpoint: str
    pushed_authorization_request_endpoint: str
    end_session_endpoint: str
    service_documentation: str
    scopes_supported: list[str]
    response_types_supported: list[str]
    response_modes_supported: list[str]
    grant_types_supported: list[str]
    subject_types_supported: list[str]
    id_token_signing_alg_values_supported: list[str]
    userinfo_signing_alg_values_supported: list[str]
    acr_values_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    revocation_endpoint_auth_methods_supported: list[str]
    introspection_endpoint_auth_methods_supported: list[str]
    token_endpoint_auth_signing_alg_values_supported: list[str]
    revocation_endpoint_auth_signing_alg_values_supported: list[str]
    introspection_endpoint_auth_signing_alg_values_supported: list[str]
    dpop_signing_alg_values_supported: list[str]
    request_object_signing_alg_values_supported: list[str]
    code_challenge_methods_supported: list[str]
    claim_types_supported: list[str]
    claims_supported: list[str]
    ui_locales_supported: list[str]
    prompt_values_supported: list[str]
    authorization_response_iss_parameter_supported: bool
    claims_parameter_supported: bool
    request_parameter_supported: bool
    request_uri_parameter_supported: bool
    require_pushed_authorization_requests: bool
    client_id_metadata_document_supported: bool
    backchannel_logout_supported: bool
    backchannel_logout_session_supported: bool
    registration_endpoint: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        issuer = self.issuer

        authorization_endpoint = self.authorization_endpoint

        token_endpoint = self.token_endpoint

        userinfo_endpoint = self.userinfo_endpoint

        jwks_uri = self.jwks_uri

        revocation_endpoint = self.revocation_endpoint

        introspection_endpoint = self.introspection_endpoint

        device_authorization_endpoint = self.device_authorization_endpoint

        pushed_authorization_request_endpoint = (
            self.pushed_authorization_request_endpoint
        )

        end_session_endpoint = self.end_session_endpoint

        service_documentation = self.service_documentation

        scopes_supported = self.scopes_supported

        response_types_supported = self.response_types_supported

        response_modes_supported = self.response_modes_supported

        grant_types_supported = self.grant_types_supported

        subject_types_supported = self.subject_types_supported

        id_token_signing_alg_values_supported = (
            self.id_token_signing_alg_values_supported
        )

        userinfo_signing_alg_values_supported = (
            self.userinfo_signing_alg_values_supported
        )

        acr_values_supported = self.acr_values_supported

        token_endpoint_auth_methods_supported = (
            self.token_endpoint_auth_methods_supported
        )

        revocation_endpoint_auth_methods_supported = (
            self.revocation_endpoint_auth_methods_supported
        )

        introspection_endpoint_auth_methods_supported = (
            self.introspection_endpoint_auth_methods_supported
        )

        token_endpoint_auth_signing_alg_values_supported = (
            self.token_endpoint_auth_signing_alg_values_supported
        )

        revocation_endpoint_auth_signing_alg_values_supported = (
            self.revocation_endpoint_auth_signing_alg_values_supported
        )

        introspection_endpoint_auth_signing_alg_values_supported = (
            self.introspection_endpoint_auth_signing_alg_values_supported
        )

        dpop_signing_alg_values_supported = self.dpop_signing_alg_values_supported

        request_object_signing_alg_values_supported = (
            self.request_object_signing_alg_values_supported
        )

        code_challenge_methods_supported = self.code_challenge_methods_supported

        claim_types_supported = self.claim_types_supported

        claims_supported = self.claims_supported

        ui_locales_supported = self.ui_locales_supported

        prompt_values_supported = self.prompt_values_supported

        authorization_response_iss_parameter_supported = (
            self.authorization_response_iss_parameter_supported
        )

        claims_parameter_supported = self.claims_parameter_supported

        request_parameter_supported = self.request_parameter_supported

        request_uri_parameter_supported = self.request_uri_parameter_supported

        require_pushed_authorization_requests = (
            self.require_pushed_authorization_requests
        )

        client_id_metadata_document_supported = (
            self.client_id_metadata_document_supported
        )

        backchannel_logout_supported = self.backchannel_logout_supported

        backchannel_logout_session_supported = self.backchannel_logout_session_supported

        registration_endpoint = self.registration_endpoint

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "issuer": issuer,
                "authorization_endpoint": authorization_endpoint,
                "token_endpoint": token_endpoint,
                "userinfo_endpoint": userinfo_endpoint,
                "jwks_uri": jwks_uri,
                "revocation_endpoint": revocation_endpoint,
                "introspection_endpoint": introspection_endpoint,
                "device_authorization_endpoint": device_authorization_endpoint,
                "pushed_authorization_request_endpoint": pushed_authorization_request_endpoint,
                "end_session_endpoint": end_session_endpoint,
                "service_documentation": service_documentation,
                "scopes_supported": scopes_supported,
                "response_types_supported": response_types_supported,
                "response_modes_supported": response_modes_supported,
                "grant_types_supported": grant_types_supported,
                "subject_types_supported": subject_types_supported,
                "id_token_signing_alg_values_supported": id_token_signing_alg_values_supported,
                "userinfo_signing_alg_values_supported": userinfo_signing_alg_values_supported,
                "acr_values_supported": acr_values_supported,
                "token_endpoint_auth_methods_supported": token_endpoint_auth_methods_supported,
                "revocation_endpoint_auth_methods_supported": revocation_endpoint_auth_methods_supported,
                "introspection_endpoint_auth_methods_supported": introspection_endpoint_auth_methods_supported,
                "token_endpoint_auth_signing_alg_values_supported": token_endpoint_auth_signing_alg_values_supported,
                "revocation_endpoint_auth_signing_alg_values_supported": revocation_endpoint_auth_signing_alg_values_supported,
                "introspection_endpoint_auth_signing_alg_values_supported": introspection_endpoint_auth_signing_alg_values_supported,
                "dpop_signing_alg_values_supported": dpop_signing_alg_values_supported,
                "request_object_signing_alg_values_supported": request_object_signing_alg_values_supported,
                "code_challenge_methods_supported": code_challenge_methods_supported,
                "claim_types_supported": claim_types_supported,
                "claims_supported": claims_supported,
                "ui_locales_supported": ui_locales_supported,
                "prompt_values_supported": prompt_values_supported,
                "authorization_response_iss_parameter_supported": authorization_response_iss_parameter_supported,
                "claims_parameter_supported": claims_parameter_supported,
                "request_parameter_supported": request_parameter_supported,
                "request_uri_parameter_supported": request_uri_parameter_supported,
                "require_pushed_authorization_requests": require_pushed_authorization_requests,
                "client_id_metadata_document_supported": client_id_metadata_document_supported,
                "backchannel_logout_supported": backchannel_logout_supported,
                "backchannel_logout_session_supported": backchannel_logout_session_supported,
            }
        )
        if registration_endpoint is not UNSET:
            field_dict["registration_endpoint"] = registration_endpoint

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        issuer = d.pop("issuer")

        authorization_endpoint = d.pop("authorization_endpoint")

        token_endpoint = d.pop("token_endpoint")

        userinfo_endpoint = d.pop("userinfo_endpoint")

        jwks_uri = d.pop("jwks_uri")

        revocation_endpoint = d.pop("revocation_endpoint")

        introspection_endpoint = d.pop("introspection_endpoint")

        device_authorization_endpoint = d.pop("device_authorization_endpoint")

        pushed_authorization_request_endpoint = d.pop(
            "pushed_authorization_request_endpoint"
        )

        end_session_endpoint = d.pop("end_session_endpoint")

        service_documentation = d.pop("service_documentation")

        scopes_supported = cast(list[str], d.pop("scopes_supported"))

        response_types_supported = cast(list[str], d.pop("response_types_supported"))

        response_modes_supported = cast(list[str], d.pop("response_modes_supported"))

        grant_types_supported = cast(list[str], d.pop("grant_types_supported"))

        subject_types_supported = cast(list[str], d.pop("subject_types_supported"))

        id_token_signing_alg_values_supported = cast(
            list[str], d.pop("id_token_signing_alg_values_supported")
        )

        userinfo_signing_alg_values_supported = cast(
            list[str], d.pop("userinfo_signing_alg_values_supported")
        )

        acr_values_supported = cast(list[str], d.pop("acr_values_supported"))

        token_endpoint_auth_methods_supported = cast(
            list[str], d.pop("token_endpoint_auth_methods_supported")
        )

        revocation_endpoint_auth_methods_supported = cast(
            list[str], d.pop("revocation_endpoint_auth_methods_supported")
        )

        introspection_endpoint_auth_methods_supported = cast(
            list[str], d.pop("introspection_endpoint_auth_methods_supported")
        )

        token_endpoint_auth_signing_alg_values_supported = cast(
            list[str], d.pop("token_endpoint_auth_signing_alg_values_supported")
        )

        revocation_endpoint_auth_signing_alg_values_supported = cast(
            list[str], d.pop("revocation_endpoint_auth_signing_alg_values_supported")
        )

        introspection_endpoint_auth_signing_alg_values_supported = cast(
            list[str], d.pop("introspection_endpoint_auth_signing_alg_values_supported")
        )

        dpop_signing_alg_values_supported = cast(
            list[str], d.pop("dpop_signing_alg_values_supported")
        )

        request_object_signing_alg_values_supported = cast(
            list[str], d.pop("request_object_signing_alg_values_supported")
        )

        code_challenge_methods_supported = cast(
            list[str], d.pop("code_challenge_methods_supported")
        )

        claim_types_supported = cast(list[str], d.pop("claim_types_supported"))

        claims_supported = cast(list[str], d.pop("claims_supported"))

        ui_locales_supported = cast(list[str], d.pop("ui_locales_supported"))

        prompt_values_supported = cast(list[str], d.pop("prompt_values_supported"))

        authorization_response_iss_parameter_supported = d.pop(
            "authorization_response_iss_parameter_supported"
        )

        claims_parameter_supported = d.pop("claims_parameter_supported")

        request_parameter_supported = d.pop("request_parameter_supported")

        request_uri_parameter_supported = d.pop("request_uri_parameter_supported")

        require_pushed_authorization_requests = d.pop(
            "require_pushed_authorization_requests"
        )

        client_id_metadata_document_supported = d.pop(
            "client_id_metadata_document_supported"
        )

        backchannel_logout_supported = d.pop("backchannel_logout_supported")

        backchannel_logout_session_supported = d.pop(
            "backchannel_logout_session_supported"
        )

        registration_endpoint = d.pop("registration_endpoint", UNSET)

        metadata = cls(
            issuer=issuer,
            authorization_endpoint=authorization_endpoint,
            token_endpoint=token_endpoint,
            userinfo_endpoint=userinfo_endpoint,
            jwks_uri=jwks_uri,
            revocation_endpoint=revocation_endpoint,
            introspection_endpoint=introspection_endpoint,
            device_authorization_endpoint=device_authorization_endpoint,
            pushed_authorization_request_endpoint=pushed_authorization_request_endpoint,
            end_session_endpoint=end_session_endpoint,
            service_documentation=service_documentation,
            scopes_supported=scopes_supported,
            response_types_supported=response_types_supported,
            response_modes_supported=response_modes_supported,
            grant_types_supported=grant_types_supported,
            subject_types_supported=subject_types_supported,
            id_token_signing_alg_values_supported=id_token_signing_alg_values_supported,
            userinfo_signing_alg_values_supported=userinfo_signing_alg_values_supported,
            acr_values_supported=acr_values_supported,
            token_endpoint_auth_methods_supported=token_endpoint_auth_methods_supported,
            revocation_endpoint_auth_methods_supported=revocation_endpoint_auth_methods_supported,
            introspection_endpoint_auth_methods_supported=introspection_endpoint_auth_methods_supported,
            token_endpoint_auth_signing_alg_values_supported=token_endpoint_auth_signing_alg_values_supported,
            revocation_endpoint_auth_signing_alg_values_supported=revocation_endpoint_auth_signing_alg_values_supported,
            introspection_endpoint_auth_signing_alg_values_supported=introspection_endpoint_auth_signing_alg_values_supported,
            dpop_signing_alg_values_supported=dpop_signing_alg_values_supported,
            request_object_signing_alg_values_supported=request_object_signing_alg_values_supported,
            code_challenge_methods_supported=code_challenge_methods_supported,
            claim_types_supported=claim_types_supported,
            claims_supported=claims_supported,
            ui_locales_supported=ui_locales_supported,
            prompt_values_supported=prompt_values_supported,
            authorization_response_iss_parameter_supported=authorization_response_iss_parameter_supported,
            claims_parameter_supported=claims_parameter_supported,
            request_parameter_supported=request_parameter_supported,
            request_uri_parameter_supported=request_uri_parameter_supported,
            require_pushed_authorization_requests=require_pushed_authorization_requests,
            client_id_metadata_document_supported=client_id_metadata_document_supported,
            backchannel_logout_supported=backchannel_logout_supported,
            backchannel_logout_session_supported=backchannel_logout_session_supported,
            registration_endpoint=registration_endpoint,
        )

        metadata.additional_properties = d
        return metadata

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
