from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.profile import Profile
from ...models.profile_change import ProfileChange
from ...types import Response


def _get_kwargs(
    *,
    body: ProfileChange,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/users/me",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | Profile | None:
    if response.status_code == 200:
        response_200 = Profile.from_dict(response.json())

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
) -> Response[Problem | Profile]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: ProfileChange,
) -> Response[Problem | Profile]:
    """Change my profile

     Changes names, user name, language, phone number and postal address. The email address and the
    password have
    operations of their own.

    Args:
        body (ProfileChange): What to change of a profile. A field that is left out stays as it
            is; `null` or an empty text
            removes it. Example: {'address': {'country': 'United Kingdom', 'locality': 'London',
            'postal_code': 'SW1Y 4JH', 'street_address': "12 St James's Square"}, 'first_name': 'Ada',
            'last_name': None, 'locale': 'de', 'phone_number': '+44 20 7123 4567', 'username': 'ada'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Profile]
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
    body: ProfileChange,
) -> Problem | Profile | None:
    """Change my profile

     Changes names, user name, language, phone number and postal address. The email address and the
    password have
    operations of their own.

    Args:
        body (ProfileChange): What to change of a profile. A field that is left out stays as it
            is; `null` or an empty text
            removes it. Example: {'address': {'country': 'United Kingdom', 'locality': 'London',
            'postal_code': 'SW1Y 4JH', 'street_address': "12 St James's Square"}, 'first_name': 'Ada',
            'last_name': None, 'locale': 'de', 'phone_number': '+44 20 7123 4567', 'username': 'ada'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Profile
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: ProfileChange,
) -> Response[Problem | Profile]:
    """Change my profile

     Changes names, user name, language, phone number and postal address. The email address and the
    password have
    operations of their own.

    Args:
        body (ProfileChange): What to change of a profile. A field that is left out stays as it
            is; `null` or an empty text
            removes it. Example: {'address': {'country': 'United Kingdom', 'locality': 'London',
            'postal_code': 'SW1Y 4JH', 'street_address': "12 St James's Square"}, 'first_name': 'Ada',
            'last_name': None, 'locale': 'de', 'phone_number': '+44 20 7123 4567', 'username': 'ada'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Profile]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: ProfileChange,
) -> Problem | Profile | None:
    """Change my profile

     Changes names, user name, language, phone number and postal address. The email address and the
    password have
    operations of their own.

    Args:
        body (ProfileChange): What to change of a profile. A field that is left out stays as it
            is; `null` or an empty text
            removes it. Example: {'address': {'country': 'United Kingdom', 'locality': 'London',
            'postal_code': 'SW1Y 4JH', 'street_address': "12 St James's Square"}, 'first_name': 'Ada',
            'last_name': None, 'locale': 'de', 'phone_number': '+44 20 7123 4567', 'username': 'ada'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Profile
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
