"""What many searches share: no answer is older than its question, and a reading that fails stops nobody else."""

import threading

import pytest
from sqlmodel import Session

from portal import db
from portal.services.activity_kept import Kept, KeptLines, Together


class Readings:
    """Notes what is read; the first reading waits until it is let go."""

    def __init__(self, *, fails: bool = False) -> None:
        self.asked: list[set[str]] = []
        self.began, self.go_on, self.fails = threading.Event(), threading.Event(), fails

    def __call__(self, _connection, wanted):
        self.asked.append(set(wanted))
        number = len(self.asked)
        if number == 1:
            self.began.set()
            assert self.go_on.wait(30)
            if self.fails:
                raise LookupError
        return number


def asks(together: Together[int], engine, wanted: str, answers: dict[str, int]) -> threading.Thread:
    def ask() -> None:
        with Session(db.read_only(engine)) as session:
            answers[wanted] = together.ask(session, [wanted])

    return threading.Thread(target=ask, daemon=True)


def test_who_comes_while_one_reads_shares_the_next_reading_and_not_that_one(sqlite_database):
    readings, answers = Readings(), {}
    together = Together(readings)
    first = asks(together, sqlite_database, "a", answers)
    first.start()
    assert readings.began.wait(30)
    others = [asks(together, sqlite_database, name, answers) for name in "bcd"]
    for other in others:
        other.start()
    while together._next.asked != set("bcd"):
        threading.Event().wait(0.001)
    readings.go_on.set()
    for thread in (first, *others):
        thread.join(30)

    assert readings.asked == [{"a"}, {"b", "c", "d"}]
    assert answers == {"a": 1, "b": 2, "c": 2, "d": 2}


def test_who_is_in_a_transaction_reads_alone(sqlite_database):
    connections = []
    together = Together(lambda connection, _wanted: connections.append(connection) or 1)

    with Session(db.read_only(sqlite_database)) as session:
        own = session.connection()
        together.ask(session)

    assert connections == [own]


def test_after_a_reading_that_failed_the_next_one_is_made(sqlite_database):
    readings = Readings(fails=True)
    readings.go_on.set()
    together = Together(readings)

    with Session(db.read_only(sqlite_database)) as session:
        with pytest.raises(LookupError):
            together.ask(session)
        assert together.ask(session) == 2


def test_the_line_that_nobody_asked_for_longest_goes_first():
    lines = KeptLines(most=2)
    lines.keep({"a": Kept(1, 0, "A"), "b": Kept(1, 0, "B")}, "nl")
    lines.of(["a"], "nl")
    lines.keep({"c": Kept(1, 0, "C")}, "nl")

    assert set(lines.of(["a", "b", "c"], "nl")) == {"a", "c"}
    assert lines.of(["a"], "ar") == {}
    lines.clear()
    assert not len(lines)
