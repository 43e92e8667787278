"""An HTTP server that takes webhooks, keeps them, and answers as it is told."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Hook:
    """One request as it came. Header names are lower case."""

    time: float
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def value(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def event(self) -> str:
        return self.value["webhookEvent"]

    @property
    def identifier(self) -> str:
        return self.headers["x-atlassian-webhook-identifier"]

    @property
    def retry(self) -> str:
        return self.headers.get("x-atlassian-webhook-retry", "")


class Receiver:
    """`answers` are the statuses of the next requests, 204 for the rest; "cut" ends the connection."""

    def __init__(self) -> None:
        self.hooks: list[Hook] = []
        self.answers: list[int | str] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Receiver:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                with receiver._lock:
                    receiver.hooks.append(Hook(time.time(), self.path, headers, body))
                    answer = receiver.answers.pop(0) if receiver.answers else 204
                if answer == "cut":
                    self.close_connection = True
                    return
                with contextlib.suppress(OSError):
                    self.send_response(int(answer))
                    self.send_header("Content-Length", "0")
                    if 300 <= int(answer) < 400:
                        self.send_header("Location", "/elsewhere")
                    self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/hook"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def wait(self, count: int, seconds: float = 5) -> list[Hook]:
        """The hooks, once there are so many."""
        deadline = time.monotonic() + seconds
        while len(self.hooks) < count:
            assert time.monotonic() < deadline, f"{len(self.hooks)} of {count}: {self.events()}"
            time.sleep(0.005)
        return list(self.hooks)

    def events(self) -> list[str]:
        return [each.event if each.body else "" for each in list(self.hooks)]
