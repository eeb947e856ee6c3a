from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.device_codes import DeviceCodes
from ...models.device_form import DeviceForm
from ...models.o_auth_error import OAuthError
from ...types import Response


def _get_kwargs(
    *,
    body: DeviceForm,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/oauth/device_authorization",
    }

    _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DeviceCodes | OAuthError | None:
    if response.status_code == 200:
        response_200 = DeviceCodes.from_dict(response.json())

        return response_200

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
) -> Response[DeviceCodes | OAuthError]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: DeviceForm,
) -> Response[DeviceCodes | OAuthError]:
    """Begin on a device

     For devices without a browser or a keyboard: the person types the short code at the address that is
    given, on a phone for example, while the device asks the token endpoint again and again (RFC 8628).

    Args:
        body (DeviceForm): What a device asks for. Example: {'scope': 'openid profile email
            offline_access'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeviceCodes | OAuthError]
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
    body: DeviceForm,
) -> DeviceCodes | OAuthError | None:
    """Begin on a device

     For devices without a browser or a keyboard: the person types the short code at the address that is
    given, on a phone for example, while the device asks the token endpoint again and again (RFC 8628).

    Args:
        body (DeviceForm): What a device asks for. Example: {'scope': 'openid profile email
            offline_access'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeviceCodes | OAuthError
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: DeviceForm,
) -> Response[DeviceCodes | OAuthError]:
    """Begin on a device

     For devices without a browser or a keyboard: the person types the short code at the address that is
    given, on a phone for example, while the device asks the token endpoint again and again (RFC 8628).

    Args:
        body (DeviceForm): What a device asks for. Example: {'scope': 'openid profile email
            offline_access'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeviceCodes | OAuthError]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: DeviceForm,
) -> DeviceCodes | OAuthError | None:
    """Begin on a device

     For devices without a browser or a keyboard: the person types the short code at the address that is
    given, on a phone for example, while the device asks the token endpoint again and again (RFC 8628).

    Args:
        body (DeviceForm): What a device asks for. Example: {'scope': 'openid profile email
            offline_access'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeviceCodes | OAuthError
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
