"""The shape of what pages are recognised by; the words stand in the catalogue. Pure."""

from msgspec import Struct


class PageForms(Struct, frozen=True, kw_only=True):
    """What the probe looks for in an answer; all in lower case.

    Attributes:
        certificate_phrases: Of pages that refuse a visitor without a certificate of their own.
        network_marks: In the source of a network's sign-in page.
        network_parameters: Of an address to which only a network's box redirects: names of query
            parameters that tell the visitor's device or its place in the network.
        login_words: In the host or path of a page for signing in.
    """

    certificate_phrases: tuple[str, ...] = ()
    network_marks: tuple[str, ...] = ()
    network_parameters: frozenset[str] = frozenset()
    login_words: tuple[str, ...] = ()
