from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.logout_confirmation import LogoutConfirmation
from ...models.logout_outcome import LogoutOutcome
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    *,
    body: LogoutConfirmation,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/oauth/logout/request",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> LogoutOutcome | Problem | None:
    if response.status_code == 200:
        response_200 = LogoutOutcome.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

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
) -> Response[LogoutOutcome | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: LogoutConfirmation,
) -> Response[LogoutOutcome | Problem]:
    """Sign out at the wish of a client

     Ends the session of the access token, and says where the browser goes.

    Args:
        body (LogoutConfirmation): The person wants it. What the page was given goes back as it
            came. Example: {'client_id': 'photo-books', 'post_logout_redirect_uri':
            'https://photos.example.com/bye', 'state': 'af0ifjsldkj'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[LogoutOutcome | Problem]
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
    body: LogoutConfirmation,
) -> LogoutOutcome | Problem | None:
    """Sign out at the wish of a client

     Ends the session of the access token, and says where the browser goes.

    Args:
        body (LogoutConfirmation): The person wants it. What the page was given goes back as it
            came. Example: {'client_id': 'photo-books', 'post_logout_redirect_uri':
            'https://photos.example.com/bye', 'state': 'af0ifjsldkj'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        LogoutOutcome | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: LogoutConfirmation,
) -> Response[LogoutOutcome | Problem]:
    """Sign out at the wish of a client

     Ends the session of the access token, and says where the browser goes.

    Args:
        body (LogoutConfirmation): The person wants it. What the page was given goes back as it
            came. Example: {'client_id': 'photo-books', 'post_logout_redirect_uri':
            'https://photos.example.com/bye', 'state': 'af0ifjsldkj'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[LogoutOutcome | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: LogoutConfirmation,
) -> LogoutOutcome | Problem | None:
    """Sign out at the wish of a client

     Ends the session of the access token, and says where the browser goes.

    Args:
        body (LogoutConfirmation): The person wants it. What the page was given goes back as it
            came. Example: {'client_id': 'photo-books', 'post_logout_redirect_uri':
            'https://photos.example.com/bye', 'state': 'af0ifjsldkj'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        LogoutOutcome | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
