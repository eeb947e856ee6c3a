from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.made_client import MadeClient
from ...models.new_client_request import NewClientRequest
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    *,
    body: NewClientRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/admin/clients",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> MadeClient | Problem | None:
    if response.status_code == 201:
        response_201 = MadeClient.from_dict(response.json())

        return response_201

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
) -> Response[MadeClient | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewClientRequest,
) -> Response[MadeClient | Problem]:
    """Make a client

     By a preset. Its secret, where it has one, is drawn and shown this once.

    Args:
        body (NewClientRequest): What a new client is to be. Example: {'client_id': 'shop',
            'client_name': 'Shop', 'client_uri': 'https://shop.example.com', 'is_first_party': False,
            'preset': 'web', 'redirect_uris': ['https://shop.example.com/callback']}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[MadeClient | Problem]
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
    body: NewClientRequest,
) -> MadeClient | Problem | None:
    """Make a client

     By a preset. Its secret, where it has one, is drawn and shown this once.

    Args:
        body (NewClientRequest): What a new client is to be. Example: {'client_id': 'shop',
            'client_name': 'Shop', 'client_uri': 'https://shop.example.com', 'is_first_party': False,
            'preset': 'web', 'redirect_uris': ['https://shop.example.com/callback']}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        MadeClient | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewClientRequest,
) -> Response[MadeClient | Problem]:
    """Make a client

     By a preset. Its secret, where it has one, is drawn and shown this once.

    Args:
        body (NewClientRequest): What a new client is to be. Example: {'client_id': 'shop',
            'client_name': 'Shop', 'client_uri': 'https://shop.example.com', 'is_first_party': False,
            'preset': 'web', 'redirect_uris': ['https://shop.example.com/callback']}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[MadeClient | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewClientRequest,
) -> MadeClient | Problem | None:
    """Make a client

     By a preset. Its secret, where it has one, is drawn and shown this once.

    Args:
        body (NewClientRequest): What a new client is to be. Example: {'client_id': 'shop',
            'client_name': 'Shop', 'client_uri': 'https://shop.example.com', 'is_first_party': False,
            'preset': 'web', 'redirect_uris': ['https://shop.example.com/callback']}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        MadeClient | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
