"""An audience may be computed from the issue; a wrong expression says where and why, and nobody gets half of it."""

from __future__ import annotations

import pytest

from postroom.models import Notice
from tests.inbound.conftest import letter
from tests.outbound.conftest import Bureau
from tests.outbound.hands import reached

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def commented(bureau: Bureau) -> Bureau:
    bureau.file(letter(sender="Cora Customer <cora@example.org>"))
    bureau.hear()
    bureau.comment("SUP-1", "Have you tried water?")
    return bureau


def test_an_address_from_a_field(commented: Bureau) -> None:
    commented.mapping(
        audience=['expression: {{ issue.fields["Email Sender Address"] }}'], events=["commented"]
    )
    assert reached(commented.news()) == ["cora@example.org"]


def test_an_address_under_a_condition(commented: Bureau) -> None:
    words = "expression: {% if issue.project.key == 'SUP' %}night@example.net, day@example.net{% endif %}"
    commented.mapping(audience=[words], events=["commented"])
    assert reached(commented.news()) == ["day@example.net", "night@example.net"]


def test_a_wrong_one_parks_the_notice_with_its_reason(commented: Bureau) -> None:
    commented.mapping(audience=["expression: {{ isue.key }}@example.net"], events=["commented"])
    assert commented.news() == []
    notice = Notice.objects.get()
    assert notice.state == "parked" and "'isue' is undefined" in notice.reason, notice.reason
