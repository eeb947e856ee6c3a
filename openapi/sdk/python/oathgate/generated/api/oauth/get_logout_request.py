from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.logout_question import LogoutQuestion
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    client_id: str | Unset = UNSET,
    post_logout_redirect_uri: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["client_id"] = client_id

    params["post_logout_redirect_uri"] = post_logout_redirect_uri

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/oauth/logout/request",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> LogoutQuestion | Problem | None:
    if response.status_code == 200:
        response_200 = LogoutQuestion.from_dict(response.json())

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
) -> Response[LogoutQuestion | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    client_id: str | Unset = UNSET,
    post_logout_redirect_uri: str | Unset = UNSET,
) -> Response[LogoutQuestion | Problem]:
    """A request to sign out

     Who asks for it, for the page that asks the person who is signed in.

    Args:
        client_id (str | Unset):
        post_logout_redirect_uri (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[LogoutQuestion | Problem]
    """

    kwargs = _get_kwargs(
        client_id=client_id,
        post_logout_redirect_uri=post_logout_redirect_uri,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    client_id: str | Unset = UNSET,
    post_logout_redirect_uri: str | Unset = UNSET,
) -> LogoutQuestion | Problem | None:
    """A request to sign out

     Who asks for it, for the page that asks the person who is signed in.

    Args:
        client_id (str | Unset):
        post_logout_redirect_uri (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        LogoutQuestion | Problem
    """

    return sync_detailed(
        client=client,
        client_id=client_id,
        post_logout_redirect_uri=post_logout_redirect_uri,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    client_id: str | Unset = UNSET,
    post_logout_redirect_uri: str | Unset = UNSET,
) -> Response[LogoutQuestion | Problem]:
    """A request to sign out

     Who asks for it, for the page that asks the person who is signed in.

    Args:
        client_id (str | Unset):
        post_logout_redirect_uri (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[LogoutQuestion | Problem]
    """

    kwargs = _get_kwargs(
        client_id=client_id,
        post_logout_redirect_uri=post_logout_redirect_uri,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    client_id: str | Unset = UNSET,
    post_logout_redirect_uri: str | Unset = UNSET,
) -> LogoutQuestion | Problem | None:
    """A request to sign out

     Who asks for it, for the page that asks the person who is signed in.

    Args:
        client_id (str | Unset):
        post_logout_redirect_uri (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        LogoutQuestion | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            client_id=client_id,
            post_logout_redirect_uri=post_logout_redirect_uri,
        )
    ).parsed
