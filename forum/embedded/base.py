"""Django's PostgreSQL backend, whose server is started or joined by the first connection of a process."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

from forum.localdb import LocalServer

_server: LocalServer | None = None


def join_server() -> LocalServer:
    """Return the server of this checkout, running. A fork keeps what its parent holds."""
    global _server
    if _server is None:
        _server = LocalServer(settings.DATA_DIR).ensure()
    return _server


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects through the socket of the embedded server."""

    def get_connection_params(self) -> dict[str, Any]:
        self.settings_dict["HOST"] = str(join_server().socket_dir)
        return super().get_connection_params()
