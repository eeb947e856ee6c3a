import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.run_list import RunList
from ...models.status_view import StatusView
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    kind: str | Unset = UNSET,
    status: StatusView | Unset = UNSET,
    user_id: UUID | Unset = UNSET,
    fault: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
    before: UUID | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["kind"] = kind

    json_status: str | Unset = UNSET
    if not isinstance(status, Unset):
        json_status = status.value

    params["status"] = json_status

    json_user_id: str | Unset = UNSET
    if not isinstance(user_id, Unset):
        json_user_id = str(user_id)
    params["user_id"] = json_user_id

    params["fault"] = fault

    json_since: str | Unset = UNSET
    if not isinstance(since, Unset):
        json_since = since.isoformat()
    params["since"] = json_since

    json_until: str | Unset = UNSET
    if not isinstance(until, Unset):
        json_until = until.isoformat()
    params["until"] = json_until

    json_before: str | Unset = UNSET
    if not isinstance(before, Unset):
        json_before = str(before)
    params["before"] = json_before

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/admin/workflows",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | RunList | None:
    if response.status_code == 200:
        response_200 = RunList.from_dict(response.json())

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
) -> Response[Problem | RunList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    kind: str | Unset = UNSET,
    status: StatusView | Unset = UNSET,
    user_id: UUID | Unset = UNSET,
    fault: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
    before: UUID | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Response[Problem | RunList]:
    """Search runs

     Runs of workflows, newest first, a page at a time.

    Args:
        kind (str | Unset):
        status (StatusView | Unset): Where a run is.
        user_id (UUID | Unset):
        fault (str | Unset):
        since (datetime.datetime | Unset):
        until (datetime.datetime | Unset):
        before (UUID | Unset):
        limit (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RunList]
    """

    kwargs = _get_kwargs(
        kind=kind,
        status=status,
        user_id=user_id,
        fault=fault,
        since=since,
        until=until,
        before=before,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    kind: str | Unset = UNSET,
    status: StatusView | Unset = UNSET,
    user_id: UUID | Unset = UNSET,
    fault: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
    before: UUID | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Problem | RunList | None:
    """Search runs

     Runs of workflows, newest first, a page at a time.

    Args:
        kind (str | Unset):
        status (StatusView | Unset): Where a run is.
        user_id (UUID | Unset):
        fault (str | Unset):
        since (datetime.datetime | Unset):
        until (datetime.datetime | Unset):
        before (UUID | Unset):
        limit (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RunList
    """

    return sync_detailed(
        client=client,
        kind=kind,
        status=status,
        user_id=user_id,
        fault=fault,
        since=since,
        until=until,
        before=before,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    kind: str | Unset = UNSET,
    status: StatusView | Unset = UNSET,
    user_id: UUID | Unset = UNSET,
    fault: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
    before: UUID | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Response[Problem | RunList]:
    """Search runs

     Runs of workflows, newest first, a page at a time.

    Args:
        kind (str | Unset):
        status (StatusView | Unset): Where a run is.
        user_id (UUID | Unset):
        fault (str | Unset):
        since (datetime.datetime | Unset):
        until (datetime.datetime | Unset):
        before (UUID | Unset):
        limit (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RunList]
    """

    kwargs = _get_kwargs(
        kind=kind,
        status=status,
        user_id=user_id,
        fault=fault,
        since=since,
        until=until,
        before=before,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    kind: str | Unset = UNSET,
    status: StatusView | Unset = UNSET,
    user_id: UUID | Unset = UNSET,
    fault: str | Unset = UNSET,
    since: datetime.datetime | Unset = UNSET,
    until: datetime.datetime | Unset = UNSET,
    before: UUID | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Problem | RunList | None:
    """Search runs

     Runs of workflows, newest first, a page at a time.

    Args:
        kind (str | Unset):
        status (StatusView | Unset): Where a run is.
        user_id (UUID | Unset):
        fault (str | Unset):
        since (datetime.datetime | Unset):
        until (datetime.datetime | Unset):
        before (UUID | Unset):
        limit (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RunList
    """

    return (
        await asyncio_detailed(
            client=client,
            kind=kind,
            status=status,
            user_id=user_id,
            fault=fault,
            since=since,
            until=until,
            before=before,
            limit=limit,
        )
    ).parsed
