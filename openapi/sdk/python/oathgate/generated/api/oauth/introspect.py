from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.introspection import Introspection
from ...models.o_auth_error import OAuthError
from ...models.token_form import TokenForm
from ...types import Response


def _get_kwargs(
    *,
    body: TokenForm,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/oauth/introspect",
    }

    _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Introspection | OAuthError | None:
    if response.status_code == 200:
        response_200 = Introspection.from_dict(response.json())

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
) -> Response[Introspection | OAuthError]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: TokenForm,
) -> Response[Introspection | OAuthError]:
    """What is this token?

     For services that are sent tokens and do not verify them by themselves, or want to know whether one
    was
    revoked since (RFC 7662). They are clients with a secret or a key, and learn about tokens that were
    issued to them or are for one of their audiences; any other token is not `active` for them.

    Args:
        body (TokenForm): A token, and who shows it. Example: {'token': 'eyJhbGciOiJFUzI1NiIsImtpZ
            CI6IlY3UU9kLVROSzhJVVd2cXBwNDZKbXJZd3dfRFZzUlhOeGlFdXZGMmhNLVkiLCJ0eXAiOiJhdCtqd3QifQ.eyJp
            c3MiOiJodHRwOi8vbG9jYWxob3N0OjQ1ODExIiwic3ViIjoiMDFhMjIwOTctODI4NC03M2FmLThiZjMtNTBlOTE2Yj
            ZlZjJjIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0NTgxMSIsImV4cCI6MTc5NTg0NDkzMCwiaWF0IjoxNzk1ODQz
            MTMwLCJqdGkiOiIwMWEyMjA5Ny04MzRkLTczMGYtYTY4OC0wNmFhMTA3NGRmODUiLCJjbGllbnRfaWQiOiJwaG90b3
            MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9wZW5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODQz
            MTMwLCJzaWQiOiIwMWEyMjA5Ny04MmQ0LTc1NzMtOTNiMy1jM2Y2NjVhNzE2YzQiLCJncmFudF9pZCI6IjAxYTIyMD
            k3LTgzNDUtNzM0Yi1hMDNhLTA3NDI0ZTY4M2JiZSJ9.mtzybKZLj3SyndhoNxFa1Bvyhb4aGsFyzjIaQGKCC1tHBds
            RZrXxOllJZB-caCaxdHLuos8tgH22Y3Z4ynPecA'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Introspection | OAuthError]
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
    body: TokenForm,
) -> Introspection | OAuthError | None:
    """What is this token?

     For services that are sent tokens and do not verify them by themselves, or want to know whether one
    was
    revoked since (RFC 7662). They are clients with a secret or a key, and learn about tokens that were
    issued to them or are for one of their audiences; any other token is not `active` for them.

    Args:
        body (TokenForm): A token, and who shows it. Example: {'token': 'eyJhbGciOiJFUzI1NiIsImtpZ
            CI6IlY3UU9kLVROSzhJVVd2cXBwNDZKbXJZd3dfRFZzUlhOeGlFdXZGMmhNLVkiLCJ0eXAiOiJhdCtqd3QifQ.eyJp
            c3MiOiJodHRwOi8vbG9jYWxob3N0OjQ1ODExIiwic3ViIjoiMDFhMjIwOTctODI4NC03M2FmLThiZjMtNTBlOTE2Yj
            ZlZjJjIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0NTgxMSIsImV4cCI6MTc5NTg0NDkzMCwiaWF0IjoxNzk1ODQz
            MTMwLCJqdGkiOiIwMWEyMjA5Ny04MzRkLTczMGYtYTY4OC0wNmFhMTA3NGRmODUiLCJjbGllbnRfaWQiOiJwaG90b3
            MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9wZW5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODQz
            MTMwLCJzaWQiOiIwMWEyMjA5Ny04MmQ0LTc1NzMtOTNiMy1jM2Y2NjVhNzE2YzQiLCJncmFudF9pZCI6IjAxYTIyMD
            k3LTgzNDUtNzM0Yi1hMDNhLTA3NDI0ZTY4M2JiZSJ9.mtzybKZLj3SyndhoNxFa1Bvyhb4aGsFyzjIaQGKCC1tHBds
            RZrXxOllJZB-caCaxdHLuos8tgH22Y3Z4ynPecA'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Introspection | OAuthError
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: TokenForm,
) -> Response[Introspection | OAuthError]:
    """What is this token?

     For services that are sent tokens and do not verify them by themselves, or want to know whether one
    was
    revoked since (RFC 7662). They are clients with a secret or a key, and learn about tokens that were
    issued to them or are for one of their audiences; any other token is not `active` for them.

    Args:
        body (TokenForm): A token, and who shows it. Example: {'token': 'eyJhbGciOiJFUzI1NiIsImtpZ
            CI6IlY3UU9kLVROSzhJVVd2cXBwNDZKbXJZd3dfRFZzUlhOeGlFdXZGMmhNLVkiLCJ0eXAiOiJhdCtqd3QifQ.eyJp
            c3MiOiJodHRwOi8vbG9jYWxob3N0OjQ1ODExIiwic3ViIjoiMDFhMjIwOTctODI4NC03M2FmLThiZjMtNTBlOTE2Yj
            ZlZjJjIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0NTgxMSIsImV4cCI6MTc5NTg0NDkzMCwiaWF0IjoxNzk1ODQz
            MTMwLCJqdGkiOiIwMWEyMjA5Ny04MzRkLTczMGYtYTY4OC0wNmFhMTA3NGRmODUiLCJjbGllbnRfaWQiOiJwaG90b3
            MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9wZW5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODQz
            MTMwLCJzaWQiOiIwMWEyMjA5Ny04MmQ0LTc1NzMtOTNiMy1jM2Y2NjVhNzE2YzQiLCJncmFudF9pZCI6IjAxYTIyMD
            k3LTgzNDUtNzM0Yi1hMDNhLTA3NDI0ZTY4M2JiZSJ9.mtzybKZLj3SyndhoNxFa1Bvyhb4aGsFyzjIaQGKCC1tHBds
            RZrXxOllJZB-caCaxdHLuos8tgH22Y3Z4ynPecA'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Introspection | OAuthError]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: TokenForm,
) -> Introspection | OAuthError | None:
    """What is this token?

     For services that are sent tokens and do not verify them by themselves, or want to know whether one
    was
    revoked since (RFC 7662). They are clients with a secret or a key, and learn about tokens that were
    issued to them or are for one of their audiences; any other token is not `active` for them.

    Args:
        body (TokenForm): A token, and who shows it. Example: {'token': 'eyJhbGciOiJFUzI1NiIsImtpZ
            CI6IlY3UU9kLVROSzhJVVd2cXBwNDZKbXJZd3dfRFZzUlhOeGlFdXZGMmhNLVkiLCJ0eXAiOiJhdCtqd3QifQ.eyJp
            c3MiOiJodHRwOi8vbG9jYWxob3N0OjQ1ODExIiwic3ViIjoiMDFhMjIwOTctODI4NC03M2FmLThiZjMtNTBlOTE2Yj
            ZlZjJjIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0NTgxMSIsImV4cCI6MTc5NTg0NDkzMCwiaWF0IjoxNzk1ODQz
            MTMwLCJqdGkiOiIwMWEyMjA5Ny04MzRkLTczMGYtYTY4OC0wNmFhMTA3NGRmODUiLCJjbGllbnRfaWQiOiJwaG90b3
            MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9wZW5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODQz
            MTMwLCJzaWQiOiIwMWEyMjA5Ny04MmQ0LTc1NzMtOTNiMy1jM2Y2NjVhNzE2YzQiLCJncmFudF9pZCI6IjAxYTIyMD
            k3LTgzNDUtNzM0Yi1hMDNhLTA3NDI0ZTY4M2JiZSJ9.mtzybKZLj3SyndhoNxFa1Bvyhb4aGsFyzjIaQGKCC1tHBds
            RZrXxOllJZB-caCaxdHLuos8tgH22Y3Z4ynPecA'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Introspection | OAuthError
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
