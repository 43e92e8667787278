"""A small OAuth authority over HTTP that answers as Google and Microsoft do, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

SECRET = "s3cret~value"


@dataclass
class OAuthServer:
    """POST /token; the behaviours are in the fields. `live` maps access tokens to users."""

    rotate: bool = False
    delay: float = 0.0
    life: Any = 3599
    plain: tuple[int, str] | None = None  # status and body instead of JSON
    says: tuple[int, dict[str, Any]] | None = None
    header: dict[str, str] = field(default_factory=dict)
    refresh_tokens: dict[str, str] = field(default_factory=lambda: {"rt-ada": "ada@example.org"})
    live: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def __enter__(self) -> OAuthServer:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                pass

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                form = dict(parse_qsl(self.rfile.read(length).decode()))
                outer.asked.append(form)
                time.sleep(outer.delay)
                status, body = outer.plain or outer.answer(form)
                self.send_response(status)
                for name, value in outer.header.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/token"

    def answer(self, form: dict[str, str]) -> tuple[int, str]:
        status, words = self.says or self.granted(form)
        return status, json.dumps(words)

    def granted(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if form.get("client_secret", SECRET) != SECRET:
            words = "AADSTS7000215: Invalid client secret provided. Trace ID: 0f Correlation ID: 1e\r\nTimestamp: now"
            return 401, {"error": "invalid_client", "error_description": words}
        if form["grant_type"] == "client_credentials":
            return 200, self.token("app@example.org")
        user = self.refresh_tokens.get(form.get("refresh_token", ""))
        if user is None:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        if not self.rotate:
            return 200, self.token(user)
        new = f"rt-{len(self.asked)}"
        self.refresh_tokens[new] = user
        return 200, self.token(user) | {"refresh_token": new}

    def token(self, user: str) -> dict[str, Any]:
        value = f"at-{len(self.live) + 1}"
        self.live[value] = user
        return {"access_token": value, "token_type": "Bearer", "expires_in": self.life, "scope": "mail"}
