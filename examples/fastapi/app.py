"""A web app on a server: people sign in with Oathgate, the app keeps who they are in its own session.

uvicorn app:app --port 3000
"""

import os
import secrets
from html import escape

from authlib.integrations.starlette_client import OAuth
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.middleware.sessions import SessionMiddleware

ISSUER = os.environ.get("OATHGATE_URL", "http://localhost:8000")

app = FastAPI()
app.add_middleware(
    SessionMiddleware,
    secret_key=os.environ.get("SESSION_SECRET") or secrets.token_hex(32),
    same_site="lax",
    https_only=ISSUER.startswith("https:"),
)

oauth = OAuth()
oauth.register(
    "oathgate",
    server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
    client_id=os.environ["CLIENT_ID"],
    client_secret=os.environ["CLIENT_SECRET"],
    client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
)


@app.get("/", response_class=HTMLResponse)
async def home(request: Request):
    person = request.session.get("person")
    if person is None:
        return '<a href="/login">Sign in</a>'
    name = person.get("name") or person["email"]
    return f'<h1>Hello, {escape(name)}</h1><a href="/logout">Sign out</a>'


@app.get("/login")
async def login(request: Request):
    return await oauth.oathgate.authorize_redirect(request, str(request.url_for("callback")))


@app.get("/callback")
async def callback(request: Request):
    # Checks the state, the nonce, and the signature of the ID token.
    token = await oauth.oathgate.authorize_access_token(request)
    person = await oauth.oathgate.userinfo(token=token)
    request.session["person"] = {key: person.get(key) for key in ("sub", "name", "email")}
    return RedirectResponse("/")


@app.get("/logout")
async def logout(request: Request):
    request.session.clear()
    return RedirectResponse("/")
