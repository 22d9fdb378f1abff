"""A small OpenID Connect provider on a local socket: discovery, authorisation code with PKCE, token, userinfo, keys."""

import base64
import hashlib
import json
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "anbao", "the client's secret"


class Provider(ThreadingHTTPServer):
    """Who is signed on there (``claims``), and what it has seen (``asked``: paths in order)."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims = {"sub": "4711", "preferred_username": "teller", "name": "吴柜", "email": "teller@bank.example"}
        self.codes: dict[str, dict] = {}
        self.tokens: set[str] = set()
        self.asked: list[str] = []

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *_args):
        """Quiet."""

    def do_GET(self):
        path, issuer = urlsplit(self.path), self.server.issuer
        self.server.asked.append(path.path)
        if path.path == "/.well-known/openid-configuration":
            return self._json(
                {
                    "issuer": issuer, "authorization_endpoint": f"{issuer}/authorize", "token_endpoint": f"{issuer}/token",
                    "userinfo_endpoint": f"{issuer}/userinfo", "jwks_uri": f"{issuer}/keys", "response_types_supported": ["code"],
                    "token_endpoint_auth_methods_supported": ["client_secret_post"], "id_token_signing_alg_values_supported": ["RS256"],
                }
            )  # fmt: skip
        if path.path == "/authorize":
            return self._authorize({k: v[0] for k, v in parse_qs(path.query).items()})
        if path.path == "/userinfo":
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            return self._json(self.server.claims) if token in self.server.tokens else self._json({}, 401)
        return self._json({}, 404)

    def do_POST(self):
        self.server.asked.append(self.path)
        sent = {k: v[0] for k, v in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
        asked = self.server.codes.pop(sent.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=")
        if (
            asked is None
            or (sent.get("client_id"), sent.get("client_secret")) != (CLIENT, SECRET)
            or asked["code_challenge"] != proof.decode()
            or asked["redirect_uri"] != sent.get("redirect_uri")
        ):
            return self._json({"error": "invalid_grant"}, 400)
        token, now = token_urlsafe(), int(time.time())
        self.server.tokens.add(token)
        claims = self.server.claims | {"iss": self.server.issuer, "aud": CLIENT, "iat": now, "exp": now + 60}
        signed = jwt.encode(claims, self.server.key, algorithm="RS256", headers={"kid": "1"})
        return self._json({"access_token": token, "token_type": "Bearer", "expires_in": 60, "id_token": signed})

    def _authorize(self, asked: dict) -> None:
        if asked.get("client_id") != CLIENT or asked.get("code_challenge_method") != "S256":
            return self._json({"error": "unauthorized_client"}, 400)
        code = token_urlsafe()
        self.server.codes[code] = asked
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")
        self.end_headers()

    def _json(self, body: dict, status: int = 200) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def running():
    with Provider() as provider:
        thread = Thread(target=provider.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield provider
        finally:
            provider.shutdown()
            thread.join()
