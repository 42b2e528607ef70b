"""A checked address as text for the terminal: the card for a person, the details for IT. Pure."""

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from adapters.console.panel import panel
from adapters.console.theme import HEALTHY_STYLE, SEVERITY_STYLES, VERDICT_STYLES
from bot.core.facts import Certificate, Served
from bot.core.path import Path
from bot.core.rules.strictness import stricter
from bot.core.vocabulary import Category, Severity
from bot.core.words.evidence import certificate_facts
from bot.core.words.printable import printable
from bot.core.words.report import told_problems
from bot.core.x509 import SignatureCheck
from bot.desk.check import Checked

_UNBROKEN = 60  # longer values without a space have a line to themselves
_NOT_SEEN = frozenset({Category.UNREACHABLE, Category.UNCLEAR})


def card(checked: Checked, contact: Mapping[str, str]) -> RenderableType:
    """What a worried person reads."""
    title = f"{checked.answer.label}: {_named(checked)}"
    return panel(checked.answer, contact, title=title, style=_style(checked))


def details(checked: Checked) -> RenderableType:
    """The evidence for IT."""
    parts: list[RenderableType] = [_problems(checked), _facts(checked)]
    if checked.diagnosis.judged.chain:
        parts.append(_chain(checked))
    if checked.diagnosis.judged.path is not None:
        parts += _stricter(checked.diagnosis.judged.path, checked.asked.host or "")
    if checked.answer.owner_steps:
        steps = (_whole(f"  {step}") for step in checked.answer.owner_steps)
        parts.append(Group(Text("For whoever runs the server", style="bold"), *steps))
    if checked.answer.unknown:
        unknown = Text.assemble(("What stays open: ", "bold"), checked.answer.unknown)
        parts.append(unknown)
    return Group(*parts)


def _stricter(path: Path, host: str) -> Iterator[RenderableType]:
    points = [Text(f"  {printable(point)}") for point in stricter(path, host)]
    if points:
        yield Group(Text("What programs stricter than browsers may mind", style="bold"), *points)


def _whole(text: str) -> Text:
    """A line that is copied: the terminal may wrap it, we put no line end into it."""
    return Text(text, no_wrap=True, overflow="ignore")


def _style(checked: Checked) -> str:
    if checked.diagnosis.primary is None:
        return HEALTHY_STYLE
    return VERDICT_STYLES[checked.diagnosis.assessment.verdict]


def _named(checked: Checked) -> str:
    asked = checked.asked
    if asked.host is None:
        nothing = "a chain from a file" if checked.diagnosis.judged.chain else "no address"
        return printable(asked.input) or nothing
    host = f"[{asked.host}]" if ":" in asked.host else asked.host
    return printable(host if asked.port in {443, None} else f"{host}:{asked.port}")


def _problems(checked: Checked) -> RenderableType:
    table = _table("What was found")
    for told in told_problems(checked.diagnosis.findings):
        where = "" if told.certificate is None else f"certificate {told.certificate}"
        table.add_row(
            Text(told.severity, style=SEVERITY_STYLES[told.severity]),
            Text(told.id),
            Text(where, style="dim"),
            Text(told.evidence),
        )
    if not table.row_count:
        table.add_row(Text("nothing", style="dim"))
    return table


def _facts(checked: Checked) -> RenderableType:
    diagnosis = checked.diagnosis
    table = _table("How it was seen")
    handshake = diagnosis.judged.handshake
    if diagnosis.judged.address:
        table.add_row(Text("address"), Text(diagnosis.judged.address))
    if handshake is not None and handshake.saw_hello:
        table.add_row(Text("connection"), Text(f"{handshake.protocol}, {handshake.cipher}"))
    if checked.timing_ms:
        table.add_row(Text("time"), Text(_spans(checked.timing_ms)))
    if checked.asked.starttls is None:
        # Without a code the page opens, unless nobody saw the server.
        codeless = "not known" if diagnosis.category in _NOT_SEEN else "opens the page"
        table.add_row(Text("Chrome"), Text(diagnosis.chromium or codeless))
        table.add_row(Text("Firefox"), Text(diagnosis.firefox or codeless))
    return table


def _spans(timing_ms: Mapping[str, float]) -> str:
    """The whole look in milliseconds, then its parts as far as there were any."""
    parts = (f"{phase} {span:.0f}" for phase, span in timing_ms.items() if phase != "total")
    return f"{timing_ms.get('total', 0):.0f} ms ({', '.join(parts)})"


def _chain(checked: Checked) -> RenderableType:
    """The path as a tree, each certificate under the one it signed, the break marked."""
    judged = checked.diagnosis.judged
    tree = Tree(Text("Path, from the leaf to what vouches for it", style="bold"))
    used: set[int] = set()
    branch = tree
    if judged.path is not None:
        used = {index for index in judged.path.indexes if index >= 0}
        for position in range(len(judged.path.certificates)):
            branch = branch.add(_node(checked, judged.path, position))
        if judged.path.anchor is None and not judged.path.top.is_self_issued:
            missing = f"{_BROKEN} missing: {printable(judged.path.top.issuer)}"
            branch.add(Text(missing, style="red"))
    for index, served in enumerate(judged.chain):
        if index not in used:
            tree.add(_details_of(f"{index}  served, not used: {_subject(served)}", served))
    return tree


_BROKEN = "\N{BALLOT X}"


def _node(checked: Checked, path: Path, position: int) -> Group:
    """One certificate of the path: where it stood, what it is, and what is wrong with it."""
    index, certificate = path.indexes[position], path.certificates[position]
    anchor = path.anchor if position == len(path.certificates) - 1 else None
    where = f"{index}  " if index >= 0 else "not served: "
    broken = position > 0 and path.links[position - 1] is not SignatureCheck.VALID
    mark = f"{_BROKEN} did not sign what is above: " if broken else ""
    wrong = [
        finding.problem
        for finding in checked.diagnosis.findings
        if finding.certificate == index >= 0 and finding.severity is not Severity.NOTE
    ]
    told = f"  {_BROKEN} {', '.join(dict.fromkeys(wrong))}" if wrong else ""
    trusted = f"  (trusted by {', '.join(sorted(anchor.stores))})" if anchor else ""
    title = f"{where}{mark}{_subject(certificate)}{trusted}{told}"
    return _details_of(title, certificate, style="red" if wrong or broken else "")


def _details_of(title: str, certificate: Served, style: str = "") -> Group:
    lines = [Text(f"   {line}", style="dim") for line in _lines(certificate)]
    return Group(Text(title, style=style), *lines)


def _subject(certificate: Served) -> str:
    if not isinstance(certificate, Certificate):
        return "a certificate that cannot be read"
    return printable(certificate.subject) or "no subject"


def _lines(certificate: Served) -> Iterator[str]:
    if not isinstance(certificate, Certificate):
        yield printable(certificate.error)
        yield from ("SHA-256", certificate.sha256)
        return
    for name, value in certificate_facts(certificate):
        if len(value) > _UNBROKEN and " " not in value:
            yield from (name, value)
        else:
            yield f"{name:<7} {value}"


def _table(title: str) -> Table:
    return Table(
        title=Text(title, style="bold"), title_justify="left", show_header=False, box=None
    )
