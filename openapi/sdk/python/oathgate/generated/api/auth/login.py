from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.login_request import LoginRequest
from ...models.problem import Problem
from ...models.tokens import Tokens
from ...types import Response


def _get_kwargs(
    *,
    body: LoginRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/auth/login",
    }

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
    client: AuthenticatedClient | Client,
    body: LoginRequest,
) -> Response[Problem | Tokens]:
    """Sign in

     Opens a session. The answer takes the same time whether or not the account exists. A browser
    also gets a cookie by which it is recognised the next time: a sign-in on a device that is new
    to the account is reported by mail. A page in a browser gets the refresh token in the session cookie
    alone, out of the reach of scripts; whoever is no browser gets it in the body too.

    Args:
        body (LoginRequest): What somebody signs in with. Example: {'email': 'ada@example.com',
            'password': 'violet otter paints nine doors'}.

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
    client: AuthenticatedClient | Client,
    body: LoginRequest,
) -> Problem | Tokens | None:
    """Sign in

     Opens a session. The answer takes the same time whether or not the account exists. A browser
    also gets a cookie by which it is recognised the next time: a sign-in on a device that is new
    to the account is reported by mail. A page in a browser gets the refresh token in the session cookie
    alone, out of the reach of scripts; whoever is no browser gets it in the body too.

    Args:
        body (LoginRequest): What somebody signs in with. Example: {'email': 'ada@example.com',
            'password': 'violet otter paints nine doors'}.

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
    client: AuthenticatedClient | Client,
    body: LoginRequest,
) -> Response[Problem | Tokens]:
    """Sign in

     Opens a session. The answer takes the same time whether or not the account exists. A browser
    also gets a cookie by which it is recognised the next time: a sign-in on a device that is new
    to the account is reported by mail. A page in a browser gets the refresh token in the session cookie
    alone, out of the reach of scripts; whoever is no browser gets it in the body too.

    Args:
        body (LoginRequest): What somebody signs in with. Example: {'email': 'ada@example.com',
            'password': 'violet otter paints nine doors'}.

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
    client: AuthenticatedClient | Client,
    body: LoginRequest,
) -> Problem | Tokens | None:
    """Sign in

     Opens a session. The answer takes the same time whether or not the account exists. A browser
    also gets a cookie by which it is recognised the next time: a sign-in on a device that is new
    to the account is reported by mail. A page in a browser gets the refresh token in the session cookie
    alone, out of the reach of scripts; whoever is no browser gets it in the body too.

    Args:
        body (LoginRequest): What somebody signs in with. Example: {'email': 'ada@example.com',
            'password': 'violet otter paints nine doors'}.

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
