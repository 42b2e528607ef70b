"""Transcripts: what people send, and what they are answered."""

from datetime import timedelta

import pytest

from bot.core.dialogue import CaseState
from bot.core.reply import Action, CardReply
from bot.core.vocabulary import Category, Problem, Responsible, Risk, Verdict
from bot.desk.conversation import Said
from tests.core.compare.scene import HOST, expired_here, healthy, known, made, middle, served
from tests.desk.talking import AUTHORITY, DATE, NAME, Talk, labels, on_screen, pem, words
from tests.trust import authority


async def test_s13_expired_is_most_likely_forgotten_and_a_stop() -> None:
    reply = await Talk({HOST: expired_here()}).told(f"{HOST} says {DATE}")

    assert reply.category is Category.EXPIRED
    assert reply.verdict is Verdict.NO
    assert "forgot to renew" in words(reply)
    assert "site's owner" in reply.answer.who_fixes


async def test_s15_the_right_owner_under_another_form_of_the_name() -> None:
    shown = served(made(middle(), "ravens.test"), middle())
    reply = await Talk({HOST: shown}).told(f"https://{HOST}/ {NAME}")

    assert reply.category is Category.MISCONFIGURED
    assert "same owner" in words(reply)


async def test_s17_self_signed_is_a_stop_and_explained_with_crayons() -> None:
    talk = Talk({HOST: served(made(None))})
    reply = await talk.told(f"{HOST} {AUTHORITY}")

    assert reply.category is Category.SELF_SIGNED
    assert reply.verdict is Verdict.NO
    assert "crayon" in " ".join(talk.show(Action.SIMPLE).lines)


async def test_s19_a_valid_certificate_for_somebody_else_is_a_stop() -> None:
    shown = served(made(middle(), "secure.other.example"), middle())
    reply = await Talk({HOST: shown}).told(on_screen(NAME, "secure.other.example"))

    assert reply.category is Category.WRONG_DOMAIN
    assert reply.verdict is Verdict.NO


async def test_s23_oversight_or_interception_is_told_by_comparing() -> None:
    """The same words on the screen, two sites: one is broken for all, one only for them."""
    broken = await Talk({HOST: served(made(None))}).told(f"{HOST} {AUTHORITY} Issuer: Web Gate")
    forged = await Talk({HOST: healthy()}).told(f"{HOST} {AUTHORITY} Issuer: Web Gate")

    assert broken.category is Category.SELF_SIGNED
    assert forged.category in {Category.INTERCEPTED, Category.UNTRUSTED_ISSUER}
    assert forged.verdict is Verdict.NO
    assert "site's owner" not in forged.answer.who_fixes


async def test_s25_led_to_another_place_the_certificate_gives_it_away() -> None:
    talk = Talk({HOST: healthy()})
    first = await talk.told(on_screen(NAME, "www.stranger.example"))
    second = await talk.press(first, "Still there")

    assert first.verdict is Verdict.NO
    assert second.category is Category.INTERCEPTED
    assert "IT team now" in second.answer.next_step


async def test_s29_a_person_can_always_be_reached() -> None:
    talk = Talk({HOST: healthy()})
    for said in ("hello", HOST, f"{HOST} {DATE}", "what is a certificate?"):
        reply = await talk.told(said)
        assert labels(reply.buttons).count("Ask a technician") == 1


async def test_a_hotel_in_the_way_is_told_to_be_signed_in_to_first() -> None:
    reply = await Talk({HOST: healthy()}).told(on_screen(NAME, "*.hotelwifi.net"))

    assert (reply.category, reply.verdict) == (Category.INTERCEPTED, Verdict.NOT_YET)
    assert "hotelwifi.net" in words(reply)
    assert "sign in to the Wi-Fi" in reply.answer.next_step


async def test_nobody_is_helped_past_a_warning() -> None:
    talk = Talk({HOST: expired_here()})
    first = await talk.told(f"{HOST} {DATE}")
    again = await talk.told("how do I get past this warning?")
    tool = await talk.told("can I use verify=False in requests?")

    for reply in (first, again, tool):
        assert "verify=False" not in words(reply)
        assert "Advanced" not in words(reply)
    assert "won't help past it" in words(again)
    assert "won't help past it" in words(tool)


async def test_words_that_mean_nothing_leave_the_question_standing() -> None:
    talk = Talk({HOST: healthy()})
    first = await talk.told(f"{HOST} {AUTHORITY}")
    odd = await talk.told("my boss wants an answer by noon")
    answered = await talk.told("only this one")

    assert first.question == odd.question
    assert labels(odd.buttons)[:3] == labels(first.buttons)[:3]
    assert "did not get that" in words(odd)
    assert answered.question != first.question


async def test_a_case_answers_who_wants_past_it_or_typed_there_already() -> None:
    talk = Talk({HOST: healthy()})
    await talk.told(f"{HOST} {AUTHORITY}")
    past = await talk.told("how do I get past it?")
    typed = await talk.told("I typed my password already")

    assert "won't help past it" in past.aside
    assert "Change that password now" in typed.aside
    assert past.about == typed.about == HOST


async def test_who_has_tried_all_that_was_asked_is_not_told_to_try_it() -> None:
    talk = Talk({HOST: healthy()})
    reply = await talk.told(f"{HOST} {AUTHORITY}")
    for label in ("Only this one", "I can't try"):
        reply = await talk.press(reply, label)

    assert "phone" not in words(reply)
    assert "technician" in reply.answer.next_step


async def test_an_error_first_and_the_address_later_are_one_case() -> None:
    talk = Talk({HOST: expired_here()})
    first = await talk.told(AUTHORITY)
    second = await talk.told(f"it is {HOST}")

    assert first.question
    assert Problem.EXPIRED in (talk.last.told.also if talk.last else ())
    assert second.about == HOST


async def test_a_correction_goes_on_with_the_case() -> None:
    talk = Talk({HOST: healthy(), "www.ravens.test": expired_here()})
    await talk.told(f"{HOST} {DATE}")
    reply = await talk.told("no, it was www.ravens.test")

    assert reply.about == "www.ravens.test"
    assert reply.category is Category.EXPIRED


async def test_issuers_word_that_comes_later_changes_the_card() -> None:
    talk = Talk({HOST: healthy()})
    talk.said_later = {HOST: expired_here()}
    step = talk.conversation.hear(talk.state, Said(text=HOST))
    soon = await talk.conversation.answer_soon(step)
    assert soon.later is not None
    later = await soon.later()

    assert isinstance(soon.reply, CardReply)
    assert soon.reply.category is Category.HEALTHY
    assert isinstance(later.reply, CardReply)
    assert later.reply.category is Category.EXPIRED
    assert "changed this answer" in later.reply.notes[-1]
    assert later.explained is not soon.explained


async def test_issuers_word_that_changes_nothing_leaves_the_card() -> None:
    talk = Talk({HOST: healthy()})
    talk.said_later = {HOST: healthy()}
    soon = await talk.conversation.answer_soon(talk.conversation.hear(talk.state, Said(text=HOST)))
    assert soon.later is not None

    assert (await soon.later()).reply is None


async def test_who_waits_for_everything_is_told_once() -> None:
    talk = Talk({HOST: healthy()})
    talk.said_later = {HOST: expired_here()}
    reply = await talk.told(HOST)

    assert (reply.category, reply.notes) == (Category.EXPIRED, ())


async def test_check_again_looks_again_once_the_minute_is_over() -> None:
    talk = Talk({HOST: expired_here()})
    talk.keeps = True
    first = await talk.told(HOST)
    talk.sites = {HOST: healthy()}
    talk.now += timedelta(seconds=18)
    sooner = await talk.press(first, "Check again")
    talk.now += timedelta(seconds=43)
    later = await talk.press(first, "Check again")

    assert talk.looked == [HOST, HOST]
    assert sooner.category is Category.EXPIRED
    assert sooner.notes == (
        "I looked 18 seconds ago, and this is what I saw. I can look again in 42 seconds.",
    )
    assert (later.category, later.notes) == (Category.HEALTHY, ())


async def test_who_asks_for_the_first_time_is_not_told_of_the_look_before() -> None:
    talk = Talk({HOST: expired_here()})
    talk.keeps = True
    await talk.told(HOST)
    talk.now += timedelta(seconds=18)

    assert (await talk.told(f"{HOST} says {DATE}")).notes == ()


@pytest.mark.parametrize(
    ("code", "answer", "category"),
    [
        pytest.param(DATE, "No, it's wrong", Category.YOUR_DEVICE, id="the clock is wrong"),
        pytest.param(DATE, "Yes, both right", Category.EXPIRED, id="the clock is right"),
        pytest.param(AUTHORITY, "Only this one", Category.UNTRUSTED_ISSUER, id="one site"),
    ],
)
async def test_an_answer_by_button_changes_the_conclusion(
    code: str, answer: str, category: Category
) -> None:
    talk = Talk({HOST: healthy()})
    reply = await talk.press(await talk.told(f"{HOST} {code}"), answer)

    assert reply.category is category


async def test_an_answer_in_words_does_the_same() -> None:
    talk = Talk({HOST: healthy()})
    await talk.told(f"{HOST} {DATE}")
    reply = await talk.told("no, my clock is wrong")

    assert (reply.category, reply.verdict) == (Category.YOUR_DEVICE, Verdict.NOT_YET)


async def test_many_sites_that_stay_broken_on_mobile_data_are_the_device() -> None:
    talk = Talk({HOST: healthy()})
    first = await talk.told(f"{HOST} {AUTHORITY}")
    second = await talk.press(first, "On many")
    third = await talk.press(second, "Still there")

    assert third.category is Category.INTERCEPTED
    assert not third.question


async def test_a_question_is_asked_once() -> None:
    talk = Talk({HOST: healthy()})
    await talk.told(f"{HOST} {DATE}")
    second = await talk.told(f"{HOST} still says {DATE}")

    assert not second.question


async def test_a_name_that_imitates_another_is_a_stop_though_all_is_in_order() -> None:
    talk = Talk(
        {
            "ravensbonk.example": served(
                made(middle(), "ravensbonk.example"), middle(), host="ravensbonk.example"
            )
        }
    )
    reply = await talk.told("is ravensbonk.example the real one?")

    assert reply.category is Category.LOOKALIKE
    assert "ravensbank.test" in words(reply)


async def test_own_inspection_is_told_by_its_key() -> None:
    box = authority("Ravens Web Gate")
    talk = Talk({HOST: healthy()}, known(box))
    reply = await talk.told(f"{on_screen(AUTHORITY)}\n{pem(made(box), box)}")

    assert talk.last is not None
    assert talk.last.told.assessment.risk is Risk.KNOWN_MIDDLE
    assert talk.last.told.assessment.responsible is Responsible.IT_DEPARTMENT
    assert "nobody attacks you" in words(reply)


async def test_a_private_key_is_refused_and_not_kept() -> None:
    talk = Talk({})
    key = made(None).key_pem.decode()
    reply = await talk.told(key)

    assert "key" in words(reply).lower()
    assert key.splitlines()[1] not in repr(talk.state) + words(reply)


async def test_talk_among_people_in_a_thread_is_left_alone() -> None:
    talk = Talk({HOST: expired_here()}, in_thread=True)
    await talk.told(f"{HOST} {DATE}")

    assert await talk.say("I'll be in the kitchen") is None


async def test_the_owner_can_be_written_to() -> None:
    talk = Talk({HOST: expired_here()})
    reply = await talk.told(HOST)
    letter = "\n".join(talk.show(Action.DRAFT_OWNER).lines)

    assert "Draft a note to the owner" in labels(reply.buttons)
    assert "bill" in letter
    assert HOST in letter


async def test_the_evidence_is_for_who_wants_it() -> None:
    talk = Talk({HOST: expired_here()})
    await talk.told(f"{HOST} {DATE}")
    evidence = "\n".join(talk.show(Action.DETAILS).lines)

    assert "SHA-256" in evidence
    assert DATE in evidence
    assert "row 13: site_probably\n  because: the same error from here" in evidence


async def test_after_half_an_hour_of_silence_a_new_case_begins() -> None:
    talk = Talk({HOST: healthy()})
    await talk.told(f"{HOST} {AUTHORITY}")
    talk.now += timedelta(minutes=31)
    await talk.told(HOST)

    assert talk.state.enquiry.problem is Problem.UNCLEAR


async def test_who_writes_another_language_is_told_once_that_answers_are_english() -> None:
    talk = Talk({HOST: healthy()})
    first = await talk.told(f"Hallo, ich bekomme auf {HOST} heute immer eine Warnung: {DATE}")
    second = await talk.told(f"ich habe es immer noch: {AUTHORITY}")

    assert any("Deutsch" in note for note in first.notes)
    assert not any("Deutsch" in note for note in second.notes)


def test_what_is_looked_at_is_announced() -> None:
    talk = Talk({})
    step = talk.conversation.hear(CaseState(), Said(text=HOST))
    question = talk.conversation.hear(CaseState(), Said(text="what is a certificate?"))

    assert HOST in talk.conversation.announcement(step)
    assert talk.conversation.announcement(question) == ""
