from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    id_token_hint: str | Unset = UNSET,
    logout_hint: str | Unset = UNSET,
    client_id: str | Unset = UNSET,
    post_logout_redirect_uri: str | Unset = UNSET,
    state: str | Unset = UNSET,
    ui_locales: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["id_token_hint"] = id_token_hint

    params["logout_hint"] = logout_hint

    params["client_id"] = client_id

    params["post_logout_redirect_uri"] = post_logout_redirect_uri

    params["state"] = state

    params["ui_locales"] = ui_locales

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/oauth/logout",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | str | None:
    if response.status_code == 303:
        response_303 = cast(Any, None)
        return response_303

    if response.status_code == 400:
        response_400 = response.text
        return response_400

    if response.status_code == 503:
        response_503 = response.text
        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | str]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    id_token_hint: str | Unset = UNSET,
    logout_hint: str | Unset = UNSET,
    client_id: str | Unset = UNSET,
    post_logout_redirect_uri: str | Unset = UNSET,
    state: str | Unset = UNSET,
    ui_locales: str | Unset = UNSET,
) -> Response[Any | str]:
    """Sign a person out

     Where a client sends a browser (OpenID Connect RP-Initiated Logout 1.0, section 2). With an ID token
    of the browser's session it ends at once; otherwise the web app asks first. Every client that the
    person had signed in to is told.

    Args:
        id_token_hint (str | Unset):
        logout_hint (str | Unset):
        client_id (str | Unset):
        post_logout_redirect_uri (str | Unset):
        state (str | Unset):
        ui_locales (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | str]
    """

    kwargs = _get_kwargs(
        id_token_hint=id_token_hint,
        logout_hint=logout_hint,
        client_id=client_id,
        post_logout_redirect_uri=post_logout_redirect_uri,
        state=state,
        ui_locales=ui_locales,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    id_token_hint: str | Unset = UNSET,
    logout_hint: str | Unset = UNSET,
    client_id: str | Unset = UNSET,
    post_logout_redirect_uri: str | Unset = UNSET,
    state: str | Unset = UNSET,
    ui_locales: str | Unset = UNSET,
) -> Any | str | None:
    """Sign a person out

     Where a client sends a browser (OpenID Connect RP-Initiated Logout 1.0, section 2). With an ID token
    of the browser's session it ends at once; otherwise the web app asks first. Every client that the
    person had signed in to is told.

    Args:
        id_token_hint (str | Unset):
        logout_hint (str | Unset):
        client_id (str | Unset):
        post_logout_redirect_uri (str | Unset):
        state (str | Unset):
        ui_locales (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | str
    """

    return sync_detailed(
        client=client,
        id_token_hint=id_token_hint,
        logout_hint=logout_hint,
        client_id=client_id,
        post_logout_redirect_uri=post_logout_redirect_uri,
        state=state,
        ui_locales=ui_locales,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    id_token_hint: str | Unset = UNSET,
    logout_hint: str | Unset = UNSET,
    client_id: str | Unset = UNSET,
    post_logout_redirect_uri: str | Unset = UNSET,
    state: str | Unset = UNSET,
    ui_locales: str | Unset = UNSET,
) -> Response[Any | str]:
    """Sign a person out

     Where a client sends a browser (OpenID Connect RP-Initiated Logout 1.0, section 2). With an ID token
    of the browser's session it ends at once; otherwise the web app asks first. Every client that the
    person had signed in to is told.

    Args:
        id_token_hint (str | Unset):
        logout_hint (str | Unset):
        client_id (str | Unset):
        post_logout_redirect_uri (str | Unset):
        state (str | Unset):
        ui_locales (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | str]
    """

    kwargs = _get_kwargs(
        id_token_hint=id_token_hint,
        logout_hint=logout_hint,
        client_id=client_id,
        post_logout_redirect_uri=post_logout_redirect_uri,
        state=state,
        ui_locales=ui_locales,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    id_token_hint: str | Unset = UNSET,
    logout_hint: str | Unset = UNSET,
    client_id: str | Unset = UNSET,
    post_logout_redirect_uri: str | Unset = UNSET,
    state: str | Unset = UNSET,
    ui_locales: str | Unset = UNSET,
) -> Any | str | None:
    """Sign a person out

     Where a client sends a browser (OpenID Connect RP-Initiated Logout 1.0, section 2). With an ID token
    of the browser's session it ends at once; otherwise the web app asks first. Every client that the
    person had signed in to is told.

    Args:
        id_token_hint (str | Unset):
        logout_hint (str | Unset):
        client_id (str | Unset):
        post_logout_redirect_uri (str | Unset):
        state (str | Unset):
        ui_locales (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | str
    """

    return (
        await asyncio_detailed(
            client=client,
            id_token_hint=id_token_hint,
            logout_hint=logout_hint,
            client_id=client_id,
            post_logout_redirect_uri=post_logout_redirect_uri,
            state=state,
            ui_locales=ui_locales,
        )
    ).parsed
