from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.erase_request import EraseRequest
from ...models.erasure_planned import ErasurePlanned
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: EraseRequest | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/users/me",
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErasurePlanned | Problem | None:
    if response.status_code == 202:
        response_202 = ErasurePlanned.from_dict(response.json())

        return response_202

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
) -> Response[ErasurePlanned | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: EraseRequest | Unset = UNSET,
) -> Response[ErasurePlanned | Problem]:
    """Delete my account

     Asks for the present password, or for a sign-in of the last ten minutes. The account is deleted when
    a time of grace is over, with everything that belongs to it; until then it can be kept, by the link
    in the mail or by `/users/me/cancel-erasure`.

    Args:
        body (EraseRequest | Unset): Shows that it is the owner who asks. Example:
            {'current_password': 'violet otter paints nine doors'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErasurePlanned | Problem]
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
    body: EraseRequest | Unset = UNSET,
) -> ErasurePlanned | Problem | None:
    """Delete my account

     Asks for the present password, or for a sign-in of the last ten minutes. The account is deleted when
    a time of grace is over, with everything that belongs to it; until then it can be kept, by the link
    in the mail or by `/users/me/cancel-erasure`.

    Args:
        body (EraseRequest | Unset): Shows that it is the owner who asks. Example:
            {'current_password': 'violet otter paints nine doors'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErasurePlanned | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: EraseRequest | Unset = UNSET,
) -> Response[ErasurePlanned | Problem]:
    """Delete my account

     Asks for the present password, or for a sign-in of the last ten minutes. The account is deleted when
    a time of grace is over, with everything that belongs to it; until then it can be kept, by the link
    in the mail or by `/users/me/cancel-erasure`.

    Args:
        body (EraseRequest | Unset): Shows that it is the owner who asks. Example:
            {'current_password': 'violet otter paints nine doors'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErasurePlanned | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: EraseRequest | Unset = UNSET,
) -> ErasurePlanned | Problem | None:
    """Delete my account

     Asks for the present password, or for a sign-in of the last ten minutes. The account is deleted when
    a time of grace is over, with everything that belongs to it; until then it can be kept, by the link
    in the mail or by `/users/me/cancel-erasure`.

    Args:
        body (EraseRequest | Unset): Shows that it is the owner who asks. Example:
            {'current_password': 'violet otter paints nine doors'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErasurePlanned | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
