"""A site with a certificate that was revoked, and its issuer, who says so when a test lets him."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from msgspec import Struct, field

from tests.certificates import Recipe
from tests.lists import Listing, crl
from tests.servers import Tls, tls
from tests.situations.lab import leaf, middle

_PATIENCE_S = 3.0
"""Nobody waits longer for an issuer."""


class Revoked(Struct, kw_only=True):
    """Where both are; `may_tell` lets the issuer answer."""

    port: int = 0
    lists: int = 0
    answer: bytes = b""
    may_tell: threading.Event = field(default_factory=threading.Event)


@contextmanager
def revoked() -> Iterator[Revoked]:
    """Until the block ends."""
    site = Revoked()

    class Lists(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.may_tell.wait(_PATIENCE_S)
            self.send_response(200)
            self.send_header("Content-Length", str(len(site.answer)))
            self.end_headers()
            self.wfile.write(site.answer)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Lists) as issuer:
        site.lists = issuer.server_address[1]
        own = leaf(Recipe(crl_urls=(f"http://127.0.0.1:{site.lists}/x",)))
        site.answer = crl(middle(), Listing(revoked=(own,)))
        serving = threading.Thread(target=issuer.serve_forever)
        serving.start()
        try:
            with tls(Tls(chain=[own, middle()])) as site.port:
                yield site
        finally:
            issuer.shutdown()
            serving.join()
