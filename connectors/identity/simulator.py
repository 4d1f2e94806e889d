"""The province's identity platform as the portal meets it: discovery, keys, codes, and tokens that may be wrong."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

from connectors.identity import pages
from connectors.simulation import Answer, Asked, Simulator

PEOPLE = {"prov-000001": "试验用户甲", "prov-000002": "试验用户乙", "prov-000003": "试验用户丙"}
# Not a real person's: how a subject looks is the platform's own business.


class IdentitySimulator(Simulator):
    """`spoil` makes its next tokens wrong in one way: issuer, audience, nonce, expired, signature, none."""

    system = "identity"
    knobs: ClassVar[dict[str, Any]] = Simulator.knobs | {"spoil": "", "same_token": False}

    def reset(self) -> None:
        super().reset()
        self.codes: dict[str, dict[str, str]] = {}
        self.last_token = ""

    @cached_property
    def key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65_537, key_size=2048)

    @cached_property
    def strange_key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65_537, key_size=2048)

    @property
    def issuer(self) -> str:
        return str(settings.CONNECTORS[self.system]["base_url"])

    def _is_genuine(self, asked: Asked) -> bool:
        return True  # the protocol has its own proofs

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/.well-known/openid-configuration":
            return Answer(200, self._says_of_itself())
        if asked.path == "/jwks":
            public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
            return Answer(200, {"keys": [public | {"kid": "k1", "use": "sig", "alg": "RS256"}]})
        if (asked.method, asked.path) == ("POST", "/token"):
            return self._token({name: values[0] for name, values in parse_qs(asked.body.decode()).items()})
        return Answer(404, {"error": "not_found"})

    def _says_of_itself(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"], "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
        }  # fmt: skip

    def page(self, asked: Asked) -> Answer | None:
        """What the person's browser sees; when the platform is down, it sees nothing."""
        if asked.path == "/":
            return Answer(200, pages.about(PEOPLE), "text/html; charset=utf-8")
        if asked.method != "GET" or asked.path not in {"/authorize", "/agree"} or self.knob("down"):
            return None
        config, query = settings.CONNECTORS[self.system], asked.query
        is_ours = query.get("client_id") == config["client_id"] and query.get("response_type") == "code"
        if not is_ours or urlsplit(query.get("redirect_uri", "")).scheme not in {"http", "https"}:
            return Answer(400, {"error": "invalid_request"})
        if asked.path == "/authorize":
            return Answer(200, pages.authorize(PEOPLE, query), "text/html; charset=utf-8")
        return self._agree(query)

    def _agree(self, query: Mapping[str, str]) -> Answer:
        told = {"state": query.get("state", "")}
        if query.get("person") in PEOPLE:
            code = told["code"] = secrets.token_urlsafe(24)
            self.codes[code] = dict(query)
        else:
            told["error"] = "access_denied"
        return Answer(302, "", headers={"Location": f"{query['redirect_uri']}?{urlencode(told)}"})

    def _token(self, told: Mapping[str, str]) -> Answer:
        """A code is good once, for the one who began with it."""
        began = self.codes.pop(told.get("code", ""), None)
        config = settings.CONNECTORS[self.system]
        if (told.get("client_id"), told.get("client_secret")) != (config["client_id"], config["secret"]):
            return Answer(401, {"error": "invalid_client"})
        if began is None or told.get("redirect_uri") != began.get("redirect_uri"):
            return Answer(400, {"error": "invalid_grant"})
        made = base64.urlsafe_b64encode(hashlib.sha256(told.get("code_verifier", "").encode()).digest())
        if made.rstrip(b"=").decode() != began.get("code_challenge"):
            return Answer(400, {"error": "invalid_grant"})
        if not (self.knob("same_token") and self.last_token):
            self.last_token = self._signed(began)
        return Answer(
            200, {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": self.last_token}
        )

    def _signed(self, began: Mapping[str, str]) -> str:
        now, spoil = int(time.time()), self.knob("spoil")
        claims: dict[str, Any] = {
            "iss": self.issuer, "aud": began["client_id"], "sub": began["person"], "nonce": began.get("nonce", ""),
            "iat": now, "exp": now + 300,
        }  # fmt: skip
        claims |= {
            "issuer": {"iss": "https://somebody.else.example"}, "audience": {"aud": "somebody-else"},
            "nonce": {"nonce": "another"}, "expired": {"iat": now - 900, "exp": now - 600},
        }.get(spoil, {})  # fmt: skip
        if spoil == "none":
            parts = [{"alg": "none", "typ": "JWT", "kid": "k1"}, claims]
            return ".".join([*(_b64(json.dumps(part).encode()) for part in parts), ""])
        key = self.strange_key if spoil == "signature" else self.key
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "k1"})


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
