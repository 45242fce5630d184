"""Pieces of work that wait for one another, and what becomes of them when some of it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from inspector_app.central.refusals import Refusal
from inspector_app.central.together import Together


class DatabaseAway(Exception):
    pass


class Stumble(BaseException):
    """As a library in another language raises it."""


class Work:
    """Gives back what it was asked, or fails; notes every group."""

    def __init__(self, **failing: BaseException) -> None:
        self.failing = failing
        self.groups: list[list[str]] = []

    def __call__(self, pieces: Sequence[str]) -> list[str | Exception]:
        self.groups.append(list(pieces))
        for one in pieces:
            if one in self.failing:
                raise self.failing[one]
        return [ValueError(one) if one == "no" else one for one in pieces]


def ask_all(work: Work, *pieces: str, most_waiting: int = 500) -> list[str | BaseException]:
    async def ask() -> list[str | BaseException]:
        together: Together[str, str] = Together(
            work, at_most=3, nobodys_fault=(DatabaseAway,), most_waiting=most_waiting
        )
        tasks = [together.take(one) for one in pieces]
        return await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 20)

    return asyncio.run(ask())


def test_each_gets_its_own_answer_in_groups_with_an_end() -> None:
    work = Work()
    assert ask_all(work, *"abcdefg") == list("abcdefg")
    assert [len(one) for one in work.groups] == [3, 3, 1]


def test_an_exception_among_the_answers_is_for_one() -> None:
    a, no, b = ask_all(Work(), "a", "no", "b")
    assert (a, b) == ("a", "b")
    assert isinstance(no, ValueError)


@pytest.mark.parametrize("error", [KeyError("bad"), Stumble("panic")])
def test_one_that_is_to_blame_costs_the_others_nothing(
    error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    work = Work(bad=error)
    a, bad, b, c, d = ask_all(work, "a", "bad", "b", "c", "d")
    assert [a, b, c, d] == ["a", "b", "c", "d"]
    assert isinstance(bad, KeyError if isinstance(error, KeyError) else RuntimeError)
    assert "could not be done together" in caplog.text


def test_where_nobody_is_to_blame_not_everybody_is_tried() -> None:
    work = Work(**{one: DatabaseAway() for one in "abc"})
    answers = ask_all(work, "a", "b", "c", "d")
    assert [type(one) for one in answers[:3]] == [DatabaseAway] * 3
    assert answers[3] == "d"
    assert work.groups == [["a", "b", "c"], ["a"], ["d"]]


def test_a_wrong_number_of_answers_leaves_nobody_waiting() -> None:
    class Short(Work):
        def __call__(self, pieces: Sequence[str]) -> list[str | Exception]:
            return super().__call__(pieces)[1:]

    assert all(isinstance(one, ValueError) for one in ask_all(Short(), "a", "b"))


def test_not_more_wait_than_memory_is_for() -> None:
    answers = ask_all(Work(), *"abcde", most_waiting=4)
    assert answers[:4] == list("abcd")
    assert isinstance(answers[4], Refusal)
    assert answers[4].status == 503


def test_one_who_gave_up_waiting_is_passed_over() -> None:
    async def ask() -> str:
        together: Together[str, str] = Together(Work(), at_most=3)
        given_up = asyncio.create_task(together.take("a"))
        other = asyncio.create_task(together.take("b"))
        await asyncio.sleep(0)
        given_up.cancel()
        return await asyncio.wait_for(other, 20)

    assert asyncio.run(ask()) == "b"
