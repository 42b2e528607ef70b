"""What the desk keeps and passes on: cases, their words, and parcels for places. Values only."""

from bot.core.desk.away import DeliveryFailedError, StoreAwayError
from bot.core.desk.case import Address, Attachment, Case, Line, Person
from bot.core.desk.change import Change, Standing
from bot.core.desk.claim import Claim
from bot.core.desk.erasing import Posted
from bot.core.desk.inbox import Event, Held
from bot.core.desk.outbox import Delivery, DeliveryState, Parcel, ParcelKind, Receipt
from bot.core.desk.quota import Quota
from bot.core.desk.views import CaseView, Moment, QueueRow

__all__ = [
    "Address",
    "Attachment",
    "Case",
    "CaseView",
    "Change",
    "Claim",
    "Delivery",
    "DeliveryFailedError",
    "DeliveryState",
    "Event",
    "Held",
    "Line",
    "Moment",
    "Parcel",
    "ParcelKind",
    "Person",
    "Posted",
    "QueueRow",
    "Quota",
    "Receipt",
    "Standing",
    "StoreAwayError",
]
