import json
import re

from .enums import ENUM_ARGUMENTS, AuthLevel, HttpMethod, Member, member
from .table import INPUTS, OUTPUTS, TRIGGERS

SNAKE = re.compile(r"^([a-zA-Z]+\d*_|_+[a-zA-Z\d])\w*$")
WORD = re.compile(r"^[a-zA-Z]+\d*$")


def camel_case(name):
    if not SNAKE.match(name) and not WORD.match(name):
        raise ValueError(f"{name} is neither a word nor snake case")
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def without_none(value):
    if isinstance(value, list):
        return [without_none(item) for item in value if item is not None]
    if isinstance(value, dict):
        return {key: without_none(item) for key, item in value.items() if item is not None}
    return value


class Encoder(json.JSONEncoder):
    def default(self, value):
        return str(value) if isinstance(value, Member) else super().default(value)


class Binding:
    def __init__(self, type, name, direction, options, is_trigger=False):
        self.type = type
        self.name = name
        self.direction = direction
        self.options = options
        self.is_trigger = is_trigger

    def as_dict(self):
        raw = {"direction": self.direction, "type": self.type, "name": self.name}
        raw.update({camel_case(key): value for key, value in self.options.items()})
        return without_none(raw)


class Function:
    def __init__(self, func):
        self._func = func
        self._default_name = func.__name__
        self._bindings = []
        self._settings = {}

    def get_user_function(self):
        return self._func

    def get_function_name(self):
        return self._settings.get("function_name", {}).get("function_name", self._default_name)

    def get_settings_dict(self, name):
        return self._settings.get(name)

    def get_raw_bindings(self):
        return [json.dumps(binding.as_dict(), cls=Encoder) for binding in self._bindings]

    @property
    def trigger(self):
        return next((binding for binding in self._bindings if binding.is_trigger), None)


class FunctionBuilder:
    def __init__(self, func):
        self._function = Function(func)

    def __call__(self, *args, **kwargs):
        return self._function._func(*args, **kwargs)

    def add(self, binding):
        if binding.is_trigger and self._function.trigger is not None:
            raise ValueError("A trigger was already registered to this function.")
        self._function._bindings.append(binding)

    def build(self, auth_level):
        trigger = self._function.trigger
        if trigger is None:
            raise ValueError(f"Function {self._function.get_function_name()} does not have a trigger.")
        if trigger.type == "httpTrigger":
            if trigger.options.get("route") is None:
                trigger.options["route"] = self._function.get_function_name()
            if trigger.options.get("auth_level") is None:
                trigger.options.pop("authLevel", None)
                trigger.options["auth_level"] = auth_level
        return self._function


class DecoratorApi:
    def __init__(self, *args, **kwargs):
        self._function_builders = []

    def _decorator(self, apply):
        def decorator(func):
            if isinstance(func, FunctionBuilder):
                builder = self._function_builders.pop()
            elif callable(func):
                builder = FunctionBuilder(func)
            else:
                raise ValueError("Unsupported type for function app decorator found.")
            self._function_builders.append(builder)
            apply(builder)
            return builder

        return decorator

    def function_name(self, name):
        return self._decorator(lambda builder: builder._function._settings.update(function_name={"function_name": name}))

    def http_type(self, http_type):
        return self._decorator(lambda builder: None)

    def retry(self, strategy, max_retry_count, delay_interval=None, minimum_interval=None, maximum_interval=None):
        settings = without_none({
            "setting_name": "retry_policy", "strategy": strategy, "max_retry_count": max_retry_count,
            "delay_interval": delay_interval, "minimum_interval": minimum_interval, "maximum_interval": maximum_interval,
        })
        return self._decorator(lambda builder: builder._function._settings.update(retry_policy=settings))

    def route(self, route=None, trigger_arg_name="req", binding_arg_name="$return", methods=None, auth_level=None,
              trigger_extra_fields=None, binding_extra_fields=None):
        options = {
            "route": route,
            "methods": None if methods is None else [member(HttpMethod, method) for method in methods],
            "auth_level": None if auth_level is None else member(AuthLevel, auth_level),
            **(trigger_extra_fields or {}),
        }

        def apply(builder):
            builder.add(Binding("httpTrigger", trigger_arg_name, "IN", options, is_trigger=True))
            builder.add(Binding("http", binding_arg_name, "OUT", dict(binding_extra_fields or {})))

        return self._decorator(apply)


def add_decorator(name, type_, arguments, direction, is_trigger):
    words = arguments.split()
    is_open = words[-1] == "**"
    known = [word for word in words if word != "**"]
    required = [word for word in known if "=" not in word]
    defaults = dict(word.split("=") for word in known if "=" in word)

    def decorator(self, **given):
        missing = [word for word in required if word not in given]
        unknown = [word for word in given if word not in required and word not in defaults]
        if missing or (unknown and not is_open):
            raise TypeError(f"{name}() got missing {missing} or unexpected {unknown} arguments")
        options = {word: None if text == "None" else text for word, text in defaults.items()}
        options.update(given)
        for word, enum in ENUM_ARGUMENTS.items():
            if (word in required or word in defaults) and options.get(word) is not None:
                options[word] = member(enum, options[word])
        bound = options.pop("arg_name")
        actual = options.pop("type") if type_ is None else type_
        if name == "event_grid_output" and (options["connection"] is None) == (options["topic_endpoint_uri"] is None):
            raise ValueError("either connection or topic_endpoint_uri with topic_key_setting")
        return self._decorator(lambda builder: builder.add(Binding(actual, bound, direction, options, is_trigger)))

    decorator.__name__ = name
    setattr(DecoratorApi, name, decorator)


for _name, (_type, _arguments) in TRIGGERS.items():
    add_decorator(_name, _type, _arguments, "IN", True)
for _name, (_type, _arguments) in INPUTS.items():
    add_decorator(_name, _type, _arguments, "IN", False)
for _name, (_type, _arguments) in OUTPUTS.items():
    add_decorator(_name, _type, _arguments, "OUT", False)


class Blueprint(DecoratorApi):
    pass


class FunctionRegister(DecoratorApi):
    def __init__(self, http_auth_level=AuthLevel.FUNCTION):
        super().__init__()
        self.auth_level = member(AuthLevel, http_auth_level)

    def register_functions(self, container):
        if isinstance(container, FunctionRegister):
            raise TypeError("functions can not be type of FunctionRegister!")
        self._function_builders.extend(container._function_builders)

    register_blueprint = register_functions

    def get_functions(self):
        functions = [builder.build(self.auth_level) for builder in self._function_builders]
        names = [fn.get_function_name() for fn in functions]
        if len(set(names)) != len(names):
            raise ValueError("Function names must be unique.")
        return functions


class FunctionApp(FunctionRegister):
    pass


class _HttpApp(FunctionRegister):
    def __init__(self, middleware, http_auth_level, function_name):
        super().__init__(http_auth_level)

        self.started = False

        async def http_app_func(req, context):
            if not self.started:
                await middleware.notify_startup()
                self.started = True
            return await middleware.handle_async(req, context)

        stack = self.route(route="/{*route}", methods=list(HttpMethod), auth_level=self.auth_level)
        self.function_name(name=function_name)(stack(http_app_func))


class AsgiFunctionApp(_HttpApp):
    def __init__(self, app, http_auth_level=AuthLevel.FUNCTION, function_name="http_app_func"):
        from .middleware import AsgiMiddleware
        super().__init__(AsgiMiddleware(app), http_auth_level, function_name)


class WsgiFunctionApp(_HttpApp):
    def __init__(self, app, http_auth_level=AuthLevel.FUNCTION, function_name="http_app_func"):
        from .middleware import WsgiMiddleware
        super().__init__(WsgiMiddleware(app), http_auth_level, function_name)
