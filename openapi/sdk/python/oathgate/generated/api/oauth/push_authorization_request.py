from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.o_auth_error import OAuthError
from ...models.push_form import PushForm
from ...models.pushed import Pushed
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: PushForm,
    d_po_p: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(d_po_p, Unset):
        headers["DPoP"] = d_po_p

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/oauth/par",
    }

    _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> OAuthError | Pushed | None:
    if response.status_code == 201:
        response_201 = Pushed.from_dict(response.json())

        return response_201

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
) -> Response[OAuthError | Pushed]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: PushForm,
    d_po_p: str | Unset = UNSET,
) -> Response[OAuthError | Pushed]:
    """Push an authorization request

     Takes the parameters of `/oauth/authorize` from the client itself, so that nobody on the way reads
    or
    changes them (RFC 9126). What is wrong with them is told here.

    Args:
        d_po_p (str | Unset):
        body (PushForm): What a client would otherwise send by way of the browser, and who it is.
            Example: {'response_type': 'code', 'redirect_uri': 'https://photos.example.com/callback',
            'scope': 'openid profile email offline_access', 'state': 'af0ifjsldkj', 'code_challenge':
            'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 'code_challenge_method': 'S256'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OAuthError | Pushed]
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
    body: PushForm,
    d_po_p: str | Unset = UNSET,
) -> OAuthError | Pushed | None:
    """Push an authorization request

     Takes the parameters of `/oauth/authorize` from the client itself, so that nobody on the way reads
    or
    changes them (RFC 9126). What is wrong with them is told here.

    Args:
        d_po_p (str | Unset):
        body (PushForm): What a client would otherwise send by way of the browser, and who it is.
            Example: {'response_type': 'code', 'redirect_uri': 'https://photos.example.com/callback',
            'scope': 'openid profile email offline_access', 'state': 'af0ifjsldkj', 'code_challenge':
            'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 'code_challenge_method': 'S256'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OAuthError | Pushed
    """

    return sync_detailed(
        client=client,
        body=body,
        d_po_p=d_po_p,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: PushForm,
    d_po_p: str | Unset = UNSET,
) -> Response[OAuthError | Pushed]:
    """Push an authorization request

     Takes the parameters of `/oauth/authorize` from the client itself, so that nobody on the way reads
    or
    changes them (RFC 9126). What is wrong with them is told here.

    Args:
        d_po_p (str | Unset):
        body (PushForm): What a client would otherwise send by way of the browser, and who it is.
            Example: {'response_type': 'code', 'redirect_uri': 'https://photos.example.com/callback',
            'scope': 'openid profile email offline_access', 'state': 'af0ifjsldkj', 'code_challenge':
            'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 'code_challenge_method': 'S256'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OAuthError | Pushed]
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
    body: PushForm,
    d_po_p: str | Unset = UNSET,
) -> OAuthError | Pushed | None:
    """Push an authorization request

     Takes the parameters of `/oauth/authorize` from the client itself, so that nobody on the way reads
    or
    changes them (RFC 9126). What is wrong with them is told here.

    Args:
        d_po_p (str | Unset):
        body (PushForm): What a client would otherwise send by way of the browser, and who it is.
            Example: {'response_type': 'code', 'redirect_uri': 'https://photos.example.com/callback',
            'scope': 'openid profile email offline_access', 'state': 'af0ifjsldkj', 'code_challenge':
            'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 'code_challenge_method': 'S256'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OAuthError | Pushed
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            d_po_p=d_po_p,
        )
    ).parsed
