"""What administrators see of integrations besides their configuration: a trial, their last runs, who is connected,
how the plug-ins are.

`/xuc/api/2.0/config/`, for users with the profile Admin alone.
"""

from collections.abc import Callable
from http import HTTPStatus

from aiohttp import web

from jackfield.domain.administration.configuration import Author
from jackfield.domain.administration.edits import Edit, edited
from jackfield.domain.shuttle.plugins import PLUGIN
from jackfield.protocol.openapi import PREFIX
from jackfield.web.configuration import ConfigurationDoor
from jackfield.web.entrance import Refusal
from jackfield.web.json_api import answer
from jackfield.web.ports import Administration, Integrations
from jackfield.web.shuttle.exchange import Client


class IntegrationsDoor:
    """The handlers, to be added to an application with `routes`."""

    def __init__(
        self,
        configuration: ConfigurationDoor,
        administration: Administration,
        integrations: Integrations,
        connected: Callable[[], list[Client]],
    ) -> None:
        self._configuration = configuration
        self._administration = administration
        self._integrations = integrations
        self._connected = connected

    def routes(self) -> list[web.RouteDef]:
        admitted = self._configuration.admitted
        return [
            web.post(f"{PREFIX}/integrations/try", admitted(self.try_out)),
            web.get(f"{PREFIX}/integrations/{{key:[0-9]+}}/runs", admitted(self.runs)),
            web.get(f"{PREFIX}/integrations/connected", admitted(self.connected)),
            web.get(f"{PREFIX}/integrations/plugins", admitted(self.plugins)),
            web.get(f"{PREFIX}/integrations/plugins/{{name}}/runs", admitted(self.plugin_runs)),
            web.post(f"{PREFIX}/integrations/plugins/{{name}}/restart", admitted(self.restart)),
        ]

    async def try_out(self, request: web.Request, by: Author) -> web.Response:
        """What an integration would do: its values in, kept or not, an example of a call and the page out."""
        values = await self._configuration.object_of(request, "integrations")
        values = {name: value for name, value in values.items() if name != "id"} | {"name": "-trial-"}
        done = edited(self._administration.view(), [Edit(kind="integrations", values=values)])
        integration = next(each for each in done.after.directory.integrations if str(each.id) == done.keys[0])
        return answer(self._integrations.trial(integration))

    async def runs(self, request: web.Request, by: Author) -> web.Response:
        """The last runs of one, the newest first."""
        return answer(self._integrations.runs(request.match_info["key"]))

    async def plugins(self, request: web.Request, by: Author) -> web.Response:
        """The plug-ins that are configured, and how they are."""
        return answer(self._integrations.plugin_states())

    async def plugin_runs(self, request: web.Request, by: Author) -> web.Response:
        """The last runs of one, the newest first."""
        return answer(self._integrations.runs(PLUGIN + request.match_info["name"]))

    async def restart(self, request: web.Request, by: Author) -> web.Response:
        """Begin one again; how they are now."""
        try:
            self._integrations.restart_plugin(request.match_info["name"])
        except KeyError:
            raise Refusal(HTTPStatus.NOT_FOUND, "NotFound", "There is no such plug-in.") from None
        return answer(self._integrations.plugin_states())

    async def connected(self, request: web.Request, by: Author) -> web.Response:
        """The programs that are connected."""
        return answer([shown(client) for client in self._connected()])


def shown(client: Client) -> dict[str, object]:
    """A connected program."""
    return {
        "id": client.id,
        "name": client.name,
        "remote": client.remote,
        "engineIo": client.generation,
        "outbound": client.outbound,
        "polling": client.box is None,
    }
