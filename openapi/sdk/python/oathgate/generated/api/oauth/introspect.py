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
            CI6IkZ0UnlhbkFXemgtUUtNT1c4RjZ5Ukt3OE40QU5nYzdVSVlld2NfZzhCdlkiLCJ0eXAiOiJhdCtqd3QifQ.eyJp
            c3MiOiJodHRwOi8vbG9jYWxob3N0OjQzNTc1Iiwic3ViIjoiMDFhMjFmY2ItODM0Yy03NjBjLWFhOGQtOGJkMTFlMG
            Y2ZDFmIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0MzU3NSIsImV4cCI6MTc5NTgzMTU2MSwiaWF0IjoxNzk1ODI5
            NzYxLCJqdGkiOiIwMWEyMWZjYi04NGFlLTc0YjUtYWM4OC1mZWNlNGZkMzA4NTAiLCJjbGllbnRfaWQiOiJwaG90b3
            MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9wZW5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODI5
            NzYwLCJzaWQiOiIwMWEyMWZjYi04M2I0LTczYjktOTcxNS03MzZiOTI2NTE1OWEiLCJncmFudF9pZCI6IjAxYTIxZm
            NiLTg0OGMtNzJiNC1hYzZmLWUyYWQ4NjU3NGY2OSJ9.Xz-4pk96Lto8HIRb-
            5itaMi4fFsNm7_3VEBBUXF6HZ1PMYyivlSXa4JDrUa4V10Q_jAvULtXYAlygHJ1C08NlA'}.

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
            CI6IkZ0UnlhbkFXemgtUUtNT1c4RjZ5Ukt3OE40QU5nYzdVSVlld2NfZzhCdlkiLCJ0eXAiOiJhdCtqd3QifQ.eyJp
            c3MiOiJodHRwOi8vbG9jYWxob3N0OjQzNTc1Iiwic3ViIjoiMDFhMjFmY2ItODM0Yy03NjBjLWFhOGQtOGJkMTFlMG
            Y2ZDFmIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0MzU3NSIsImV4cCI6MTc5NTgzMTU2MSwiaWF0IjoxNzk1ODI5
            NzYxLCJqdGkiOiIwMWEyMWZjYi04NGFlLTc0YjUtYWM4OC1mZWNlNGZkMzA4NTAiLCJjbGllbnRfaWQiOiJwaG90b3
            MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9wZW5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODI5
            NzYwLCJzaWQiOiIwMWEyMWZjYi04M2I0LTczYjktOTcxNS03MzZiOTI2NTE1OWEiLCJncmFudF9pZCI6IjAxYTIxZm
            NiLTg0OGMtNzJiNC1hYzZmLWUyYWQ4NjU3NGY2OSJ9.Xz-4pk96Lto8HIRb-
            5itaMi4fFsNm7_3VEBBUXF6HZ1PMYyivlSXa4JDrUa4V10Q_jAvULtXYAlygHJ1C08NlA'}.

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
            CI6IkZ0UnlhbkFXemgtUUtNT1c4RjZ5Ukt3OE40QU5nYzdVSVlld2NfZzhCdlkiLCJ0eXAiOiJhdCtqd3QifQ.eyJp
            c3MiOiJodHRwOi8vbG9jYWxob3N0OjQzNTc1Iiwic3ViIjoiMDFhMjFmY2ItODM0Yy03NjBjLWFhOGQtOGJkMTFlMG
            Y2ZDFmIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0MzU3NSIsImV4cCI6MTc5NTgzMTU2MSwiaWF0IjoxNzk1ODI5
            NzYxLCJqdGkiOiIwMWEyMWZjYi04NGFlLTc0YjUtYWM4OC1mZWNlNGZkMzA4NTAiLCJjbGllbnRfaWQiOiJwaG90b3
            MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9wZW5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODI5
            NzYwLCJzaWQiOiIwMWEyMWZjYi04M2I0LTczYjktOTcxNS03MzZiOTI2NTE1OWEiLCJncmFudF9pZCI6IjAxYTIxZm
            NiLTg0OGMtNzJiNC1hYzZmLWUyYWQ4NjU3NGY2OSJ9.Xz-4pk96Lto8HIRb-
            5itaMi4fFsNm7_3VEBBUXF6HZ1PMYyivlSXa4JDrUa4V10Q_jAvULtXYAlygHJ1C08NlA'}.

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
            CI6IkZ0UnlhbkFXemgtUUtNT1c4RjZ5Ukt3OE40QU5nYzdVSVlld2NfZzhCdlkiLCJ0eXAiOiJhdCtqd3QifQ.eyJp
            c3MiOiJodHRwOi8vbG9jYWxob3N0OjQzNTc1Iiwic3ViIjoiMDFhMjFmY2ItODM0Yy03NjBjLWFhOGQtOGJkMTFlMG
            Y2ZDFmIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0MzU3NSIsImV4cCI6MTc5NTgzMTU2MSwiaWF0IjoxNzk1ODI5
            NzYxLCJqdGkiOiIwMWEyMWZjYi04NGFlLTc0YjUtYWM4OC1mZWNlNGZkMzA4NTAiLCJjbGllbnRfaWQiOiJwaG90b3
            MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9wZW5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODI5
            NzYwLCJzaWQiOiIwMWEyMWZjYi04M2I0LTczYjktOTcxNS03MzZiOTI2NTE1OWEiLCJncmFudF9pZCI6IjAxYTIxZm
            NiLTg0OGMtNzJiNC1hYzZmLWUyYWQ4NjU3NGY2OSJ9.Xz-4pk96Lto8HIRb-
            5itaMi4fFsNm7_3VEBBUXF6HZ1PMYyivlSXa4JDrUa4V10Q_jAvULtXYAlygHJ1C08NlA'}.

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
