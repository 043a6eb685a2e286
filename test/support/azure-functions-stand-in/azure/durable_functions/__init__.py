"""A stand-in of azure.durable_functions: registration, and an orchestrator that runs to its first pause."""
import json

from azure.functions.app import Binding, DecoratorApi, FunctionRegister


class DurableOrchestrationContext:
    def __init__(self, body):
        self._body = json.loads(body)
        self.instance_id = self._body.get("instanceId")
        self.is_replaying = False

    def get_input(self):
        return json.loads(self._body.get("input") or "null")

    def _task(self, kind, *args):
        return {"kind": kind, "arguments": [arg for arg in args if arg is not None]}

    def call_activity(self, name, input_=None):
        return self._task("activity", name, input_)

    def call_activity_with_retry(self, name, retry_options, input_=None):
        return self._task("activity with retry", name, input_)

    def call_sub_orchestrator(self, name, input_=None, instance_id=None):
        return self._task("sub orchestrator", name, input_, instance_id)

    def wait_for_external_event(self, name):
        return self._task("event", name)

    def task_all(self, tasks):
        return self._task("all", *tasks)

    def task_any(self, tasks):
        return self._task("any", *tasks)


class DurableEntityContext:
    def __init__(self, body):
        self._body = json.loads(body)
        self.operation_name = self._body["batch"][0]["name"]
        self._state = json.loads(self._body.get("state") or "null")
        self._result = None

    def get_input(self):
        return json.loads(self._body["batch"][0].get("input") or "null")

    def get_state(self, initializer=None):
        return initializer() if self._state is None and initializer else self._state

    def set_state(self, state):
        self._state = state

    def set_result(self, result):
        self._result = result


class RetryOptions:
    def __init__(self, first_retry_interval_in_milliseconds, max_number_of_attempts):
        self.interval = first_retry_interval_in_milliseconds


class Orchestrator:
    @classmethod
    def create(cls, fn):
        def handle(context):
            steps = fn(DurableOrchestrationContext(getattr(context, "body", context)))
            try:
                return json.dumps({"isDone": False, "action": next(steps)}, default=str)
            except StopIteration as end:
                return json.dumps({"isDone": True, "output": end.value})

        return handle


class Entity:
    @classmethod
    def create(cls, fn):
        def handle(context):
            entity = DurableEntityContext(getattr(context, "body", context))
            fn(entity)
            return json.dumps({"state": entity._state, "result": entity._result})

        return handle


class DurableOrchestrationClient:
    def __init__(self, context):
        if not isinstance(context, str):
            raise TypeError("the JSON object must be str, not " + type(context).__name__)
        self._hub = json.loads(context)["taskHubName"]

    async def start_new(self, orchestration_function_name, instance_id=None, client_input=None):
        return instance_id or f"{self._hub}-{orchestration_function_name}-1"

    def create_check_status_response(self, request, instance_id):
        from azure.functions import HttpResponse
        return HttpResponse(instance_id, status_code=202)


class Blueprint(DecoratorApi):
    def _wrapped(self, create, binding):
        plain = self._decorator(lambda builder: builder.add(binding))

        def decorator(func):
            handle = create(func)
            handle.__name__ = func.__name__
            return plain(handle)

        return decorator

    def orchestration_trigger(self, context_name, orchestration=None):
        return self._wrapped(Orchestrator.create, Binding("orchestrationTrigger", context_name, "IN", {"orchestration": orchestration}, True))

    def entity_trigger(self, context_name, entity_name=None):
        return self._wrapped(Entity.create, Binding("entityTrigger", context_name, "IN", {"entity_name": entity_name}, True))

    def activity_trigger(self, input_name, activity=None):
        binding = Binding("activityTrigger", input_name, "IN", {"activity": activity}, True)
        return self._decorator(lambda builder: builder.add(binding))


class DFApp(Blueprint, FunctionRegister):
    pass
