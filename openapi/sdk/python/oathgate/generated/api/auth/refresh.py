from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.refresh_request import RefreshRequest
from ...models.tokens import Tokens
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: RefreshRequest | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/auth/refresh",
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | Tokens | None:
    if response.status_code == 200:
        response_200 = Tokens.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 408:
        response_408 = Problem.from_dict(response.json())

        return response_408

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())

        return response_415

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Problem.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Problem | Tokens]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: RefreshRequest | Unset = UNSET,
) -> Response[Problem | Tokens]:
    """Get new tokens

     Exchanges a refresh token for a new pair. Each works once: one that comes back later was copied,
    and ends its session. Within a short grace a repeat, from a second tab or after an answer that was
    lost, gets the same successor again. Where the session cookie was exchanged, the refresh token is
    not
    in the body: the new cookie holds it.

    Args:
        body (RefreshRequest | Unset): A refresh token. Leave it out to use the session cookie.
            Example: {'refresh_token': 'AAAAAQGYxfCNXnzAofArbTxOX2AAAAAB'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Tokens]
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
    client: AuthenticatedClient,
    body: RefreshRequest | Unset = UNSET,
) -> Problem | Tokens | None:
    """Get new tokens

     Exchanges a refresh token for a new pair. Each works once: one that comes back later was copied,
    and ends its session. Within a short grace a repeat, from a second tab or after an answer that was
    lost, gets the same successor again. Where the session cookie was exchanged, the refresh token is
    not
    in the body: the new cookie holds it.

    Args:
        body (RefreshRequest | Unset): A refresh token. Leave it out to use the session cookie.
            Example: {'refresh_token': 'AAAAAQGYxfCNXnzAofArbTxOX2AAAAAB'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Tokens
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: RefreshRequest | Unset = UNSET,
) -> Response[Problem | Tokens]:
    """Get new tokens

     Exchanges a refresh token for a new pair. Each works once: one that comes back later was copied,
    and ends its session. Within a short grace a repeat, from a second tab or after an answer that was
    lost, gets the same successor again. Where the session cookie was exchanged, the refresh token is
    not
    in the body: the new cookie holds it.

    Args:
        body (RefreshRequest | Unset): A refresh token. Leave it out to use the session cookie.
            Example: {'refresh_token': 'AAAAAQGYxfCNXnzAofArbTxOX2AAAAAB'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Tokens]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: RefreshRequest | Unset = UNSET,
) -> Problem | Tokens | None:
    """Get new tokens

     Exchanges a refresh token for a new pair. Each works once: one that comes back later was copied,
    and ends its session. Within a short grace a repeat, from a second tab or after an answer that was
    lost, gets the same successor again. Where the session cookie was exchanged, the refresh token is
    not
    in the body: the new cookie holds it.

    Args:
        body (RefreshRequest | Unset): A refresh token. Leave it out to use the session cookie.
            Example: {'refresh_token': 'AAAAAQGYxfCNXnzAofArbTxOX2AAAAAB'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Tokens
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
