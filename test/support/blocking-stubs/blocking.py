"""A call that blocks the thread it runs on until the ticker of the event loop has run, or surely cannot."""
import asyncio
import threading

ticked = threading.Event()
#: One entry for each blocking call: True where it held the event loop up.
held = []


def block():
    try:
        asyncio.get_running_loop()
        on_loop = True
    except RuntimeError:
        on_loop = False
    ticked.clear()
    # On the loop's own thread no tick can come; beside it, one comes as soon as the machine has time.
    held.append(not ticked.wait(0.02 if on_loop else 30))


def blocks(function):
    """The same function, blocking first."""
    def blocking(*args, **kwargs):
        block()
        return function(*args, **kwargs)
    return blocking


async def tick():
    while True:
        ticked.set()
        await asyncio.sleep(0.001)
