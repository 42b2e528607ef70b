"""Knows the error in whatever text a person pastes: which program said it, and what it means."""

from bot.core.symptoms.matcher import GAP, Matcher, possible
from bot.core.symptoms.shapes import Kind, Recognised, Symptom
from bot.core.symptoms.sieve import Sieve
from bot.core.symptoms.skeleton import cleaned
from bot.core.symptoms.weigh import glimpse_of, recognise

__all__ = [
    "GAP",
    "Kind",
    "Matcher",
    "Recognised",
    "Sieve",
    "Symptom",
    "cleaned",
    "glimpse_of",
    "possible",
    "recognise",
]
