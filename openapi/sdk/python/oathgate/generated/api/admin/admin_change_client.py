from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.client_change import ClientChange
from ...models.client_details import ClientDetails
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    client_id: str,
    *,
    body: ClientChange,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/admin/clients/{client_id}".format(
            client_id=quote(str(client_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ClientDetails | Problem | None:
    if response.status_code == 200:
        response_200 = ClientDetails.from_dict(response.json())

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

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

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
) -> Response[ClientDetails | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    client_id: str,
    *,
    client: AuthenticatedClient,
    body: ClientChange,
) -> Response[ClientDetails | Problem]:
    """Change a client

     What is left out of the body stays as it is, as do the client's id, its secret, its grant types and
    how it
    shows that it is itself. What people agreed to before stays; a scope that is taken away is granted
    no more.

    Args:
        client_id (str):
        body (ClientChange): What to change of a client. What is left out stays as it is; `null`
            or an empty text removes it, where a
            client may be without it. Example: {'client_name': 'Shop', 'client_uri':
            'https://shop.example.com', 'is_first_party': False, 'redirect_uris':
            ['https://shop.example.com/callback'], 'scope': 'openid profile email'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ClientDetails | Problem]
    """

    kwargs = _get_kwargs(
        client_id=client_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    client_id: str,
    *,
    client: AuthenticatedClient,
    body: ClientChange,
) -> ClientDetails | Problem | None:
    """Change a client

     What is left out of the body stays as it is, as do the client's id, its secret, its grant types and
    how it
    shows that it is itself. What people agreed to before stays; a scope that is taken away is granted
    no more.

    Args:
        client_id (str):
        body (ClientChange): What to change of a client. What is left out stays as it is; `null`
            or an empty text removes it, where a
            client may be without it. Example: {'client_name': 'Shop', 'client_uri':
            'https://shop.example.com', 'is_first_party': False, 'redirect_uris':
            ['https://shop.example.com/callback'], 'scope': 'openid profile email'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ClientDetails | Problem
    """

    return sync_detailed(
        client_id=client_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    client_id: str,
    *,
    client: AuthenticatedClient,
    body: ClientChange,
) -> Response[ClientDetails | Problem]:
    """Change a client

     What is left out of the body stays as it is, as do the client's id, its secret, its grant types and
    how it
    shows that it is itself. What people agreed to before stays; a scope that is taken away is granted
    no more.

    Args:
        client_id (str):
        body (ClientChange): What to change of a client. What is left out stays as it is; `null`
            or an empty text removes it, where a
            client may be without it. Example: {'client_name': 'Shop', 'client_uri':
            'https://shop.example.com', 'is_first_party': False, 'redirect_uris':
            ['https://shop.example.com/callback'], 'scope': 'openid profile email'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ClientDetails | Problem]
    """

    kwargs = _get_kwargs(
        client_id=client_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    client_id: str,
    *,
    client: AuthenticatedClient,
    body: ClientChange,
) -> ClientDetails | Problem | None:
    """Change a client

     What is left out of the body stays as it is, as do the client's id, its secret, its grant types and
    how it
    shows that it is itself. What people agreed to before stays; a scope that is taken away is granted
    no more.

    Args:
        client_id (str):
        body (ClientChange): What to change of a client. What is left out stays as it is; `null`
            or an empty text removes it, where a
            client may be without it. Example: {'client_name': 'Shop', 'client_uri':
            'https://shop.example.com', 'is_first_party': False, 'redirect_uris':
            ['https://shop.example.com/callback'], 'scope': 'openid profile email'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ClientDetails | Problem
    """

    return (
        await asyncio_detailed(
            client_id=client_id,
            client=client,
            body=body,
        )
    ).parsed
