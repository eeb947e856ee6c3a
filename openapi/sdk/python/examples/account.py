"""From an address to a session: register, follow the link in the mail, sign in, ask who one is.

    OATHGATE_URL=http://localhost:8000 python examples/account.py ada@example.com

The mail is read from the mailbox of `oathgate dev`.
"""

import os
import re
import sys
import time

import httpx

from oathgate import Oathgate
from oathgate.generated.api.auth import register, verify_email
from oathgate.generated.api.users import get_me
from oathgate.generated.models import Profile, RegisterRequest, VerifyEmailRequest

PASSWORD = "violet otter paints nine doors"


def mailed_token(url: str, email: str) -> str:
    """The token in the newest mail to an address, once it is there."""
    for _ in range(200):
        mails = httpx.get(f"{url}/dev/mailbox.json").json()
        for mail in mails:
            found = re.search(r"verify-email\?token=([\w.~-]+)", mail["text"] or "")
            if found and email in str(mail["to"]):
                return found[1]
        time.sleep(0.1)
    raise TimeoutError(f"no mail to {email}")


def main(url: str, email: str) -> None:
    oathgate = Oathgate(url)
    register.sync(client=oathgate.client, body=RegisterRequest(email=email, password=PASSWORD))
    token = mailed_token(url, email)
    verify_email.sync(client=oathgate.client, body=VerifyEmailRequest(token=token))

    oathgate.sign_in(email, PASSWORD)
    me = get_me.sync(client=oathgate.client)
    assert isinstance(me, Profile), me
    print(f"signed in as {me.email}")
    oathgate.sign_out()


if __name__ == "__main__":
    main(os.environ.get("OATHGATE_URL", "http://localhost:8000"), sys.argv[1])
