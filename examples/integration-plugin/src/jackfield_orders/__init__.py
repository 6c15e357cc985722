"""Opens the page of the order when an agent answers, and shows supervisors which order it is."""

from urllib.parse import quote

import msgspec

from jackfield.integration import Integration, NotOpened, Up, WakeupMode


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[integrations.orders.settings]`: what is missing or misspelt there is told at the start."""

    site: str
    mode: WakeupMode = WakeupMode.NEW_TAB


class Orders(Integration[Settings]):
    """Handles `up`; there are `ringing`, `hangup` and `abandon` too, and `open` and `close`."""

    settings_type = Settings

    async def up(self, event: Up) -> None:
        order = event.variables.get("ordernumber", "")
        if not order:
            return
        page = f"{self.settings.site}/orders/{quote(order, safe='')}"
        await self.show("Orders", event, order, page)
        try:
            await self.wakeup(page, event, self.settings.mode)
        except NotOpened as error:
            self.note(f"{event.agentname} was shown nothing: {error}")
