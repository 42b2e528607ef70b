"""`certdesk explain`: says what an error text means, and answers questions."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

from adapters.commands import UsageError
from adapters.commands.options import add_judging

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from adapters.console.explain import Message, Show
    from bot.config import Config
    from bot.core.knowledge import Knowledge
    from bot.core.target import Target
    from bot.desk.explain import Explainer


def add_options(parser: argparse.ArgumentParser) -> None:
    """Says what may stand after `explain`."""
    add = parser.add_argument
    add("text", nargs="*", metavar="TEXT", help="what the screen says; - is standard input")
    add("--lines", metavar="FILE.jsonl", help="one object a line, with id and text; - is stdin")
    add("--no-look", action="store_true", help="answer by the text alone, look at nothing")
    add("--allow-private", action="store_true", help="permit private and loopback addresses")
    add_judging(parser)
    parser.set_defaults(tls_only=False)


def run(options: argparse.Namespace) -> int:
    """Answers every text; the exit status is 0 whenever it did."""
    from adapters.commands.loading import end_loading, load_records

    if options.no_look:
        load_records()
    from adapters.commands.reading import explainer_of
    from adapters.commands.settings import config_of, moment_of
    from adapters.console.explain import by_text

    messages = _messages(options)
    config = config_of(options)
    moment = moment_of(options.at)
    knowledge = _knowledge(options, config)
    if options.ca:
        knowledge()
    show = _show(options, config)
    explainer = explainer_of(knowledge, lambda: moment, of_one=options.lines is None)
    if not options.no_look:
        return _look(options, config, explainer, messages, show)
    end_loading()
    for message in messages:
        show(message, by_text(explainer, message.text))
    return 0


def _messages(options: argparse.Namespace) -> Iterable[Message]:
    from adapters.console.explain import Message, read_lines, read_text

    if options.lines is not None and options.text:
        raise UsageError("either a text or --lines, not both")
    try:
        if options.lines is not None:
            return read_lines(options.lines, sys.stdin.buffer)
        text = read_text(options.text, sys.stdin)
    except OSError as error:
        raise UsageError(f"cannot read {options.lines}: {error}") from error
    if text is None:
        raise UsageError('no text given; try: certdesk explain "the text on your screen"')
    return [Message(text=text)]


def _knowledge(options: argparse.Namespace, config: Config) -> Callable[[], Knowledge]:
    """Trust anchors are loaded for pasted certificates and looks only."""

    @cache
    def knowledge() -> Knowledge:
        from adapters.commands.knowing import knowledge_of

        return knowledge_of(options, config)

    return knowledge


def _show(options: argparse.Namespace, config: Config) -> Show:
    from msgspec.structs import asdict

    from adapters.console.explain import show_cards, show_json

    contact = asdict(config.contact)
    return (show_json if options.json else show_cards)(contact, sys.stdout)


def _look(
    options: argparse.Namespace,
    config: Config,
    explainer: Explainer,
    messages: Iterable[Message],
    show: Show,
) -> int:
    import asyncio
    from functools import partial

    from adapters.commands.composition import checker_of
    from adapters.commands.knowing import knowledge_of
    from adapters.commands.loading import end_loading
    from adapters.console.looking import answer_all, by_look
    from bot.desk.early import Sight
    from bot.desk.second_look import SecondLook

    knowledge = knowledge_of(options, config)
    checker = checker_of(options, config, knowledge)

    async def once(target: Target) -> Sight:
        """Nothing is kept between two looks of one run."""
        return Sight(checked=await checker.check_target(target))

    second = SecondLook(explainer, once, knowledge)

    explain = partial(by_look, second, explainer)
    end_loading()
    asyncio.run(answer_all(messages, explain, show, config.probe.concurrency))
    return 0
