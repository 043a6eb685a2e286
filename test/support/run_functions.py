"""Loads an app as a worker does (`old`: function.json, package `__app__`; `new`: function_app.py), calls every function
with the same inputs and prints what came out as one line of JSON.

Usage: run_functions.py old|new ROOT FUNCTIONS, where FUNCTIONS is the JSON list of what function.json says.
"""
import asyncio
import importlib
import importlib.machinery
import importlib.util
import inspect
import json
import logging
import os
import pathlib
import re
import sys
import typing

ROOT = sys.argv[2]


def load_old(functions):
    spec = importlib.machinery.ModuleSpec("__app__", None)
    spec.submodule_search_locations = [ROOT]
    sys.modules["__app__"] = importlib.util.module_from_spec(spec)
    handlers = {}
    for fn in functions:
        parts = list(pathlib.PurePath(fn["script"]).with_suffix("").parts)
        if parts[-1] == "__init__":
            parts.pop()
        module = importlib.import_module(".".join(["__app__"] + parts))
        handlers[fn["name"]] = getattr(module, fn["entryPoint"])
    return handlers, None


def load_new():
    from azure.functions import FunctionRegister

    module = importlib.import_module("function_app")
    names = [name for name in vars(module) if isinstance(getattr(module, name), FunctionRegister)]
    if len(names) != 1:
        raise ValueError("function_app.py must hold one function app, not %d" % len(names))
    functions = getattr(module, names[0]).get_functions()
    registered = [{
        "name": fn.get_function_name(),
        "bindings": [json.loads(raw) for raw in fn.get_raw_bindings()],
        "retry": {k: v for k, v in (fn.get_settings_dict("retry_policy") or {}).items() if k != "setting_name"} or None,
    } for fn in functions]
    return {fn.get_function_name(): fn.get_user_function() for fn in functions}, registered


PAYLOADS = [
    json.dumps({"id": 7, "name": "Ana", "email": "ana@example.com", "items": [{"sku": "A1", "quantity": 2}], "total": 12.5}),
    json.dumps({"id": 8, "name": "", "items": []}),
    "not json",
]


class Message:
    """Whatever a trigger hands over: a body, and properties that say their own name."""

    def __init__(self, text):
        self._text = text

    def get_body(self):
        return self._text.encode("utf-8")

    def get_json(self):
        return json.loads(self._text)

    def read(self, size=-1):
        return self._text.encode("utf-8")

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "past_due":
            return self._text == "not json"
        if name == "length":
            return len(self._text)
        return "<%s>" % name


class Invocation:
    function_name = "the function"
    invocation_id = "00000000-0000-0000-0000-000000000001"
    thread_local_storage = None

    def __init__(self, name):
        self.function_name = name
        self.function_directory = "<directory>"


class Output:
    def __init__(self):
        self.values = []

    def set(self, value):
        self.values.append(value)

    def get(self):
        return self.values[-1] if self.values else None


CLIENT = json.dumps({
    "taskHubName": "hub",
    "creationUrls": {"createNewInstancePostUri": "http://127.0.0.1:1/x", "createAndWaitOnNewInstancePostUri": "http://127.0.0.1:1/x"},
    "managementUrls": {name: "http://127.0.0.1:1/INSTANCEID" for name in (
        "id", "statusQueryGetUri", "sendEventPostUri", "terminatePostUri", "rewindPostUri", "purgeHistoryDeleteUri", "restartPostUri")},
    "baseUrl": "http://127.0.0.1:1", "requiredQueryStringParameters": "code=x", "rpcBaseUrl": "http://127.0.0.1:1",
})


def orchestration(payload):
    at = "2024-05-01T10:00:00.000000Z"
    return json.dumps({
        "history": [
            {"EventType": 12, "EventId": -1, "IsPlayed": False, "Timestamp": at},
            {"EventType": 0, "EventId": -1, "IsPlayed": False, "Timestamp": at, "Name": "x", "Input": json.dumps(payload), "ParentInstance": None},
        ],
        "input": json.dumps(payload), "instanceId": "abc", "isReplaying": False, "parentInstanceId": None, "upperSchemaVersion": 0,
    })


def entity(payload, number):
    return json.dumps({
        "self": {"name": "counter", "key": "k"}, "state": None, "exists": True, "isNewlyConstructed": True,
        "batch": [{"name": ["add", "get", "reset"][number], "input": json.dumps(5), "isSignal": False}],
    })


def request(binding, number):
    from azure.functions import HttpRequest

    route = next((value for key, value in binding.items() if key.lower() == "route"), None) or ""
    places = {re.split(r"[:?=]", place)[0].lstrip("*"): "p%d" % index for index, place in enumerate(re.findall(r"{([^}]*)}", route))}
    method = ["POST", "GET", "POST"][number]
    body = PAYLOADS[number].encode() if method == "POST" else b""
    params = {"name": "Ana", "id": "7"} if number == 1 else {}
    return HttpRequest(method, "https://app.example/api/" + route, headers={"x-user": "ana"}, params=params, route_params=places, body=body)


def value_for(binding, annotation, number):
    kind = binding["type"].lower()
    text = PAYLOADS[number]
    many = next((str(value).lower() == "many" for key, value in binding.items() if key.lower() == "cardinality"), False)
    if kind == "httptrigger":
        return request(binding, number)
    if kind in ("durableclient", "orchestrationclient"):
        return CLIENT
    if kind == "orchestrationtrigger":
        return orchestration({"id": number})
    if kind == "entitytrigger":
        return entity(text, number)
    if kind == "activitytrigger":
        return ["Tokyo", {"id": 7, "name": "Ana"}, [1, 2]][number]
    if annotation is str:
        return text
    if annotation is bytes:
        return text.encode()
    if kind in ("cosmosdb", "cosmosdbtrigger", "sql", "sqltrigger"):
        try:
            return [json.loads(text)]
        except ValueError:
            return []
    if kind == "table":
        return json.dumps([{"PartitionKey": "a", "RowKey": "b"}])
    if many or typing.get_origin(annotation) is list:
        return [Message(text), Message(PAYLOADS[0])]
    return Message(text)


class Lines(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        # What the library's middleware says of itself changes with how often it is made.
        if os.path.basename(record.pathname) in ("_http_asgi.py", "_http_wsgi.py"):
            return
        self.lines.append("%s %s" % (record.levelname, record.getMessage()))


def show(value):
    if hasattr(value, "status_code") and hasattr(value, "get_body"):
        return {"status": value.status_code, "body": value.get_body().decode("utf-8", "replace"), "headers": sorted(dict(value.headers).items()), "mimetype": value.mimetype}
    text = "%s %r" % (type(value).__name__, value)
    return re.sub(r" at 0x[0-9a-f]+", "", text).replace(ROOT, "<root>").replace("__app__.", "")


def call(handler, fn, number):
    try:
        annotations = typing.get_type_hints(handler)
    except Exception:
        annotations = {}
    arguments, outputs = {}, {}
    for binding in fn["bindings"]:
        name = binding["name"]
        if name == "$return":
            continue
        if binding["direction"] == "out":
            outputs[name] = arguments[name] = Output()
        else:
            arguments[name] = value_for(binding, annotations.get(name), number)
    if "context" in inspect.signature(handler).parameters and "context" not in arguments:
        arguments["context"] = Invocation(fn["name"])
    lines = Lines()
    logging.getLogger().handlers[:] = [lines]
    logging.getLogger().setLevel(logging.DEBUG)
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    try:
        if inspect.iscoroutinefunction(handler):
            result = asyncio.run(handler(**arguments))
        else:
            result = handler(**arguments)
        outcome = {"result": show(result)}
    except Exception as error:
        outcome = {"raised": show("%s: %s" % (type(error).__name__, error))}
    outcome["outputs"] = {name: [show(value) for value in output.values] for name, output in outputs.items()}
    outcome["log"] = [show(line) for line in lines.lines]
    return outcome


def name_trigger_as_registered(fn, registered):
    """The worker passes a trigger under the name that the new app registers, which function_app.py may have chosen."""
    for binding in fn["bindings"]:
        for other in registered:
            if other["name"] == fn["name"] and binding["type"].lower().endswith("trigger"):
                binding["name"] = next((each["name"] for each in other["bindings"] if each["type"] == binding["type"]), binding["name"])


def main():
    sys.path.append(ROOT)
    os.chdir(ROOT)
    os.environ["AzureWebJobsScriptRoot"] = ROOT
    with open(sys.argv[3], encoding="utf-8") as file:
        functions = json.load(file)
    handlers, registered = load_old(functions) if sys.argv[1] == "old" else load_new()
    for fn in functions:
        name_trigger_as_registered(fn, registered or [])
    calls = {fn["name"]: [call(handlers[fn["name"]], fn, number) for number in range(len(PAYLOADS))] for fn in functions}
    print("\nfuncfix:" + json.dumps({"calls": calls, "registered": registered}))


main()
