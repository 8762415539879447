"""The operations of the first version, put together."""

from qa.api.v1 import reading, writing  # noqa: F401 - each declares its operations
from qa.api.v1.api import api, router

api.add_router("", router)
urls = api.urls
