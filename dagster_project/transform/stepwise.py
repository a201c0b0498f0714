"""A build of dbt node by node: dbt works in a thread of its own, and what has passed is at hand meanwhile.

Does not belong here: what a build is and what is said of its nodes (`run.py`).
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Collection, Generator
from concurrent.futures import Future
from queue import SimpleQueue

from ..settings import Settings
from .run import BuildResult, NodeResult, build


def build_stepwise(
    settings: Settings, select: Collection[str] | None = None, full: bool = False
) -> Generator[NodeResult, None, BuildResult]:
    """Build as `build` does and yield each node: one that passed at once, others when all is done.

    Whoever stops asking, by an interrupt or otherwise, ends dbt as Ctrl+C does, once the statement under
    way is done. Raises what `build` raises.
    """
    finished: SimpleQueue[NodeResult | None] = SimpleQueue()
    ended: Future[BuildResult] = Future()

    def work() -> None:
        try:
            ended.set_result(build(settings, select, on_node=finished.put, full=full))
        except BaseException as error:  # raised again below
            ended.set_exception(error)
        finally:
            finished.put(None)

    dbt = threading.Thread(target=work, name="dbt")
    dbt.start()
    yielded = set()
    try:
        while node := finished.get():
            yielded.add(node.unique_id)
            yield node
    finally:
        if not ended.done():
            interrupted = ctypes.py_object(KeyboardInterrupt)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(dbt.ident or 0), interrupted)
        dbt.join()
    result = ended.result()
    yield from (node for node in result.nodes if node.unique_id not in yielded)
    return result
