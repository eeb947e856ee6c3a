"""The client against a running server: python tests/live.py, with its address in OATHGATE_URL.

The server is `oathgate dev` with JWT_ACCESS_TOKEN_EXPIRE_MINUTES=1.
"""

import asyncio
import os
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "examples")]

import account
import httpx
from oathgate import Oathgate, Refused, SignedOut
from oathgate.generated.api.users import get_me, list_sessions
from oathgate.generated.models import ProblemCode, Profile, SessionList

URL = os.environ["OATHGATE_URL"]
EMAIL = "python@example.com"


def refused(function) -> ProblemCode:
    try:
        function()
    except Refused as refusal:
        return refusal.problem.code
    raise AssertionError("it was not refused")


async def in_async_code() -> None:
    oathgate = Oathgate(URL, clock=lambda: 0.0)
    await oathgate.sign_in_async(EMAIL, account.PASSWORD)
    first = oathgate._signer._access
    await asyncio.sleep(61)
    me, sessions = await asyncio.gather(
        get_me.asyncio(client=oathgate.client), list_sessions.asyncio(client=oathgate.client)
    )
    assert isinstance(me, Profile) and me.email == EMAIL, me
    assert isinstance(sessions, SessionList), sessions
    assert oathgate._signer._access != first, "it was not refreshed"
    await oathgate.sign_out_async()


def in_plain_code() -> None:
    kept: list[str | None] = []
    # A clock that stands still: the client does not know that its token has expired.
    oathgate = Oathgate(URL, keep=kept.append, clock=lambda: 0.0)
    assert refused(lambda: oathgate.sign_in(EMAIL, "wrong horse")) is ProblemCode.INVALID_CREDENTIALS
    oathgate.sign_in(EMAIL, account.PASSWORD)
    expiring = oathgate._signer._access
    assert isinstance(get_me.sync(client=oathgate.client), Profile)
    assert len(kept) == 1

    time.sleep(61)
    answer = httpx.get(f"{URL}/users/me", headers={"Authorization": f"Bearer {expiring}"})
    assert answer.status_code == 401 and answer.json()["code"] == "token_expired", answer.text
    me = get_me.sync(client=oathgate.client)
    assert isinstance(me, Profile) and me.email == EMAIL, me
    assert len(kept) == 2 and kept[0] != kept[1], "it was not refreshed"

    later = Oathgate(URL, refresh_token=kept[-1])
    assert isinstance(get_me.sync(client=later.client), Profile)
    later.sign_out()
    try:
        get_me.sync(client=later.client)
    except SignedOut:
        return
    raise AssertionError("it is signed in after it has signed out")


async def main() -> None:
    await asyncio.gather(asyncio.to_thread(in_plain_code), in_async_code())


account.main(URL, EMAIL)
asyncio.run(main())
print("python: fine")
