"""Authlib, as its documentation says to use it, against a running server."""

import json
import os
import time
import unittest
from urllib.parse import parse_qs, urljoin, urlparse

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

# The server under test is on this machine, without TLS.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
GIVEN = json.loads(os.environ["OATHGATE_CLIENTS"])
WEB, APP, JOBS = (GIVEN["clients"][name] for name in ("web", "app", "jobs"))


class Person:
    """A person with a browser of their own."""

    def __init__(self):
        self.browser = requests.Session()
        self.access = ""

    def follow(self, link):
        """Follows a link of a client until it leads back to the client, and gives where that is."""
        issuer = urlparse(GIVEN["issuer"])
        while urlparse(link)[:2] == issuer[:2]:
            page = urlparse(link)
            request = parse_qs(page.query).get("request", [""])[0]
            if page.path == "/login":
                self.access = self.post("/auth/login", email=GIVEN["email"], password=GIVEN["password"])["access_token"]
                link = urljoin(GIVEN["issuer"], f"/oauth/authorize/resume?request={request}")
            elif page.path == "/consent":
                link = self.post(f"/oauth/requests/{request}/decision", allow=True)["redirect_to"]
            else:
                answer = self.browser.get(link, allow_redirects=False, timeout=20)
                assert answer.status_code == 303, answer.text
                link = urljoin(link, answer.headers["location"])
        return link

    def post(self, path, **body):
        """Posts JSON as the web app does."""
        headers = {"Authorization": f"Bearer {self.access}"} if self.access else {}
        answer = self.browser.post(urljoin(GIVEN["issuer"], path), json=body, headers=headers, timeout=20)
        assert answer.status_code == 200, answer.text
        return answer.json()


class AuthlibTest(unittest.TestCase):
    """The flows of a web application, of an app without a secret, and of a program by itself."""

    @classmethod
    def setUpClass(cls):
        cls.server = requests.get(GIVEN["issuer"] + "/.well-known/openid-configuration", timeout=20).json()
        keys = requests.get(cls.server["jwks_uri"], timeout=20).json()
        cls.keys = KeySet.import_key_set(keys)

    def session(self, client, **more):
        return OAuth2Session(client["id"], client.get("secret"), redirect_uri=client.get("redirect_uri"), **more)

    def sign_in(self, client, **more):
        session = self.session(client, scope="openid email", code_challenge_method="S256", **more)
        verifier, nonce = generate_token(48), generate_token(20)
        link, state = session.create_authorization_url(
            self.server["authorization_endpoint"], code_verifier=verifier, nonce=nonce
        )
        back = Person().follow(link)
        self.assertEqual(parse_qs(urlparse(back).query)["iss"], [GIVEN["issuer"]])
        token = session.fetch_token(
            self.server["token_endpoint"], authorization_response=back, code_verifier=verifier, state=state
        )
        read = jwt.decode(token["id_token"], self.keys, algorithms=["RS256"])
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": GIVEN["issuer"]},
                "aud": {"essential": True, "value": client["id"]},
                "nonce": {"essential": True, "value": nonce},
            },
            {"access_token": token["access_token"], "client_id": client["id"], "nonce": nonce},
        )
        claims.validate(now=int(time.time()), leeway=5)
        return session, claims

    def test_every_way_to_show_a_secret(self):
        for method in ("client_secret_basic", "client_secret_post"):
            with self.subTest(method):
                session, claims = self.sign_in(WEB, token_endpoint_auth_method=method)
                told = session.get(self.server["userinfo_endpoint"]).json()
                self.assertEqual((told["sub"], told["email"]), (claims["sub"], GIVEN["email"]))

    def test_an_app_without_a_secret(self):
        session, claims = self.sign_in(APP, token_endpoint_auth_method="none")
        first = session.token["refresh_token"]
        renewed = session.refresh_token(self.server["token_endpoint"], refresh_token=first)
        self.assertNotEqual(renewed["refresh_token"], first)
        self.assertEqual(session.get(self.server["userinfo_endpoint"]).json()["sub"], claims["sub"])

    def test_tokens_are_described_and_given_back(self):
        session, _ = self.sign_in(WEB)
        token = session.token["access_token"]
        introspect = self.server["introspection_endpoint"]
        self.assertTrue(session.introspect_token(introspect, token=token).json()["active"])
        answer = session.revoke_token(self.server["revocation_endpoint"], token=session.token["refresh_token"])
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(session.introspect_token(introspect, token=token).json(), {"active": False})

    def test_a_program_by_itself(self):
        session = self.session(JOBS)
        token = session.fetch_token(self.server["token_endpoint"], grant_type="client_credentials", scope=JOBS["scope"])
        self.assertEqual((token["token_type"], token["scope"]), ("Bearer", JOBS["scope"]))
        with self.assertRaises(OAuthError) as refused:
            session.fetch_token(self.server["token_endpoint"], grant_type="client_credentials", scope="more")
        self.assertEqual(refused.exception.error, "invalid_scope")


if __name__ == "__main__":
    unittest.main()
