"""What only Discord needs words for: commands, forms, and where an answer can be read."""

from typing import Final

from bot.catalogue.places import say_at_place

COMMAND: Final = "Certificate errors: what is wrong, is it safe, who fixes it"
CHECK: Final = "Look at a site and say what is wrong with its certificate"
CHECK_ADDRESS: Final = "The address as you would type it, such as shop.example.com"
EXPLAIN: Final = "Explain the text of a warning or an error"
EXPLAIN_TEXT: Final = "The words on your screen; the grey code helps most"
EXPLAIN_FILE: Final = "A text or certificate file: .txt .log .pem .crt .cer"
TICKET: Final = "Ask a technician"
TICKETS: Final = "Your tickets, and what was answered"
TICKETS_WHICH: Final = "One of your tickets"
FORGET: Final = "Erase everything that you sent me here, and what I answered"
CONTACT: Final = "How to reach a person"
HELP: Final = "What I can do, and how to ask me"
MENU: Final = "Explain certificate error"

HELP_LINES: Final = (
    "Send me the address of a site, or the text of a warning: directly, or with my name in front.",
    "I look at the site myself and say what is wrong, whether to go on, and who must fix it.",
    "",
    "/cert check: look at a site",
    "/cert explain: explain a text or a file",
    "/cert ticket: ask a technician",
    "/cert tickets: your tickets, and what was answered",
    "/cert contact: how to reach a person",
    "/cert forget: erase everything that you sent me",
    "",
    f"To have a message explained, open its menu, choose Apps, then “{MENU}”.",
)
NOTHING_TO_READ: Final = "There is no text in it that I could read."
NOT_YOURS: Final = say_at_place("not_yours")
NOT_A_TECHNICIAN: Final = say_at_place("desk_members_only")
GONE: Final = say_at_place("gone")
NO_TICKETS: Final = say_at_place("no_tickets")
NO_CONTACT: Final = "Nobody is named. Use /cert ticket to ask a technician."
CONTACT_TITLE: Final = "A person to ask"
TICKETS_TITLE: Final = "Your tickets"
CLOSED_DM: Final = (
    "<@{user}>, a technician wrote to you about #{number}. I can't send you direct messages, so "
    "please read it with /cert tickets."
)
UNREACHED: Final = say_at_place("unreached").format(command="/cert")
UNREAD: Final = say_at_place("words_hidden")
EDITED: Final = say_at_place("edited_answer")
SUMMARY_TITLE: Final = say_at_place("summary_title")

ASK_TITLE: Final = say_at_place("form_title")
ASK_IMPACT: Final = say_at_place("form_work")
ASK_SECRET: Final = say_at_place("form_typed_briefly")
ASK_SAID: Final = say_at_place("form_said")
ASK_PICTURES: Final = say_at_place("form_pictures")
IMPACTS: Final = {
    name: say_at_place(f"work_{name}") for name in ("can_work", "cannot_work", "many_cannot")
}
ANSWER_TITLE: Final = say_at_place("desk_answer")
ANSWER_LABEL: Final = say_at_place("form_answer")
NOTE_TITLE: Final = say_at_place("desk_note")
NOTE_LABEL: Final = say_at_place("form_note")
RESOLVE_TITLE: Final = say_at_place("desk_resolve")
RESOLVE_LABEL: Final = say_at_place("form_resolve")
ASSIGN: Final = say_at_place("form_assign")
TAKEN: Final = {
    **{
        name: say_at_place(f"taken_{name}")
        for name in ("claim", "release", "assign", "answer", "note", "resolve", "reopen")
    },
    "verdict": say_at_place("desk_judged"),
}
REFUSED: Final = say_at_place("refused_by_state")
STEPS: Final = {
    name: say_at_place(f"desk_{name}")
    for name in (
        *("claim", "release", "assign", "answer", "note", "resolve", "reopen"),
        *("right", "wrong"),
    )
}
