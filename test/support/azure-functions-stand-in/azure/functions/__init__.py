"""A stand-in of azure.functions for tests: what its decorators register and what handlers touch, written from the
table of its decorators. It exists so that the tests run where the library cannot be installed."""
from .app import (AsgiFunctionApp, Blueprint, DecoratorApi, FunctionApp, FunctionBuilder, FunctionRegister,
                  WsgiFunctionApp)
from .enums import AccessRights, AuthLevel, Cardinality, DataType
from .extension import AppExtensionBase, FuncExtensionBase
from .middleware import AsgiMiddleware, WsgiMiddleware
from .values import (Context, Document, DocumentList, EventGridEvent, EventGridOutputEvent, EventHubEvent, HttpRequest,
                     HttpResponse, InputStream, KafkaEvent, OrchestrationContext, Out, QueueMessage, ServiceBusMessage,
                     SqlRow, SqlRowList, TimerRequest, WarmUpContext)

__version__ = "0 (stand-in)"
