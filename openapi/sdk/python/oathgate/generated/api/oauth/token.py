from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.o_auth_error import OAuthError
from ...models.token_request import TokenRequest
from ...models.token_response import TokenResponse
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: TokenRequest,
    d_po_p: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(d_po_p, Unset):
        headers["DPoP"] = d_po_p

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/oauth/token",
    }

    _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> OAuthError | TokenResponse | None:
    if response.status_code == 200:
        response_200 = TokenResponse.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = OAuthError.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = OAuthError.from_dict(response.json())

        return response_401

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
) -> Response[OAuthError | TokenResponse]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: TokenRequest,
    d_po_p: str | Unset = UNSET,
) -> Response[OAuthError | TokenResponse]:
    """Get tokens

     Exchanges a code, a refresh token or the code of a device for tokens, or gives a client a token of
    its
    own (RFC 6749, section 3.2). A code works once: when it comes again, what came from it is revoked.
    So does a refresh
    token: one that comes back later was copied, and ends what was granted.

    Args:
        d_po_p (str | Unset):
        body (TokenRequest): What a client asks tokens for with. Example: {'grant_type':
            'authorization_code', 'code': 'ogc_HU0EgDfEk4LotbaCWlaOgM7mxrwg1jF6o9OhbldwIjw',
            'redirect_uri': 'https://photos.example.com/callback', 'code_verifier':
            '41Q8y-RiD3EBsu6W06Xt9GB1p7-GA6DEB_IJP1sEGBQ'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OAuthError | TokenResponse]
    """

    kwargs = _get_kwargs(
        body=body,
        d_po_p=d_po_p,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: TokenRequest,
    d_po_p: str | Unset = UNSET,
) -> OAuthError | TokenResponse | None:
    """Get tokens

     Exchanges a code, a refresh token or the code of a device for tokens, or gives a client a token of
    its
    own (RFC 6749, section 3.2). A code works once: when it comes again, what came from it is revoked.
    So does a refresh
    token: one that comes back later was copied, and ends what was granted.

    Args:
        d_po_p (str | Unset):
        body (TokenRequest): What a client asks tokens for with. Example: {'grant_type':
            'authorization_code', 'code': 'ogc_HU0EgDfEk4LotbaCWlaOgM7mxrwg1jF6o9OhbldwIjw',
            'redirect_uri': 'https://photos.example.com/callback', 'code_verifier':
            '41Q8y-RiD3EBsu6W06Xt9GB1p7-GA6DEB_IJP1sEGBQ'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OAuthError | TokenResponse
    """

    return sync_detailed(
        client=client,
        body=body,
        d_po_p=d_po_p,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: TokenRequest,
    d_po_p: str | Unset = UNSET,
) -> Response[OAuthError | TokenResponse]:
    """Get tokens

     Exchanges a code, a refresh token or the code of a device for tokens, or gives a client a token of
    its
    own (RFC 6749, section 3.2). A code works once: when it comes again, what came from it is revoked.
    So does a refresh
    token: one that comes back later was copied, and ends what was granted.

    Args:
        d_po_p (str | Unset):
        body (TokenRequest): What a client asks tokens for with. Example: {'grant_type':
            'authorization_code', 'code': 'ogc_HU0EgDfEk4LotbaCWlaOgM7mxrwg1jF6o9OhbldwIjw',
            'redirect_uri': 'https://photos.example.com/callback', 'code_verifier':
            '41Q8y-RiD3EBsu6W06Xt9GB1p7-GA6DEB_IJP1sEGBQ'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OAuthError | TokenResponse]
    """

    kwargs = _get_kwargs(
        body=body,
        d_po_p=d_po_p,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: TokenRequest,
    d_po_p: str | Unset = UNSET,
) -> OAuthError | TokenResponse | None:
    """Get tokens

     Exchanges a code, a refresh token or the code of a device for tokens, or gives a client a token of
    its
    own (RFC 6749, section 3.2). A code works once: when it comes again, what came from it is revoked.
    So does a refresh
    token: one that comes back later was copied, and ends what was granted.

    Args:
        d_po_p (str | Unset):
        body (TokenRequest): What a client asks tokens for with. Example: {'grant_type':
            'authorization_code', 'code': 'ogc_HU0EgDfEk4LotbaCWlaOgM7mxrwg1jF6o9OhbldwIjw',
            'redirect_uri': 'https://photos.example.com/callback', 'code_verifier':
            '41Q8y-RiD3EBsu6W06Xt9GB1p7-GA6DEB_IJP1sEGBQ'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OAuthError | TokenResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            d_po_p=d_po_p,
        )
    ).parsed
