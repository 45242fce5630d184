"""One piece of work on a thread of its own while the caller goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def beside(work: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Do `work` while the block runs. What is handed out waits for it, and then returns or raises
    what it returned or raised. The thread has ended when the block has."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="beside") as executor:
        yield executor.submit(work).result
