from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.token_error import TokenError
from ...models.user_info import UserInfo
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    d_po_p: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(d_po_p, Unset):
        headers["DPoP"] = d_po_p

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/oauth/userinfo",
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> TokenError | UserInfo | None:
    if response.status_code == 200:
        response_200 = UserInfo.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = TokenError.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = TokenError.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = TokenError.from_dict(response.json())

        return response_403

    if response.status_code == 500:
        response_500 = TokenError.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = TokenError.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[TokenError | UserInfo]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    d_po_p: str | Unset = UNSET,
) -> Response[TokenError | UserInfo]:
    """Who signed in?

     Tells what the scopes of the access token allow to know (OpenID Connect Core, section 5.3).

    Args:
        d_po_p (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TokenError | UserInfo]
    """

    kwargs = _get_kwargs(
        d_po_p=d_po_p,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    d_po_p: str | Unset = UNSET,
) -> TokenError | UserInfo | None:
    """Who signed in?

     Tells what the scopes of the access token allow to know (OpenID Connect Core, section 5.3).

    Args:
        d_po_p (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TokenError | UserInfo
    """

    return sync_detailed(
        client=client,
        d_po_p=d_po_p,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    d_po_p: str | Unset = UNSET,
) -> Response[TokenError | UserInfo]:
    """Who signed in?

     Tells what the scopes of the access token allow to know (OpenID Connect Core, section 5.3).

    Args:
        d_po_p (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TokenError | UserInfo]
    """

    kwargs = _get_kwargs(
        d_po_p=d_po_p,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    d_po_p: str | Unset = UNSET,
) -> TokenError | UserInfo | None:
    """Who signed in?

     Tells what the scopes of the access token allow to know (OpenID Connect Core, section 5.3).

    Args:
        d_po_p (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TokenError | UserInfo
    """

    return (
        await asyncio_detailed(
            client=client,
            d_po_p=d_po_p,
        )
    ).parsed
