"""What Slack says when it does not do something, and what that means for trying again."""

from typing import Final

import structlog
from slack_sdk.errors import SlackApiError

_LOG: Final = structlog.get_logger("certdesk.slack")
_MAYBE_DONE: Final = frozenset(
    {"internal_error", "fatal_error", "request_timeout", "service_unavailable", ""}
)
_ADVICE: Final = {
    "missing_scope": "add the scope, by printing the manifest again, and reinstall the app",
    "not_in_channel": "invite the app into the channel",
    "channel_not_found": "invite the app into the channel, and check its id",
    "is_archived": "the channel is archived: unarchive it or set another one",
    "invalid_auth": "check [slack] bot_token",
    "account_inactive": "the user is disabled, or the app was removed: check both",
    "user_disabled": "the user is disabled",
    "token_revoked": "the app was removed from the workspace: install it again",
}


class SlackRefusedError(Exception):
    """Slack did not do it.

    Attributes:
        code: Slack's own word; "" where it gave none.
        retry_after_s: How long it wants to be left alone, seconds; None where it didn't say.
        maybe_done: It may have done it all the same.
    """

    def __init__(
        self, code: str, *, retry_after_s: float | None = None, maybe_done: bool = False
    ) -> None:
        super().__init__(f"{code}: {_ADVICE[code]}" if code in _ADVICE else code or "no answer")
        self.code = code
        self.retry_after_s = retry_after_s
        self.maybe_done = maybe_done

    @property
    def is_final(self) -> bool:
        """Trying again as things are helps nothing."""
        return self.retry_after_s is None and not self.maybe_done


def refusal_of(error: SlackApiError) -> SlackRefusedError:
    """Slack's answer, or what stood in its place, as an error of ours."""
    response = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 500))
    data = getattr(response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or code == "ratelimited":  # noqa: PLR2004 - HTTP's own number
        after = str(response.headers.get("Retry-After", "1"))
        return SlackRefusedError("ratelimited", retry_after_s=float(after or 1))
    needed = data.get("needed") if isinstance(data, dict) else None
    if needed:
        _LOG.error("a scope is missing", scope=needed)
    maybe_done = status >= 500 or code in _MAYBE_DONE  # noqa: PLR2004 - HTTP's own number
    return SlackRefusedError(code, maybe_done=maybe_done)
