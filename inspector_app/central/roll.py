"""The roll of a post: who works there, and as what. Kept by an administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select, update

from inspector_app.central.database import opened, writing
from inspector_app.central.rules import AUTHOR_LIMIT, ID_LIMIT, Role
from inspector_app.central.settings import CentreSettings
from inspector_app.central.tables import person


@dataclass(frozen=True, slots=True)
class OnRoll:
    """`ended_at` is None while the person is at the post."""

    post: str
    name: str
    role: Role
    added_at: datetime
    ended_at: datetime | None


def add_person(settings: CentreSettings, post: str, name: str, role: Role) -> None:
    """Put somebody on the roll of a post, or give them another role there.

    The first name on a roll makes the centre check it: everybody else at that post is then refused.
    Raises ValueError for a post or a name that cannot be.
    """
    if not 0 < len(post) <= ID_LIMIT or not 0 < len(name) <= AUTHOR_LIMIT or "\0" in post + name:
        raise ValueError("a post has 1 to 64 characters, a name 1 to 200")
    with opened(settings) as engine, writing(engine) as connection:
        changed = connection.execute(
            update(person)
            .where(person.c.post == post, person.c.name == name)
            .values(role=role.value, ended_at=None)
        )
        if changed.rowcount == 0:
            connection.execute(
                insert(person).values(
                    post=post, name=name, role=role.value, added_at=datetime.now(UTC)
                )
            )


def end_person(settings: CentreSettings, post: str, name: str) -> None:
    """Somebody leaves a post. What they recorded until now is still taken in, however late it
    arrives. Raises ValueError for somebody who is not there."""
    with opened(settings) as engine, writing(engine) as connection:
        changed = connection.execute(
            update(person)
            .where(person.c.post == post, person.c.name == name, person.c.ended_at.is_(None))
            .values(ended_at=datetime.now(UTC))
        )
    if changed.rowcount == 0:
        raise ValueError(f"{name} is not on the roll of {post}")


def list_people(settings: CentreSettings, post: str = "") -> tuple[OnRoll, ...]:
    """Everybody who is or was on a roll, or on that of one post, by post and name."""
    wanted = select(person).order_by(person.c.post, person.c.name)
    if post:
        wanted = wanted.where(person.c.post == post)
    with opened(settings) as engine, engine.begin() as connection:
        return tuple(
            OnRoll(row.post, row.name, Role(row.role), row.added_at, row.ended_at)
            for row in connection.execute(wanted)
        )
