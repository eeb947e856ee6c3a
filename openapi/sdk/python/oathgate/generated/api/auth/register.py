from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.register_request import RegisterRequest
from ...models.registered import Registered
from ...types import Response


def _get_kwargs(
    *,
    body: RegisterRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/auth/register",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | Registered | None:
    if response.status_code == 202:
        response_202 = Registered.from_dict(response.json())

        return response_202

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 408:
        response_408 = Problem.from_dict(response.json())

        return response_408

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

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
) -> Response[Problem | Registered]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: RegisterRequest,
) -> Response[Problem | Registered]:
    """Create an account

     Takes a registration and mails a link that verifies the address. The answer and its time do not
    tell whether the address has an account already. Until the link is followed, nobody can sign in.

    Args:
        body (RegisterRequest): What somebody hands in to have an account. Example: {'email':
            'ada@example.com', 'first_name': 'Ada', 'last_name': 'Lovelace', 'locale': 'en',
            'password': 'violet otter paints nine doors', 'username': 'ada'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Registered]
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
    body: RegisterRequest,
) -> Problem | Registered | None:
    """Create an account

     Takes a registration and mails a link that verifies the address. The answer and its time do not
    tell whether the address has an account already. Until the link is followed, nobody can sign in.

    Args:
        body (RegisterRequest): What somebody hands in to have an account. Example: {'email':
            'ada@example.com', 'first_name': 'Ada', 'last_name': 'Lovelace', 'locale': 'en',
            'password': 'violet otter paints nine doors', 'username': 'ada'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Registered
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: RegisterRequest,
) -> Response[Problem | Registered]:
    """Create an account

     Takes a registration and mails a link that verifies the address. The answer and its time do not
    tell whether the address has an account already. Until the link is followed, nobody can sign in.

    Args:
        body (RegisterRequest): What somebody hands in to have an account. Example: {'email':
            'ada@example.com', 'first_name': 'Ada', 'last_name': 'Lovelace', 'locale': 'en',
            'password': 'violet otter paints nine doors', 'username': 'ada'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Registered]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: RegisterRequest,
) -> Problem | Registered | None:
    """Create an account

     Takes a registration and mails a link that verifies the address. The answer and its time do not
    tell whether the address has an account already. Until the link is followed, nobody can sign in.

    Args:
        body (RegisterRequest): What somebody hands in to have an account. Example: {'email':
            'ada@example.com', 'first_name': 'Ada', 'last_name': 'Lovelace', 'locale': 'en',
            'password': 'violet otter paints nine doors', 'username': 'ada'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Registered
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
