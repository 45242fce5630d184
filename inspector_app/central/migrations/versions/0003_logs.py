"""What protocol 2 needs: logs of devices, conflicts, keys, a roll, reviews and photos."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ROWS_AT_ONCE = 1000
# Operations that were kept but never had a place in the log of the device that sent them.
_WITHOUT_A_PLACE = ("wrong-device", "number-reused")

_received = sa.table(
    "received_operation",
    sa.column("device_id", sa.String),
    sa.column("op_id", sa.String),
    sa.column("sha256", sa.String),
    sa.column("reason", sa.String),
    sa.column("content", sa.Text),
    sa.column("n", sa.BigInteger),
    sa.column("day", sa.String),
)
_device = sa.table(
    "device",
    sa.column("device_id", sa.String),
    sa.column("last_n", sa.BigInteger),
    sa.column("head_sha256", sa.String),
    sa.column("station_id", sa.Integer),
)
_station = sa.table(
    "station", sa.column("station_id", sa.Integer), sa.column("device_id", sa.String)
)


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    op.add_column("centre", _text("signing_key", 64))
    op.add_column("centre", _text("sealing_key", 100))
    op.add_column("centre", sa.Column("restored_at", time, nullable=True))
    op.add_column("device", _text("public_key", 64))
    op.add_column("device", _text("sealing_key", 100))
    op.add_column("device", _text("head_sha256", 64))
    op.add_column("device", sa.Column("descends_from", sa.String(64), nullable=True))
    op.add_column("device", sa.Column("station_id", sa.Integer, nullable=True))
    op.add_column("received_operation", sa.Column("n", sa.BigInteger, nullable=True))
    op.add_column("received_operation", sa.Column("day", sa.String(10), nullable=True))
    op.add_column("received_operation", sa.Column("first_device_id", sa.String(64), nullable=True))
    _place_operations(op.get_bind())
    _find_heads(op.get_bind())
    op.create_index(
        "received_operation_by_n", "received_operation", ["device_id", "n"], unique=True
    )
    op.create_table(
        "conflict",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("post", sa.String(64), nullable=False),
        sa.Column("device_id", sa.String(64), nullable=False),
        sa.Column("op_id", sa.String(64), nullable=False),
        sa.Column("aggregate_id", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("received_at", time, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("theirs", sa.Text, nullable=False),
    )
    op.create_index("conflict_by_post", "conflict", ["post", "sequence"])
    op.create_table(
        "audit",
        sa.Column("audit_id", sa.Integer, primary_key=True),
        sa.Column("at", time, nullable=False),
        sa.Column("device_id", sa.String(64), nullable=False),
        sa.Column("what", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("audit_by_device", "audit", ["device_id", "what", "sha256"])
    _only_append("audit")
    op.create_table(
        "person",
        sa.Column("post", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("added_at", time, nullable=False),
        sa.Column("ended_at", time, nullable=True),
    )
    for name in ("review_revision", "photo_revision"):
        _create_revisions(name, time)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False, server_default="")


def _create_revisions(name: str, time: sa.DateTime) -> None:
    op.create_table(
        name,
        sa.Column("aggregate_id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.BigInteger, nullable=False, unique=True),
        sa.Column("revision_id", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("scan_id", sa.String(64), nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("recorded_at", time, nullable=False),
        sa.Column("device_id", sa.String(64), nullable=False),
        sa.Column("op_id", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index(f"{name}_by_case", name, ["case_id"])


def _only_append(table: str) -> None:
    """Let nobody change or remove a row by mistake; an owner of the database still could."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'only new rows may be written here'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_only_append BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'only new rows may be written here'); END"
        )


def _place_operations(connection: sa.Connection) -> None:
    """Write number and day of every operation that has a place in its device's log."""
    taken: set[tuple[str, int]] = set()
    for rows in _in_parts(connection):
        places = []
        for device_id, op_id, reason, content in rows:
            written = json.loads(content)
            place = (device_id, written["n"])
            has_one = written["device_id"] == device_id and reason not in _WITHOUT_A_PLACE
            if has_one and place not in taken:
                taken.add(place)
                day = _utc_day(written["recorded_at"])
                places.append({"d": device_id, "o": op_id, "n_": place[1], "day_": day})
        if places:
            connection.execute(
                sa.update(_received)
                .where(
                    _received.c.device_id == sa.bindparam("d"),
                    _received.c.op_id == sa.bindparam("o"),
                )
                .values(n=sa.bindparam("n_"), day=sa.bindparam("day_")),
                places,
            )


def _in_parts(connection: sa.Connection) -> Iterator[list[sa.Row[str, str, str, str]]]:
    table = _received
    after = ("", "")
    while True:
        rows = connection.execute(
            sa.select(table.c.device_id, table.c.op_id, table.c.reason, table.c.content)
            .where(sa.tuple_(table.c.device_id, table.c.op_id) > sa.tuple_(*after))
            .order_by(table.c.device_id, table.c.op_id)
            .limit(_ROWS_AT_ONCE)
        ).all()
        if not rows:
            return
        yield list(rows)
        after = (rows[-1].device_id, rows[-1].op_id)


def _utc_day(written: str) -> str:
    moment = datetime.fromisoformat(written)
    try:
        return moment.astimezone(UTC).date().isoformat()
    except OverflowError:  # a clock at the very end of what can be written
        return moment.date().isoformat()


def _find_heads(connection: sa.Connection) -> None:
    head = (
        sa.select(_received.c.sha256)
        .where(_received.c.device_id == _device.c.device_id, _received.c.n == _device.c.last_n)
        .scalar_subquery()
    )
    station_id = (
        sa.select(sa.func.max(_station.c.station_id))
        .where(_station.c.device_id == _device.c.device_id)
        .scalar_subquery()
    )
    connection.execute(
        sa.update(_device).values(head_sha256=sa.func.coalesce(head, ""), station_id=station_id)
    )
