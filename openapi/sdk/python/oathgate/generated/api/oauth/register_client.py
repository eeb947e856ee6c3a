from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.client_metadata_body import ClientMetadataBody
from ...models.o_auth_error import OAuthError
from ...models.registered_client import RegisteredClient
from ...types import Response


def _get_kwargs(
    *,
    body: ClientMetadataBody,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/oauth/register",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> OAuthError | RegisteredClient | None:
    if response.status_code == 201:
        response_201 = RegisteredClient.from_dict(response.json())

        return response_201

    if response.status_code == 400:
        response_400 = OAuthError.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = OAuthError.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = OAuthError.from_dict(response.json())

        return response_403

    if response.status_code == 408:
        response_408 = OAuthError.from_dict(response.json())

        return response_408

    if response.status_code == 413:
        response_413 = OAuthError.from_dict(response.json())

        return response_413

    if response.status_code == 429:
        response_429 = OAuthError.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = OAuthError.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = OAuthError.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[OAuthError | RegisteredClient]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ClientMetadataBody,
) -> Response[OAuthError | RegisteredClient]:
    """Register a client

     For clients that set themselves up (RFC 7591), where the server is set to take them: with an initial
    access
    token of its operator as bearer, or openly.

    Args:
        body (ClientMetadataBody): What a client may say of itself (RFC 7591, section 2). What is
            not known here is ignored. Example: {'client_name': 'Photo Books', 'redirect_uris':
            ['https://photos.example.com/callback'], 'grant_types': ['authorization_code',
            'refresh_token'], 'token_endpoint_auth_method': 'client_secret_basic', 'scope': 'openid
            profile email'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OAuthError | RegisteredClient]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: ClientMetadataBody,
) -> OAuthError | RegisteredClient | None:
    """Register a client

     For clients that set themselves up (RFC 7591), where the server is set to take them: with an initial
    access
    token of its operator as bearer, or openly.

    Args:
        body (ClientMetadataBody): What a client may say of itself (RFC 7591, section 2). What is
            not known here is ignored. Example: {'client_name': 'Photo Books', 'redirect_uris':
            ['https://photos.example.com/callback'], 'grant_types': ['authorization_code',
            'refresh_token'], 'token_endpoint_auth_method': 'client_secret_basic', 'scope': 'openid
            profile email'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OAuthError | RegisteredClient
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ClientMetadataBody,
) -> Response[OAuthError | RegisteredClient]:
    """Register a client

     For clients that set themselves up (RFC 7591), where the server is set to take them: with an initial
    access
    token of its operator as bearer, or openly.

    Args:
        body (ClientMetadataBody): What a client may say of itself (RFC 7591, section 2). What is
            not known here is ignored. Example: {'client_name': 'Photo Books', 'redirect_uris':
            ['https://photos.example.com/callback'], 'grant_types': ['authorization_code',
            'refresh_token'], 'token_endpoint_auth_method': 'client_secret_basic', 'scope': 'openid
            profile email'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OAuthError | RegisteredClient]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: ClientMetadataBody,
) -> OAuthError | RegisteredClient | None:
    """Register a client

     For clients that set themselves up (RFC 7591), where the server is set to take them: with an initial
    access
    token of its operator as bearer, or openly.

    Args:
        body (ClientMetadataBody): What a client may say of itself (RFC 7591, section 2). What is
            not known here is ignored. Example: {'client_name': 'Photo Books', 'redirect_uris':
            ['https://photos.example.com/callback'], 'grant_types': ['authorization_code',
            'refresh_token'], 'token_endpoint_auth_method': 'client_secret_basic', 'scope': 'openid
            profile email'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OAuthError | RegisteredClient
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
