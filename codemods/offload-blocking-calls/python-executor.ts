/** The module that the `executor` strategy adds to an app, and the function it holds. */
export const EXECUTOR_MODULE = "funcfix_executor";
export const EXECUTOR_FILE = `${EXECUTOR_MODULE}.py`;
export const RUNNER = "run_in_executor";

/** One sized pool per app, so that its size is a decision: asyncio's own default pool ignores the worker's settings. */
export function executorModule(): string {
  return `"""Runs blocking functions on one thread pool of this app, beside the event loop."""
import asyncio
import contextvars
import functools
import os
from concurrent.futures import ThreadPoolExecutor


def _size():
    own = os.environ.get("FUNCFIX_THREADS")
    if own:
        return max(1, int(own))
    cores = os.cpu_count() or 1
    worker = os.environ.get("PYTHON_THREADPOOL_THREAD_COUNT")
    return min(32, int(worker)) if worker else min(32, cores + 4)


executor = ThreadPoolExecutor(max_workers=_size(), thread_name_prefix="funcfix")


async def run_in_executor(function, /, *args, **kwargs):
    """Await function(*args, **kwargs) on the pool, in the caller's context."""
    call = functools.partial(contextvars.copy_context().run, function, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(executor, call)
`;
}
