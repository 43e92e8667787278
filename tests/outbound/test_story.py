"""The story: a customer writes, an agent answers, and everybody hears of what is theirs to hear, and of nothing else."""

from __future__ import annotations

import pytest

from postroom.models import InboundMessage, JiraEvent, Notice, OutboundMessage
from tests.inbound.conftest import letter
from tests.outbound.conftest import Bureau, body_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_customer_hears_of_the_answer_and_answers_back(bureau: Bureau):
    bureau.mapping(audience=["assignee", "watchers", "mail participants"])
    mail = bureau.file(letter(sender="Cora Customer <cora@example.org>", message_id="first"))
    assert mail.issue_key, mail.reason
    bureau.hear(1)
    bureau.work()
    assert bureau.arrived() == [], "the customer knows what the customer wrote"

    comment(bureau, "ada", mail.issue_key, "Have you tried another printer?")
    bureau.hear(1)
    bureau.work()
    notice = Notice.objects.latest("pk")
    (sent,) = bureau.arrived()
    assert sent["To"] == "cora@example.org", (notice.reason, notice.left_out)
    assert "another printer" in body_of(sent)

    reply = letter("Yes, it burns too.", sender="Cora Customer <cora@example.org>")
    del reply["To"]
    reply["To"], reply["In-Reply-To"] = sent["Reply-To"], sent["Message-ID"]
    answer = bureau.file(reply)
    assert (answer.outcome, answer.issue_key) == ("commented", mail.issue_key), answer.reason
    bureau.hear(1)
    bureau.work()
    assert bureau.arrived() == []
    print(
        [(e.kind, e.outcome, e.reason, e.caused_by_id) for e in JiraEvent.objects.all()],
        InboundMessage.objects.count(),
        OutboundMessage.objects.count(),
        [(n.reason, n.left_out) for n in Notice.objects.all()],
    )


def comment(bureau: Bureau, person: str, key: str, text: str, **values: object) -> str:
    import httpx2

    body = {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}],
    }
    answer = httpx2.post(
        f"{bureau.desk.jira.url}/rest/api/3/issue/{key}/comment",
        json={"body": body, **values},
        headers={"Authorization": bureau.desk.jira.as_person(person)},
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])
