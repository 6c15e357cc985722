"""A server that is slow, or cannot: what it says is held back on its way to the page, or refused in its name.

`release = await held_back(page, "LoggedOn")`    only these events come, from the next connection on; `release()`: all
`some = await refused(page, getFavorites="not_read")`  this command fails so; `some.clear()`: it goes on again
"""

import json
import re
from collections.abc import Callable

from playwright.async_api import Page, WebSocketRoute

CTI = re.compile(r"/xuc/api/2\.0/cti")


async def held_back(page: Page, *heard: str) -> Callable[[], None]:
    """Events of other types wait until they are released."""
    waiting: list[tuple[WebSocketRoute, str | bytes]] = []
    held = True

    def open_one(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def tell(message: str | bytes) -> None:
            if held and json.loads(message).get("msgType") not in heard:
                waiting.append((socket, message))
            else:
                socket.send(message)

        server.on_message(tell)

    def release() -> None:
        nonlocal held
        held = False
        for socket, message in waiting:
            socket.send(message)
        waiting.clear()

    await page.route_web_socket(CTI, open_one)
    return release


async def refused(page: Page, **codes: str) -> dict[str, str]:
    """These commands never reach the server, from the next connection on; with which codes, to be changed."""
    failing = dict(codes)

    def open_one(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def ask(message: str | bytes) -> None:
            asked = json.loads(message)
            if code := failing.get(asked.get("command")):
                result = {"requestId": asked.get("requestId"), "status": "refused", "code": code, "message": "broken"}
                socket.send(json.dumps({"msgType": "CommandResult", "ctiMessage": result}))
            else:
                server.send(message)

        socket.on_message(ask)

    await page.route_web_socket(CTI, open_one)
    return failing
