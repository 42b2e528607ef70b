"""What can go wrong outside, as the desk knows it."""


class StoreAwayError(Exception):
    """The database cannot be reached or is too busy; trying again later may help."""


class DeliveryFailedError(Exception):
    """A place did not take a delivery.

    Attributes:
        retry_after_s: How long the place asks to be left alone, seconds; None where it didn't say.
        is_final: It will never take it.
    """

    def __init__(
        self, reason: str, *, retry_after_s: float | None = None, is_final: bool = False
    ) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s
        self.is_final = is_final
