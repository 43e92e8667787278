"""Who reads which source: leases, take-over, changes, mailboxes that fail and come back."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from postroom.configuration import apply
from postroom.errors import Temporary
from postroom.inbound.standing import note_failure, note_online
from postroom.inbound.watch import Watch
from postroom.models import MessageSource, SourceState
from tests.inbound.conftest import Desk
from tests.inbound.mailboxes import Box, lying, mail, params, running, until
from tests.lying_imap import LyingImap
from tests.mailbench import MailBench, free_ports
from tests.needs import needs_dovecot

pytestmark = needs_dovecot
QUIET = {"capabilities": "IMAP4rev1"}


@pytest.fixture(autouse=True)
def short_lease(settings: Any, desk: Desk) -> Iterator[None]:
    """A lease of 1.2 s; the desk's own source is off unless a test wants it."""
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, lease=1.2)
    MessageSource.objects.filter(pk=desk.source.pk).update(enabled=False)
    yield


def a_watch(owner: str = "one") -> Watch:
    return Watch(owner, lambda: None)


def state(source: MessageSource) -> SourceState:
    return SourceState.objects.get(source=source)


def test_it_works(desk: Desk, bench: MailBench):
    server = LyingImap({1: mail(1)}, **QUIET)
    with lying(desk, bench, server) as box:
        with running(a_watch()):
            until(lambda: server.seen == {1})
            assert box.state.lease_owner == "one"
        assert (box.state.lease_owner, box.state.lease_until) == ("", None), "given back at the end"


def test_a_lease_is_renewed_for_as_long_as_its_owner_lives(desk: Desk, bench: MailBench):
    with lying(desk, bench, LyingImap({}, **QUIET)) as box, running(a_watch()):
        until(lambda: box.state.lease_owner == "one")
        first = box.state.lease_until
        until(lambda: box.state.lease_until > first + timedelta(seconds=1.5))
        assert box.state.lease_owner == "one"


def test_two_watches_share_the_sources_and_each_is_read_by_one(desk: Desk, bench: MailBench):
    servers = [LyingImap({1: mail(number)}, **QUIET) for number in range(8)]
    boxes = [Box(desk, bench, f"s{n}", port=bench.fronts.serve(server)) for n, server in enumerate(servers)]
    one, two = a_watch("one"), a_watch("two")
    with running(one), running(two):
        until(lambda: all(server.seen == {1} for server in servers))
        assert set(one.threads).isdisjoint(two.threads)
        assert set(one.threads) | set(two.threads) == {box.source.pk for box in boxes}
    assert all(len(box.stored()) == 1 for box in boxes)


def test_a_lease_is_given_to_one_of_two_who_ask_at_the_same_moment(desk: Desk):
    """The second one waits for the first one's commit, and has to see it."""
    MessageSource.objects.filter(pk=desk.source.pk).update(enabled=True)
    taken: list[int] = []

    def ask() -> None:
        try:
            taken.append(len(a_watch("two").take_free()))
        finally:
            connection.close()

    with psycopg.connect(**params()) as other:
        until_later = (
            "update postroom_sourcestate set lease_owner = 'one', lease_until = now() + interval '1 hour'"
        )
        other.execute(until_later)
        thread = threading.Thread(target=ask)
        thread.start()
        until(lambda: blocked(other))
        other.commit()
        thread.join(10)
    assert taken == [0]
    assert state(desk.source).lease_owner == "one"


def blocked(other: psycopg.Connection[Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_stat_activity where %s = any(pg_blocking_pids(pid))",
                       [other.info.backend_pid])  # fmt: skip
        return cursor.fetchone() == (1,)


def test_what_a_dead_watch_read_is_taken_over_within_its_lease(desk: Desk, bench: MailBench):
    server = LyingImap({1: mail(1)}, **QUIET)
    with lying(desk, bench, server) as box:
        later = timezone.now() + timedelta(seconds=1.2)
        SourceState.objects.filter(source=box.source).update(lease_owner="dead", lease_until=later)
        with running(a_watch("two")):
            until(lambda: server.seen == {1})
            assert box.state.lease_owner == "two"
            assert timezone.now() >= later, "not before"


def test_who_lost_a_lease_stops_reading(desk: Desk, bench: MailBench):
    with lying(desk, bench, LyingImap({}, **QUIET)) as box:
        watch = a_watch()
        with running(watch):
            until(lambda: box.source.pk in watch.threads)
            later = timezone.now() + timedelta(hours=1)
            SourceState.objects.filter(source=box.source).update(lease_owner="two", lease_until=later)
            until(lambda: not watch.threads)
        assert box.state.lease_owner == "two", "a lease of somebody else is not given back"


def test_a_source_that_is_switched_off_is_left_and_its_lease_is_free(desk: Desk, bench: MailBench):
    with lying(desk, bench, LyingImap({}, **QUIET)) as box:
        watch = a_watch()
        with running(watch):
            until(lambda: box.source.pk in watch.threads)
            box.change(enabled=False)
            until(lambda: not watch.threads and box.state.lease_owner == "")


CONFIGURATION = """
sources:
  - {{name: "{name}", profile: support, type: imap, host: localhost, port: {port}, security: none, user: liar,
     password: {{env: P}}, poll_seconds: 2}}
"""


def test_a_changed_configuration_is_read_by_with_new_settings(desk: Desk, bench: MailBench):
    old, new = LyingImap({1: mail(1)}, **QUIET), LyingImap({1: mail(2)}, **QUIET)
    with lying(desk, bench, old) as box, running(a_watch()):
        until(lambda: old.seen == {1})
        text = CONFIGURATION.format(name=box.source.name, port=bench.fronts.serve(new))
        assert apply(text, lambda reference: "liar-pw")
        until(lambda: new.seen == {1})


def test_a_source_without_a_state_row_is_read_as_well(desk: Desk, bench: MailBench):
    server = LyingImap({1: mail(1)}, **QUIET)
    with lying(desk, bench, server) as box:
        box.state.delete()
        with running(a_watch()):
            until(lambda: server.seen == {1})


# --- mailboxes that fail -----------------------------------------------------------------------------------


def test_an_unreachable_mailbox_is_tried_after_1_2_4_up_to_30_minutes(desk: Desk, bench: MailBench):
    with lying(desk, bench, LyingImap({})) as box:
        pauses = []
        for _ in range(8):
            before = timezone.now()
            note_failure(box.source, Temporary("nothing listens on this port"))
            pauses.append(round((box.state.next_try - before).total_seconds() / 60))
        assert pauses == [1, 2, 4, 8, 16, 30, 30, 30]
        SourceState.objects.filter(source=box.source).update(failures=5000)
        note_failure(box.source, Temporary("nothing listens on this port"))
        assert box.state.next_try < timezone.now() + timedelta(minutes=31)
        note_online(box.source)
        assert (box.state.failures, box.state.next_try, box.state.last_error) == (0, None, "")


def test_a_mailbox_that_fails_waits_says_why_and_comes_back_by_itself(desk: Desk, bench: MailBench):
    server = LyingImap({1: mail(1)}, {"LOGIN": b"{tag} NO [AUTHENTICATIONFAILED] not you\r\n"}, **QUIET)
    with lying(desk, bench, server) as box, running(a_watch()):
        until(lambda: box.state.status == "failing")
        assert "the server did not let liar in" in box.state.last_error
        assert box.source.password not in box.state.last_error
        until(lambda: box.state.failures == 1)
        assert box.state.next_try > timezone.now() + timedelta(seconds=40)
        logins = sum("LOGIN" in command for command in server.commands)
        server.lies.clear()
        SourceState.objects.filter(source=box.source).update(next_try=timezone.now())  # the minute is over
        until(lambda: server.seen == {1})
        until(lambda: (box.state.status, box.state.last_error) == ("online", ""))
        assert logins == 1, "it was not asked again before its time"


def test_a_round_that_drips_for_ever_is_cut_and_waits(desk: Desk, bench: MailBench, settings: Any):
    """Each byte comes in time, so no time-out of the socket ends it."""
    box = Box(desk, bench, "dripping", port=bench.fronts.drip())
    watch = a_watch()
    with running(watch):
        until(lambda: box.source.pk in watch.threads)
        reader, thread = watch.threads[box.source.pk]
        until(lambda: reader.mailbox is not None and reader.mailbox._sock is not None)
        reader.deadline = 0  # the time is over
        until(lambda: box.state.status == "failing")
        assert "made no progress for too long and was cut" in box.state.last_error
        assert box.state.next_try is not None
        until(lambda: not thread.is_alive())


def test_an_error_nobody_foresaw_is_a_failure_like_any_other(desk: Desk, bench: MailBench):
    with lying(desk, bench, LyingImap({}, **QUIET)) as box:
        SourceState.objects.filter(source=box.source).update(accepted="no word of ours")
        with running(a_watch()):
            until(lambda: box.state.status == "failing")
        assert box.state.last_error == "Unforeseen error (ValueError). The log has the details."


def test_a_port_that_is_taken_is_tried_again_within_seconds(desk: Desk):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        MessageSource.objects.filter(pk=desk.source.pk).update(enabled=True, port=port)
        with running(a_watch()):
            until(lambda: state(desk.source).status == "failing")
            assert "cannot listen on" in state(desk.source).last_error
            taken.close()
            until(lambda: state(desk.source).status == "online")


# --- a database that is away -------------------------------------------------------------------------------


def test_while_the_database_is_away_readers_and_ports_stay_and_go_on_with_it(desk: Desk, bench: MailBench):
    """As after a restart of the server: every connection breaks, and for a while none can be made."""
    (port,) = free_ports(1)
    MessageSource.objects.filter(pk=desk.source.pk).update(enabled=True, port=port)
    server = LyingImap({1: mail(1)}, **QUIET)
    with lying(desk, bench, server) as box:
        lost = threading.Event()
        with running(Watch("one", lost.set)):
            until(lambda: server.seen == {1})
            until(lambda: state(desk.source).status == "online")
            with no_database():
                until(lost.is_set)
                with socket.create_connection(("127.0.0.1", port), 5) as peer:
                    assert peer.recv(3) == b"220", "peers are told to keep their mail, not turned away"
            server.mails[2] = mail(2)
            until(lambda: server.seen == {1, 2})
        assert len(box.stored()) == 2


class no_database:
    """Django's pool finds no server for a while."""

    def __enter__(self) -> None:
        name = connection.settings_dict["NAME"]
        self.server = psycopg.connect(**params() | {"dbname": "postgres"}, autocommit=True)
        pool = connection.pool
        self.patience = pool.timeout, pool.reconnect_timeout
        pool.timeout, pool.reconnect_timeout = 1.0, 0.5
        self.server.execute(f'alter database "{name}" with allow_connections false')
        self.server.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name]
        )

    def __exit__(self, *_: object) -> None:
        name = connection.settings_dict["NAME"]
        self.server.execute(f'alter database "{name}" with allow_connections true')
        self.server.close()
        connection.close()
        connection.pool.timeout, connection.pool.reconnect_timeout = self.patience
