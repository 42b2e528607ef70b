"""What only Discord needs words for: commands, forms, and where an answer can be read."""

from typing import Final

COMMAND: Final = "Certificate errors: what is wrong, is it safe, who fixes it"
CHECK: Final = "Look at a site and say what is wrong with its certificate"
CHECK_ADDRESS: Final = "The address as you would type it, such as shop.example.com"
EXPLAIN: Final = "Explain the text of a warning or an error"
EXPLAIN_TEXT: Final = "The words on your screen; the grey code helps most"
EXPLAIN_FILE: Final = "A text or certificate file: .txt .log .pem .crt .cer"
TICKET: Final = "Ask a technician"
TICKETS: Final = "Your tickets, and what was answered"
TICKETS_WHICH: Final = "One of your tickets"
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
    "",
    f"To have a message explained, open its menu, choose Apps, then “{MENU}”.",
)
NOTHING_TO_READ: Final = "There is no text in it that I could read."
NOT_YOURS: Final = "This belongs to somebody else's question. Ask your own with /cert check."
NOT_A_TECHNICIAN: Final = "Only technicians can do that."
GONE: Final = "I no longer know this one. Please ask again."
NO_TICKETS: Final = "You have no tickets here."
NO_CONTACT: Final = "Nobody is named. Use /cert ticket to ask a technician."
CONTACT_TITLE: Final = "A person to ask"
TICKETS_TITLE: Final = "Your tickets"
CLOSED_DM: Final = (
    "<@{user}>, a technician wrote to you about #{number}. I can't send you direct messages, so "
    "please read it with /cert tickets."
)
SUMMARY_TITLE: Final = "More tickets than I may post one by one"

ASK_TITLE: Final = "Ask a technician"
ASK_IMPACT: Final = "Can you work?"
ASK_SECRET: Final = "Did you type a password or card number there?"  # noqa: S105 - a question
ASK_SAID: Final = "What should they know?"
IMPACTS: Final = {
    "can_work": "Yes, I can work",
    "cannot_work": "No, I am stuck",
    "many_cannot": "No, and others are stuck too",
    "unknown": "I don't know",
}
ANSWER_TITLE: Final = "Answer"
ANSWER_LABEL: Final = "The person reads this"
NOTE_TITLE: Final = "Note"
NOTE_LABEL: Final = "Only technicians read this"
RESOLVE_TITLE: Final = "Resolve"
RESOLVE_LABEL: Final = "What was done; the person reads this"
ASSIGN: Final = "Who takes it?"
TAKEN: Final = {
    "claim": "It is yours.",
    "release": "It is open again.",
    "assign": "It is theirs now.",
    "answer": "Sent.",
    "note": "Noted.",
    "resolve": "Resolved.",
    "reopen": "It is open again.",
    "verdict": "Thank you: it is noted.",
}
REFUSED: Final = "That can't be done now: the ticket is {state}{owner}."
STEPS: Final = {
    "claim": "Claim",
    "release": "Release",
    "assign": "Assign",
    "answer": "Answer",
    "note": "Note",
    "resolve": "Resolve",
    "reopen": "Reopen",
    "right": "Verdict right",
    "wrong": "Verdict wrong",
}
