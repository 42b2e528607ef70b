"""Writes down what Chromium and Firefox show in every situation.

`python -m tests.browsers.observe [NAME...]` looks at all situations, or at those named, and
updates `observed.json` beside this file.
"""

import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.browsers.chromium import chromium
from tests.browsers.firefox import firefox
from tests.situations import SITUATIONS, Situation, anchors
from tests.situations.observed import OBSERVED, Shown


def observe(situations: Sequence[Situation]) -> tuple[dict[str, str], dict[str, Shown]]:
    """Versions of the browsers, and what each showed; one situation at a time."""
    names = sorted({s.host.lower() for s in situations if s.host.endswith(".test")})
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        chrome = stack.enter_context(chromium(home / "chromium", anchors()))
        fox = stack.enter_context(firefox(home / "firefox", anchors(), names))
        versions = {"chrome": chrome.open_tab(), "firefox": fox.open_tab()}
        seen = {}
        for situation in situations:
            with situation.server() as port:
                host = f"[{situation.host}]" if ":" in situation.host else situation.host
                url = f"https://{host}:{port}/"
                seen[situation.name] = Shown(chrome=chrome.visit(url), firefox=fox.visit(url))
    return versions, seen


def main(wanted: Iterable[str]) -> None:
    """Look, and write the file; what was not looked at keeps its entry."""
    chosen = set(wanted) or {situation.name for situation in SITUATIONS}
    versions, seen = observe([s for s in SITUATIONS if s.name in chosen])
    kept: dict[str, Any] = {}
    if OBSERVED.exists():
        kept = json.loads(OBSERVED.read_text())["situations"]
    kept |= {name: {"chrome": s.chrome, "firefox": s.firefox} for name, s in seen.items()}
    ordered = {s.name: kept[s.name] for s in SITUATIONS if s.name in kept}
    content = {"versions": versions, "situations": ordered}
    OBSERVED.write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
