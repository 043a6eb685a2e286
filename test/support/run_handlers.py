"""Runs every handler of an app on an event loop with a ticker, as a worker does (a plain `def` on a thread), and prints
what came out as one line of JSON: results or exceptions, what was printed, and whether the loop was held up.

Usage: run_handlers.py STAND_IN STUBS ROOT ENTRY, where ENTRY is the file with the handlers, relative to ROOT.
"""
import asyncio
import builtins
import contextlib
import importlib
import importlib.machinery
import importlib.util
import inspect
import io
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import time

_, STAND_IN, STUBS, ROOT, ENTRY = sys.argv
sys.path[:0] = [ROOT, STUBS, STAND_IN]

import blocking  # noqa: E402
from azure.functions import FunctionRegister, HttpRequest  # noqa: E402


def make_the_library_block():
    time.sleep = blocking.blocks(time.sleep)
    subprocess.run = blocking.blocks(subprocess.run)
    subprocess.check_output = blocking.blocks(subprocess.check_output)
    pathlib.Path.read_text = blocking.blocks(pathlib.Path.read_text)
    pathlib.Path.read_bytes = blocking.blocks(pathlib.Path.read_bytes)
    os.remove = blocking.blocks(os.remove)
    os.walk = blocking.blocks(os.walk)
    builtins.open = blocking.blocks(builtins.open)
    sqlite3.connect = blocking.blocks(sqlite3.connect)


def load():
    parts = list(pathlib.PurePath(ENTRY).with_suffix("").parts)
    if len(parts) == 1:
        return importlib.import_module(parts[0])
    package = importlib.machinery.ModuleSpec("__app__", None)
    package.submodule_search_locations = [ROOT]
    sys.modules["__app__"] = importlib.util.module_from_spec(package)
    return importlib.import_module(".".join(["__app__", *(part for part in parts if part != "__init__")]))


def handlers_of(module):
    registers = [value for value in vars(module).values() if isinstance(value, FunctionRegister)]
    if registers:
        return {fn.get_function_name(): fn.get_user_function() for fn in registers[0].get_functions()}
    return {"main": module.main}


def told(value):
    if hasattr(value, "get_body"):
        return [value.status_code, value.get_body().decode("utf-8")]
    return repr(value)


async def call(handler):
    request = HttpRequest("GET", "http://127.0.0.1/", route_params={"symbol": "MSFT"}, body=b"{}")
    try:
        if inspect.iscoroutinefunction(handler):
            return told(await handler(request))
        loop = asyncio.get_running_loop()
        return told(await loop.run_in_executor(None, handler, request))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


async def main(handlers):
    ticker = asyncio.create_task(blocking.tick())
    results = {name: await call(handler) for name, handler in handlers.items()}
    ticker.cancel()
    return results


sleep = time.sleep
module = load()
make_the_library_block()
if getattr(module, "sleep", None) is sleep:
    module.sleep = time.sleep
printed = io.StringIO()
with contextlib.redirect_stdout(printed):
    results = asyncio.run(main(handlers_of(module)))
print(json.dumps({"results": results, "printed": printed.getvalue(), "held": sum(blocking.held), "blocking": len(blocking.held)}))
