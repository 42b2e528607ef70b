"""Takes private keys out of a text that stand there in other forms than PEM."""

import base64
import re
from typing import Final

_WRAPPED: Final = re.compile(r"LS0tLS1CRUdJT[A-Za-z0-9+/]{16,}={0,2}")
"""Base64 of "-----BEGIN", as in Kubernetes' files."""
_PUTTY: Final = re.compile(r"Private-Lines:.*?(?:Private-MAC:\s*[0-9a-f]+|\Z)", re.DOTALL)
_DUMP: Final = re.compile(
    r"(?:privateExponent|prime[12]|exponent[12]|coefficient|priv):\s*[0-9a-fA-F][0-9a-fA-F:\s>|]{30,}"
)
"""What `openssl pkey -text` prints."""
_JSON_WEB_KEY: Final = re.compile(
    r"""["'](?:d|p|q|dp|dq|qi)["']\s*:\s*["'][A-Za-z0-9_-]{20,}["']"""
)
"""RFC 7518 sections 6.2.2 and 6.3.2."""
_AGE: Final = re.compile(r"AGE-SECRET-KEY-1[A-Z0-9]{20,}", re.IGNORECASE)
_FORMS: Final = (_PUTTY, _DUMP, _AGE)


def without_loose_keys(text: str) -> tuple[str, bool]:
    """The text without them, and whether there was one."""
    found = 0
    forms = (*_FORMS, _JSON_WEB_KEY) if '"kty"' in text or "'kty'" in text else _FORMS
    for form in forms:
        text, count = form.subn(" ", text)
        found += count
    keys = sum(_is_wrapped_key(match[0]) for match in _WRAPPED.finditer(text))
    return _WRAPPED.sub(" ", text), bool(found + keys)


def _is_wrapped_key(token: str) -> bool:
    """PEM inside base64; its first line is enough."""
    start = token.rstrip("=")[:120]
    return b"PRIVATE KEY" in base64.b64decode(start[: len(start) // 4 * 4])
