import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.journey_view import JourneyView
from ...models.moment_kind import MomentKind
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: UUID,
    *,
    kind: MomentKind | Unset = UNSET,
    before: datetime.datetime | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_kind: str | Unset = UNSET
    if not isinstance(kind, Unset):
        json_kind = kind.value

    params["kind"] = json_kind

    json_before: str | Unset = UNSET
    if not isinstance(before, Unset):
        json_before = before.isoformat()
    params["before"] = json_before

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/admin/users/{id}/journey".format(
            id=quote(str(id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> JourneyView | Problem | None:
    if response.status_code == 200:
        response_200 = JourneyView.from_dict(response.json())

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
) -> Response[JourneyView | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    id: UUID,
    *,
    client: AuthenticatedClient,
    kind: MomentKind | Unset = UNSET,
    before: datetime.datetime | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Response[JourneyView | Problem]:
    """A user's journey

     Every workflow, session, consent and audit entry of one person on one time line, latest first.

    Args:
        id (UUID):
        kind (MomentKind | Unset): Of what kind a moment is.
        before (datetime.datetime | Unset):
        limit (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[JourneyView | Problem]
    """

    kwargs = _get_kwargs(
        id=id,
        kind=kind,
        before=before,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: UUID,
    *,
    client: AuthenticatedClient,
    kind: MomentKind | Unset = UNSET,
    before: datetime.datetime | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> JourneyView | Problem | None:
    """A user's journey

     Every workflow, session, consent and audit entry of one person on one time line, latest first.

    Args:
        id (UUID):
        kind (MomentKind | Unset): Of what kind a moment is.
        before (datetime.datetime | Unset):
        limit (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        JourneyView | Problem
    """

    return sync_detailed(
        id=id,
        client=client,
        kind=kind,
        before=before,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    id: UUID,
    *,
    client: AuthenticatedClient,
    kind: MomentKind | Unset = UNSET,
    before: datetime.datetime | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Response[JourneyView | Problem]:
    """A user's journey

     Every workflow, session, consent and audit entry of one person on one time line, latest first.

    Args:
        id (UUID):
        kind (MomentKind | Unset): Of what kind a moment is.
        before (datetime.datetime | Unset):
        limit (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[JourneyView | Problem]
    """

    kwargs = _get_kwargs(
        id=id,
        kind=kind,
        before=before,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: UUID,
    *,
    client: AuthenticatedClient,
    kind: MomentKind | Unset = UNSET,
    before: datetime.datetime | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> JourneyView | Problem | None:
    """A user's journey

     Every workflow, session, consent and audit entry of one person on one time line, latest first.

    Args:
        id (UUID):
        kind (MomentKind | Unset): Of what kind a moment is.
        before (datetime.datetime | Unset):
        limit (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        JourneyView | Problem
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            kind=kind,
            before=before,
            limit=limit,
        )
    ).parsed
