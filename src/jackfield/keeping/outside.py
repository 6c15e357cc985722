"""What administrators see and do about other systems: receivers of the webhook, sources of contacts."""

from collections.abc import Sequence

from jackfield.contacts.keeper import Keeper
from jackfield.domain.letters import ReceiverState
from jackfield.domain.people.contact_facts import SourceState
from jackfield.keeping.away import away
from jackfield.storage.errors import StorageError
from jackfield.webhooks.webhook import Webhook


class Outside:
    """See `web.ports.Outside`."""

    def __init__(self, keeper: Keeper, webhook: Webhook | None) -> None:
        self._keeper = keeper
        self._webhook = webhook

    def sources(self) -> Sequence[SourceState]:
        """How the sources of contacts are."""
        return tuple(self._keeper.states.values())

    async def receivers(self) -> Sequence[ReceiverState]:
        """How the receivers of the webhook are. Raises EditRefused without the database, which has their letters."""
        try:
            return () if self._webhook is None else await self._webhook.states()
        except StorageError as error:
            raise away(error, "the webhook's letters") from None

    async def pause(self, receiver_id: str, paused: bool) -> None:
        """Stop a receiver, or let it go on. Raises KeyError for one there is not, EditRefused without the database."""
        try:
            await self._known().pause(receiver_id, paused)
        except StorageError as error:
            raise away(error, "a receiver of the webhook") from None

    def retry_now(self, receiver_id: str) -> None:
        """Try at once. Raises KeyError for one there is not."""
        self._known().retry_now(receiver_id)

    def _known(self) -> Webhook:
        if self._webhook is None:
            raise KeyError("no receivers")
        return self._webhook
