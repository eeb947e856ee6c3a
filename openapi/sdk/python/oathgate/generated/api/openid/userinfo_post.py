from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.token_error import TokenError
from ...models.user_info import UserInfo
from ...models.user_info_form import UserInfoForm
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: UserInfoForm | Unset = UNSET,
    d_po_p: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(d_po_p, Unset):
        headers["DPoP"] = d_po_p

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/oauth/userinfo",
    }

    if not isinstance(body, Unset):
        _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

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

    if response.status_code == 408:
        response_408 = TokenError.from_dict(response.json())

        return response_408

    if response.status_code == 413:
        response_413 = TokenError.from_dict(response.json())

        return response_413

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
    body: UserInfoForm | Unset = UNSET,
    d_po_p: str | Unset = UNSET,
) -> Response[TokenError | UserInfo]:
    """Who signed in? By POST

     The same as by GET; the access token may also be in the form.

    Args:
        d_po_p (str | Unset):
        body (UserInfoForm | Unset): An access token, unless the header has it. Example:
            {'access_token': 'eyJhbGciOiJFUzI1NiIsImtpZCI6IlY3UU9kLVROSzhJVVd2cXBwNDZKbXJZd3dfRFZzUlhO
            eGlFdXZGMmhNLVkiLCJ0eXAiOiJhdCtqd3QifQ.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjQ1ODExIiwic3ViIjo
            iMDFhMjIwOTctODI4NC03M2FmLThiZjMtNTBlOTE2YjZlZjJjIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0NTgxM
            SIsImV4cCI6MTc5NTg0NDkzMCwiaWF0IjoxNzk1ODQzMTMwLCJqdGkiOiIwMWEyMjA5Ny04MzRkLTczMGYtYTY4OC0
            wNmFhMTA3NGRmODUiLCJjbGllbnRfaWQiOiJwaG90b3MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9wZ
            W5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODQzMTMwLCJzaWQiOiIwMWEyMjA5Ny04MmQ0LTc1NzMtOTNiMy1
            jM2Y2NjVhNzE2YzQiLCJncmFudF9pZCI6IjAxYTIyMDk3LTgzNDUtNzM0Yi1hMDNhLTA3NDI0ZTY4M2JiZSJ9.mtzy
            bKZLj3SyndhoNxFa1Bvyhb4aGsFyzjIaQGKCC1tHBdsRZrXxOllJZB-caCaxdHLuos8tgH22Y3Z4ynPecA'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TokenError | UserInfo]
    """

    kwargs = _get_kwargs(
        body=body,
        d_po_p=d_po_p,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: UserInfoForm | Unset = UNSET,
    d_po_p: str | Unset = UNSET,
) -> TokenError | UserInfo | None:
    """Who signed in? By POST

     The same as by GET; the access token may also be in the form.

    Args:
        d_po_p (str | Unset):
        body (UserInfoForm | Unset): An access token, unless the header has it. Example:
            {'access_token': 'eyJhbGciOiJFUzI1NiIsImtpZCI6IlY3UU9kLVROSzhJVVd2cXBwNDZKbXJZd3dfRFZzUlhO
            eGlFdXZGMmhNLVkiLCJ0eXAiOiJhdCtqd3QifQ.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjQ1ODExIiwic3ViIjo
            iMDFhMjIwOTctODI4NC03M2FmLThiZjMtNTBlOTE2YjZlZjJjIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0NTgxM
            SIsImV4cCI6MTc5NTg0NDkzMCwiaWF0IjoxNzk1ODQzMTMwLCJqdGkiOiIwMWEyMjA5Ny04MzRkLTczMGYtYTY4OC0
            wNmFhMTA3NGRmODUiLCJjbGllbnRfaWQiOiJwaG90b3MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9wZ
            W5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODQzMTMwLCJzaWQiOiIwMWEyMjA5Ny04MmQ0LTc1NzMtOTNiMy1
            jM2Y2NjVhNzE2YzQiLCJncmFudF9pZCI6IjAxYTIyMDk3LTgzNDUtNzM0Yi1hMDNhLTA3NDI0ZTY4M2JiZSJ9.mtzy
            bKZLj3SyndhoNxFa1Bvyhb4aGsFyzjIaQGKCC1tHBdsRZrXxOllJZB-caCaxdHLuos8tgH22Y3Z4ynPecA'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TokenError | UserInfo
    """

    return sync_detailed(
        client=client,
        body=body,
        d_po_p=d_po_p,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: UserInfoForm | Unset = UNSET,
    d_po_p: str | Unset = UNSET,
) -> Response[TokenError | UserInfo]:
    """Who signed in? By POST

     The same as by GET; the access token may also be in the form.

    Args:
        d_po_p (str | Unset):
        body (UserInfoForm | Unset): An access token, unless the header has it. Example:
            {'access_token': 'eyJhbGciOiJFUzI1NiIsImtpZCI6IlY3UU9kLVROSzhJVVd2cXBwNDZKbXJZd3dfRFZzUlhO
            eGlFdXZGMmhNLVkiLCJ0eXAiOiJhdCtqd3QifQ.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjQ1ODExIiwic3ViIjo
            iMDFhMjIwOTctODI4NC03M2FmLThiZjMtNTBlOTE2YjZlZjJjIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0NTgxM
            SIsImV4cCI6MTc5NTg0NDkzMCwiaWF0IjoxNzk1ODQzMTMwLCJqdGkiOiIwMWEyMjA5Ny04MzRkLTczMGYtYTY4OC0
            wNmFhMTA3NGRmODUiLCJjbGllbnRfaWQiOiJwaG90b3MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9wZ
            W5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODQzMTMwLCJzaWQiOiIwMWEyMjA5Ny04MmQ0LTc1NzMtOTNiMy1
            jM2Y2NjVhNzE2YzQiLCJncmFudF9pZCI6IjAxYTIyMDk3LTgzNDUtNzM0Yi1hMDNhLTA3NDI0ZTY4M2JiZSJ9.mtzy
            bKZLj3SyndhoNxFa1Bvyhb4aGsFyzjIaQGKCC1tHBdsRZrXxOllJZB-caCaxdHLuos8tgH22Y3Z4ynPecA'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TokenError | UserInfo]
    """

    kwargs = _get_kwargs(
        body=body,
        d_po_p=d_po_p,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: UserInfoForm | Unset = UNSET,
    d_po_p: str | Unset = UNSET,
) -> TokenError | UserInfo | None:
    """Who signed in? By POST

     The same as by GET; the access token may also be in the form.

    Args:
        d_po_p (str | Unset):
        body (UserInfoForm | Unset): An access token, unless the header has it. Example:
            {'access_token': 'eyJhbGciOiJFUzI1NiIsImtpZCI6IlY3UU9kLVROSzhJVVd2cXBwNDZKbXJZd3dfRFZzUlhO
            eGlFdXZGMmhNLVkiLCJ0eXAiOiJhdCtqd3QifQ.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjQ1ODExIiwic3ViIjo
            iMDFhMjIwOTctODI4NC03M2FmLThiZjMtNTBlOTE2YjZlZjJjIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0NTgxM
            SIsImV4cCI6MTc5NTg0NDkzMCwiaWF0IjoxNzk1ODQzMTMwLCJqdGkiOiIwMWEyMjA5Ny04MzRkLTczMGYtYTY4OC0
            wNmFhMTA3NGRmODUiLCJjbGllbnRfaWQiOiJwaG90b3MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9wZ
            W5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODQzMTMwLCJzaWQiOiIwMWEyMjA5Ny04MmQ0LTc1NzMtOTNiMy1
            jM2Y2NjVhNzE2YzQiLCJncmFudF9pZCI6IjAxYTIyMDk3LTgzNDUtNzM0Yi1hMDNhLTA3NDI0ZTY4M2JiZSJ9.mtzy
            bKZLj3SyndhoNxFa1Bvyhb4aGsFyzjIaQGKCC1tHBdsRZrXxOllJZB-caCaxdHLuos8tgH22Y3Z4ynPecA'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TokenError | UserInfo
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            d_po_p=d_po_p,
        )
    ).parsed
