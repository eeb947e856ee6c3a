"""Signs requests anew each time: some of them end the session of the token that they carry."""

import os

import httpx
import schemathesis

URL = os.environ["OATHGATE_URL"]
CREDENTIALS = {"email": os.environ["OATHGATE_EMAIL"], "password": os.environ["OATHGATE_PASSWORD"]}


@schemathesis.auth(refresh_interval=None)
class SignedIn:
    def get(self, case, context):
        return httpx.post(f"{URL}/auth/login", json=CREDENTIALS).json()["access_token"]

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers.setdefault("Authorization", f"Bearer {data}")
