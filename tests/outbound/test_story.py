"""The story: a customer writes, an agent answers, and each hears of what is theirs, and of nothing else."""

from __future__ import annotations

import pytest

from tests.inbound.conftest import letter
from tests.jira.people import INTERNAL
from tests.outbound.conftest import Bureau
from tests.outbound.hands import answer, outcome, reached

pytestmark = pytest.mark.django_db(transaction=True)

CORA = "Cora Customer <cora@example.org>"


def test_a_customer_writes_an_agent_answers_and_each_hears_what_is_theirs(bureau: Bureau) -> None:
    bureau.mapping(exclude=["demo@example.com"])  # the account of the token watches what it makes
    mail = bureau.file(letter(sender=CORA))
    assert outcome(mail) == ("created", "SUP-1")
    assert bureau.news() == [], "the customer knows what the customer wrote"

    bureau.watch("SUP-1", "ada", "bruno")
    bureau.comment("SUP-1", "Have you tried another printer?", by="ada")
    told = bureau.news()
    assert reached(told) == ["bruno@example.com", "cora@example.org"], "Ada knows what Ada wrote"
    assert all("Have you tried another printer?" in each.text for each in told)

    bureau.assign("SUP-1", "ada")
    bureau.news()
    (to_cora,) = (each for each in told if each.receivers == ("cora@example.org",))
    reply = bureau.file(answer(to_cora, "Yes, it burns too.", CORA))
    assert outcome(reply) == ("commented", "SUP-1")
    told = bureau.news()
    assert reached(told) == ["ada@example.com", "bruno@example.com"], "Cora knows what Cora wrote"
    assert all("Yes, it burns too." in each.text and "Cora Customer" in each.text for each in told)

    bureau.comment("SUP-1", "She always burns printers.", by="ada", properties=INTERNAL)
    told = bureau.news()
    assert reached(told) == ["bruno@example.com"]
    assert "She always burns printers." in told[0].text


def test_what_the_account_of_our_token_writes_by_hand_is_told(bureau: Bureau) -> None:
    bureau.mapping()
    bureau.file(letter(sender=CORA))
    bureau.news()
    bureau.comment("SUP-1", "I sit at the desk of the token.", by="bot")
    (told,) = bureau.news()
    assert told.receivers == ("cora@example.org",)
    assert "I sit at the desk of the token." in told.text


def test_what_our_account_changes_by_hand_is_told(bureau: Bureau) -> None:
    bureau.mapping()
    bureau.file(letter(sender=CORA))
    bureau.watch("SUP-1", "bruno")
    bureau.news()
    bureau.person("bot").post("issue/SUP-1/transitions", json={"transition": {"id": "21"}})
    told = bureau.news()
    assert reached(told) == ["bruno@example.com"], "the mapping does not name the status public"
