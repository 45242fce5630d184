"""Progress bars of the commands."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

# tqdm would start a thread that only serves bars which stand still for ten seconds.
tqdm.monitor_interval = 0


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[float], None]]:
    """A bar on standard error, where that is a terminal; the callable takes the share done, 0 to
    1."""
    shown = sys.stderr is not None and sys.stderr.isatty()
    with tqdm(total=100, unit="%", desc=title, leave=False, disable=not shown) as bar:

        def show(share: float) -> None:
            bar.update(share * 100 - bar.n)

        yield show
