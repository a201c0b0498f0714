"""The page on which a draft is reviewed: served on the loopback, to whoever holds the address, nothing else.

Belongs here: who may ask, addresses, JSON, starting the server. Does not belong here: what an edit does
(`session.py`), the page itself (`page/`).
"""

from __future__ import annotations

import json
import secrets
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from ..messages import LANGUAGES, Language, UserError, codes, label, say, text
from .draft import DECIDED, ChangedOutside
from .session import Session

PAGE = Path(__file__).with_name("page")
HOST = "127.0.0.1"
FILES = {"review.css": "text/css", "review.js": "text/javascript"}
MOST_ASKED = 64 * 1024
"""Bytes of the longest request."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class ReviewApp:
    """The application: the page, its two files, the state, the relations, and edits."""

    def __init__(self, session: Session, token: str, port: int, language: Language) -> None:
        self.session, self.token, self.language = session, token, language
        self.hosts = {f"{HOST}:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http":
            response = await self._answer(scope, receive)
            response.headers.update(HEADERS)
            await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        parts: list[str] = scope["path"].split("/")
        token, name = parts[1:] if len(parts) == 3 else ("", "")
        is_ours = secrets.compare_digest(token.encode(), self.token.encode())
        if not is_ours or headers.get("host") not in self.hosts:
            return PlainTextResponse("", 404)
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [self.language])[0]
        language: Language = asked if asked in LANGUAGES else self.language
        if scope["method"] == "GET":
            return await self._get(name, language)
        if scope["method"] != "POST" or name != "do":
            return PlainTextResponse("", 405)
        is_of_page = headers.get("origin") in {f"http://{host}" for host in self.hosts}
        if not is_of_page or not headers.get("content-type", "").startswith("application/json"):
            return PlainTextResponse("", 403)
        body = await _body(receive)
        return await run_in_threadpool(self._do, body, language)

    async def _get(self, name: str, language: Language) -> Response:
        if name in FILES:
            return Response((PAGE / name).read_bytes(), media_type=FILES[name])
        if name == "":
            return Response(page(language), media_type="text/html")
        answers: dict[str, Callable[[], Any]] = {
            "state": lambda: self.session.state(language),
            "relations": lambda: self.session.relations(language),
            "choices": self.session.choices,
        }
        if name not in answers:
            return PlainTextResponse("", 404)
        return await run_in_threadpool(self._said, answers[name], language)

    def _said(self, answer: Callable[[], Any], language: Language) -> Response:
        try:
            return JSONResponse(answer())
        except UserError as error:
            return JSONResponse({"error": text(error.message, language)}, 422)
        except OSError as error:
            return JSONResponse({"error": str(error)}, 422)

    def _do(self, body: bytes, language: Language) -> Response:
        try:
            asked = json.loads(body)
            next_up = self.session.do(str(asked["action"]), asked)
            if asked["action"] == "place":  # nothing else has changed
                return JSONResponse({"next": next_up})
            return JSONResponse({**self.session.state(language), "next": next_up})
        except ChangedOutside as error:
            said = {"error": text(error.message, language)}
            return JSONResponse({**self.session.state(language), **said}, 409)
        except UserError as error:
            return JSONResponse({"error": text(error.message, language)}, 422)
        except OSError as error:
            return JSONResponse({"error": str(error)}, 422)
        except (KeyError, TypeError, ValueError):
            return JSONResponse({"error": say("review.request-unread", language)}, 400)


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more and len(body) <= MOST_ASKED:
        part = await receive()
        body, more = body + part.get("body", b""), part.get("more_body", False)
    return body if len(body) <= MOST_ASKED else b""


def page(language: Language) -> str:
    """The page in one language, with all that it says."""
    import jinja2

    said = {code: label("review", code, language) for code in codes("review")}
    columns = {code: label("review_column", code, language) for code in codes("review_column")}
    # A reason is written in English, as in the sheets; `no indicator yet` is counted by it and says of what.
    reasons = [
        [*(label("review_reason", code, lang) for lang in ("en", language)), code != "no_indicator"]
        for code in codes("review_reason")
    ]
    severities = {code: label("severity", code, language) for code in codes("severity")}
    words = {
        "say": said,
        "columns": columns,
        "reasons": reasons,
        "severities": severities,
        "decided": DECIDED,
        "language": language,
    }
    template = jinja2.Environment(autoescape=True).from_string(
        (PAGE / "review.html").read_text(encoding="utf-8")
    )
    return template.render(say=said, language=language, words=words)


def serve(session: Session, port: int, language: Language, opened: Callable[[str], None]) -> None:
    """Serve the page until interrupted; `opened` is told its address.

    Raises:
        OSError: the port is taken.
    """
    token = secrets.token_urlsafe(24)
    with socket.create_server((HOST, port)) as listening:
        port = listening.getsockname()[1]
        app = ReviewApp(session, token, port, language)
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, lifespan="off", server_header=False
        )
        # What judges takes a second to load; it is there when the page has been read. No daemon: one that is
        # in DuckDB when Python ends aborts the process, so the end waits for it.
        threading.Thread(target=_warm, args=(session, language)).start()
        opened(f"http://{HOST}:{port}/{token}/")
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def _warm(session: Session, language: Language) -> None:
    with suppress(Exception):  # whatever it is, the page says it
        session.state(language)
        session.relations(language)
