"""Records as JSON text and back; certificates are kept as their bytes and read again."""

from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import asdict, fields

from bot.core.dialogue import CaseState
from bot.core.message import Enquiry
from bot.core.x509.parse import parse_certificate
from bot.store.types import storable

T = TypeVar("T")


def encode(value: object) -> str:
    """As JSON text; lone surrogates, which JSON cannot hold, become U+FFFD."""
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(_storable(msgspec.to_builtins(value))).decode()


def decode(text: str, kind: type[T]) -> T:
    """The record of this kind."""
    return msgspec.json.decode(text, type=kind)


def encode_state(state: CaseState) -> str:
    """A case's state; its certificates by their DER bytes, in base64."""
    enquiry = asdict(state.enquiry)
    enquiry["chain"] = [served.der for served in state.enquiry.chain]
    return encode({**asdict(state), "enquiry": enquiry})


def decode_state(text: str) -> CaseState:
    """The state; fields that this version doesn't know are passed over."""
    raw = decode(text, dict[str, Raw])
    told = decode(bytes(raw["enquiry"]).decode(), dict[str, Raw]) if "enquiry" in raw else {}
    chain = msgspec.json.decode(told["chain"], type=list[bytes]) if "chain" in told else []
    enquiry = Enquiry(
        **_fields(Enquiry, told, "chain"),
        chain=tuple(parse_certificate(der) for der in chain),
    )
    return CaseState(**_fields(CaseState, raw, "enquiry"), enquiry=enquiry)


def _fields(kind: type[Struct], raw: dict[str, Raw], skipped: str) -> dict[str, Any]:
    return {
        field.name: msgspec.json.decode(raw[field.name], type=field.type)
        for field in fields(kind)
        if field.name in raw and field.name != skipped
    }


def _storable(value: Any) -> Any:  # noqa: ANN401 - any plain value
    match value:
        case str():
            return storable(value)
        case dict():
            return {_storable(key): _storable(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_storable(inner) for inner in value]
        case _:
            return value
