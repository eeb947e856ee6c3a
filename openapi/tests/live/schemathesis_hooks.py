"""Who sends the requests that schemathesis makes up, and to what of that which is there.

Each operation is asked in turn as an administrator, as somebody else, without and with a bad token. What a request needs a
client for is asked as a client, with a wrong secret and without any. OATHGATE_FURNISHED holds who and what there is; the
answers are counted in the file OATHGATE_TALLY, so that the test sees who has got how far.
"""

import atexit
import base64
import itertools
import json
import os
import threading
from collections import Counter, defaultdict

import httpx
import schemathesis

URL = os.environ["OATHGATE_URL"]
THERE = json.loads(os.environ["OATHGATE_FURNISHED"])
HTTP = httpx.Client(base_url=URL, timeout=20)
LOCK = threading.RLock()

#: What ends the session of whoever asks, or their account: others ask in their place.
ENDS = {
    "POST /auth/logout",
    "POST /oauth/logout/request",
    "POST /auth/refresh",
    "DELETE /users/me",
    "DELETE /users/me/sessions",
    "DELETE /users/me/sessions/{id}",
    "POST /users/me/password",
    "POST /users/me/cancel-erasure",
}


class Person:
    """Somebody who signs in again whenever the session before has ended."""

    def __init__(self, credentials):
        self.credentials = credentials
        self.access = None
        self.last = None

    def token(self):
        with LOCK:
            if self.access is None:
                answer = HTTP.post("/auth/login", json=self.credentials)
                # One who has asked to be deleted may not come back; what they still hold is tried on.
                self.access = answer.json().get("access_token", self.last)
                self.last = self.access
            return self.access

    def forget(self):
        with LOCK:
            self.access = None

    def is_signed_in(self):
        return HTTP.get("/users/me", headers={"Authorization": f"Bearer {self.token()}"}).status_code == 200


PEOPLE = {name: Person(credentials) for name, credentials in THERE["people"].items()}
TURNS = defaultdict(itertools.count)
#: Each thread sends one request at a time.
ASKING = threading.local()
#: What each person has asked last.
LAST = {}
TALLY = defaultdict(lambda: defaultdict(Counter))


def write_tally():
    with open(os.environ["OATHGATE_TALLY"], "w", encoding="utf-8") as file:
        json.dump(TALLY, file)


atexit.register(write_tally)


def basic(client_id, secret):
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def as_client(turn):
    client = THERE["client"]
    return [
        ("client", basic(client["client_id"], client["client_secret"])),
        ("wrong_secret", basic(client["client_id"], "wrong")),
        ("client", basic(client["client_id"], client["client_secret"])),
        ("nobody", None),
    ][turn % 4]


def as_person(turn, label, token):
    who = ["administrator", "person", "nobody", "administrator", "person", "stranger"][turn % 6]
    if who == "nobody":
        return who, None
    if who == "stranger":
        return who, "Bearer not.a.token"
    name = f"spare_{who}" if label in ENDS else who
    return who, f"Bearer {token or PEOPLE[name].token()}"


@schemathesis.hook
def before_call(context, case, kwargs):
    label = case.operation.label
    with LOCK:
        turn = next(TURNS[label])
    schemes = {name for way in case.operation.definition.raw.get("security") or [] for name in way}
    if "client" in schemes:
        who, credentials = as_client(turn)
    elif schemes == {"oauth2"}:
        who, credentials = as_person(turn, label, THERE["oauth_token"])
    else:
        who, credentials = as_person(turn, label, None)
    case.headers = case.headers or {}
    if credentials is None:
        case.headers.pop("Authorization", None)
    else:
        case.headers["Authorization"] = credentials
    ASKING.who = who
    # Made-up names of things lead to nothing; of those that are there each gets its turn. Names that answers have told
    # are taken up by schemathesis itself: those of the people who ask are not to be ended by each other.
    pools = THERE["things"].get(case.operation.path, {})
    for name, values in pools.items():
        if turn % 8 < 6 or case.path_parameters.get(name) in THERE["spared"]:
            case.path_parameters[name] = values[turn // 2 % len(values)]
    # Cursors are those of an answer before; each operation is asked without any, too.
    parameters = case.operation.definition.raw.get("parameters", [])
    if turn % 4 == 3 and not any(each["in"] == "query" and each.get("required") for each in parameters):
        case.query = {}
    # Likewise what a client exchanges.
    if label == "POST /oauth/token" and turn % 4 != 3 and isinstance(case.body, dict):
        case.body |= THERE["grants"][turn // 4 % len(THERE["grants"])]


@schemathesis.hook
def after_call(context, case, response):
    label = case.operation.label
    who = ASKING.who
    with LOCK:
        TALLY[label][who][str(response.status_code)] += 1
    if who not in PEOPLE:
        return
    if label in ENDS:
        PEOPLE[f"spare_{who}"].forget()
        return
    # Whoever is signed out by what should not do so would be held out of all that follows.
    if response.status_code == 401 and not PEOPLE[who].is_signed_in():
        TALLY["ended"][who][f"{LAST.get(who)} then {label}"] += 1
        PEOPLE[who].forget()
    LAST[who] = label
