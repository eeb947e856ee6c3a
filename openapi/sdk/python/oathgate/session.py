"""Who is signed in, and how requests are signed."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any

import httpx

from .generated import AuthenticatedClient
from .generated.api.auth import login, logout
from .generated.models import LoginRequest, Problem, RefreshRequest, Tokens
from .generated.types import Response

PATIENCE = 35.0
"""Longest wait for an answer, in seconds. The server gives up before."""

AHEAD = 30.0
"""An access token is renewed so many seconds before it expires, lest it expires on its way."""


class Refused(Exception):
    """The server has refused; decide by ``problem.code``."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.title)
        self.problem = problem


class SignedOut(Exception):
    """Nobody is signed in (any more). Ask for the password again."""


class StrangeAnswer(Exception):
    """An answer of something between here and the server in the place of the server's own."""

    def __init__(self, status: int) -> None:
        super().__init__(f"an answer that is not the server's, with status {status}")
        self.status = status


class Oathgate:
    """A client of one server, for one person, in plain and in ``async`` code.

    ``refresh_token`` goes on with a session that was kept from before; ``keep`` is told each new refresh
    token, and None when there is none any more. Each works once, and whoever has it is signed in.
    """

    def __init__(
        self,
        base_url: str,
        *,
        refresh_token: str | None = None,
        keep: Callable[[str | None], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
        httpx_args: dict[str, Any] | None = None,
    ) -> None:
        self._signer = _Signer(base_url.rstrip("/"), refresh_token, keep, clock)
        # The signer puts the token in; this one stands for it in the types of the operations.
        self.client = AuthenticatedClient(
            token="",
            base_url=base_url.rstrip("/"),
            timeout=httpx.Timeout(PATIENCE),
            httpx_args={**(httpx_args or {}), "auth": self._signer},
        )

    def sign_in(self, email: str, password: str) -> None:
        """Signs in.

        Raises :class:`Refused` with ``invalid_credentials``, ``email_not_verified`` or ``account_disabled``.
        """
        body = LoginRequest(email=email, password=password)
        self._signed_in(login.sync_detailed(client=self.client, body=body))

    async def sign_in_async(self, email: str, password: str) -> None:
        """The same as :meth:`sign_in`."""
        body = LoginRequest(email=email, password=password)
        self._signed_in(await login.asyncio_detailed(client=self.client, body=body))

    def sign_out(self) -> None:
        """Signs out, here in any case and at the server if it can be reached."""
        if token := self._signer.forget():
            logout.sync_detailed(client=self.client, body=RefreshRequest(refresh_token=token))

    async def sign_out_async(self) -> None:
        """The same as :meth:`sign_out`."""
        if token := self._signer.forget():
            await logout.asyncio_detailed(client=self.client, body=RefreshRequest(refresh_token=token))

    def _signed_in(self, answer: Response[Problem | Tokens]) -> None:
        if isinstance(answer.parsed, Tokens):
            self._signer.accept(answer.parsed)
        elif isinstance(answer.parsed, Problem):
            raise Refused(answer.parsed)
        else:
            raise StrangeAnswer(answer.status_code)


class _Signer(httpx.Auth):
    """Signs requests; exchanges the refresh token before the access token expires, or once it is refused."""

    # A request may have to be sent a second time.
    requires_request_body = True

    def __init__(
        self,
        base_url: str,
        refresh_token: str | None,
        keep: Callable[[str | None], None] | None,
        clock: Callable[[], float],
    ) -> None:
        self._base_url = base_url
        self._refresh = refresh_token
        self._keep = keep or (lambda _: None)
        self._clock = clock
        self._access: str | None = None
        self._until = 0.0
        self._turn = threading.Lock()
        self._async_turn = asyncio.Lock()

    def accept(self, tokens: Tokens) -> str:
        self._access = tokens.access_token
        # One that lives no longer than that would be renewed at each request.
        self._until = self._clock() + max(tokens.expires_in - AHEAD, tokens.expires_in / 2)
        # Whoever sends a refresh token gets the next; it is left out for cookies alone.
        self._refresh = tokens.refresh_token or self._refresh
        if self._refresh is not None:
            self._keep(self._refresh)
        return tokens.access_token

    def forget(self) -> str | None:
        before, self._refresh, self._access = self._refresh, None, None
        self._keep(None)
        return before

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._is_open(request):
            del request.headers["Authorization"]
            yield request
            return
        with self._turn:
            token = self._good(None)
            if token is None:
                answer = yield self._exchange()
                answer.read()
                token = self._exchanged(answer)
        response = yield self._signed(request, token)
        if response.status_code != 401:
            return
        with self._turn:
            another = self._good(token)
            if another is None:
                answer = yield self._exchange()
                answer.read()
                another = self._exchanged(answer)
        yield self._signed(request, another)

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        if self._is_open(request):
            del request.headers["Authorization"]
            yield request
            return
        async with self._async_turn:
            token = self._good(None)
            if token is None:
                answer = yield self._exchange()
                await answer.aread()
                token = self._exchanged(answer)
        response = yield self._signed(request, token)
        if response.status_code != 401:
            return
        async with self._async_turn:
            another = self._good(token)
            if another is None:
                answer = yield self._exchange()
                await answer.aread()
                another = self._exchanged(answer)
        yield self._signed(request, another)

    def _is_open(self, request: httpx.Request) -> bool:
        """What needs no session. Signing out shows the refresh token instead."""
        return request.url.path.startswith("/auth/")

    def _good(self, refused: str | None) -> str | None:
        fresh = self._access != refused and self._clock() < self._until
        return self._access if fresh else None

    def _exchange(self) -> httpx.Request:
        if self._refresh is None:
            raise SignedOut
        return httpx.Request("POST", f"{self._base_url}/auth/refresh", json={"refresh_token": self._refresh})

    def _exchanged(self, answer: httpx.Response) -> str:
        if answer.status_code == 200:
            return self.accept(Tokens.from_dict(answer.json()))
        if answer.status_code in (400, 401):
            self.forget()
            raise SignedOut
        raise StrangeAnswer(answer.status_code)

    def _signed(self, request: httpx.Request, token: str) -> httpx.Request:
        request.headers["Authorization"] = f"Bearer {token}"
        return request
