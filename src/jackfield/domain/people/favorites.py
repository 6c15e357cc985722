"""The contacts a user keeps at hand: his own, on all his sockets, and lasting (protocol 5.3, 7.5)."""

from collections.abc import Iterator

from jackfield.domain.asking import Asking
from jackfield.domain.effects import Effect, Publish, Reply, user_topic
from jackfield.domain.entries import Contact
from jackfield.domain.lasting import Favorite, FavoriteGone, FavoriteSet
from jackfield.domain.people.books import books_of
from jackfield.domain.people.directory_search import entries, follow, headers
from jackfield.domain.results import Refused
from jackfield.domain.storing import store_for
from jackfield.protocol import commands, events
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.values import FavoriteAction, ResultStatus

MOST = 500
"""Favorites of one user."""


def get(ask: Asking, command: commands.GetFavorites) -> Iterator[Effect]:
    """The asker's favorites as far as they are still there; the state of their phones is told from then on."""
    yield from tell(ask)


def tell(ask: Asking) -> Iterator[Effect]:
    """The answer to it."""
    found = list(present(ask))
    yield Reply(ask.ticket.session, events.Favorites(entries=entries(ask, found), headers=headers(ask.world)))
    yield from follow(ask, found)
    yield from ask.results.answer(ask.ticket, ResultStatus.DONE)


def add(ask: Asking, command: commands.AddFavorite) -> Iterator[Effect]:
    """Told also when it is one already, because clients wait for it."""
    world, user = ask.world, ask.user
    favorite = Favorite(command.source, command.contactId)
    failure = _updated(FavoriteAction.ADD_FAIL, favorite)
    if not any(book.get(favorite.source, favorite.contact_id) for book in books_of(world, user.id)):
        text = f"There is no contact {favorite.contact_id[:60]!r} in {favorite.source[:60]!r}"
        raise Refused(RefusalCode.NOT_FOUND, text, instead=failure)
    own = world.favorites.get(user.id, set())
    if favorite not in own and len(own) >= MOST:
        raise Refused(RefusalCode.BAD_REQUEST, f"A user has at most {MOST} favorites", instead=failure)

    def kept(now: float) -> Iterator[Effect]:
        world.favorites.setdefault(user.id, set()).add(favorite)
        yield Publish(user_topic(user.id), _updated(FavoriteAction.ADDED, favorite))

    yield from store_for(ask, (FavoriteSet(user.id, favorite),), kept, failure)


def remove(ask: Asking, command: commands.RemoveFavorite) -> Iterator[Effect]:
    """Also of a contact that is gone."""
    world, user = ask.world, ask.user
    favorite = Favorite(command.source, command.contactId)
    failure = _updated(FavoriteAction.REMOVE_FAIL, favorite)
    if favorite not in world.favorites.get(user.id, set()):
        text = f"{favorite.contact_id[:60]!r} of {favorite.source[:60]!r} is no favorite"
        raise Refused(RefusalCode.NOT_FOUND, text, instead=failure)

    def kept(now: float) -> Iterator[Effect]:
        world.favorites[user.id].discard(favorite)
        yield Publish(user_topic(user.id), _updated(FavoriteAction.REMOVED, favorite))

    yield from store_for(ask, (FavoriteGone(user.id, favorite),), kept, failure)


def present(ask: Asking) -> Iterator[Contact]:
    """Colleagues first, each by name, as in other results."""
    own = ask.world.favorites.get(ask.user.id, set())
    for book in books_of(ask.world, ask.user.id):
        yield from book.those({(one.source, one.contact_id) for one in own})


def _updated(action: FavoriteAction, favorite: Favorite) -> events.FavoriteUpdated:
    return events.FavoriteUpdated(action=action, contact_id=favorite.contact_id, source=favorite.source)
