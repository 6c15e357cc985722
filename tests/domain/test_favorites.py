"""Favorites: told when they are kept, to all sockets of the user, and shown in every result."""

from jackfield.domain import facts
from jackfield.domain.core import Core
from jackfield.domain.effects import Effect, Store, Subscribe, hint_topic
from jackfield.domain.entries import Contact
from jackfield.domain.lasting import Favorite, FavoriteGone, FavoriteSet, Kept
from jackfield.domain.people.favorites import MOST
from jackfield.protocol import commands, events
from tests.support.office import ALICE, BRUNO, Office, published, replies

ZOE = Contact(source="contacts", id="7", first_name="Zoë", last_name="Brunel", number="0199000001")


def office() -> Office:
    made = Office()
    made.core.adopt(made.core.world.directory, made.now, [ZOE])
    return made


def store(effects: list[Effect]) -> Store:
    (found,) = [effect for effect in effects if isinstance(effect, Store)]
    return found


def updated(action: str, contact_id: str = "7", source: str = "contacts") -> events.FavoriteUpdated:
    return events.FavoriteUpdated(action=action, contact_id=contact_id, source=source)  # type: ignore[arg-type]


def add(desk: Office, contact_id: str = "7", source: str = "contacts") -> list[Effect]:
    asked = store(desk.ask(ALICE, commands.AddFavorite(contactId=contact_id, source=source)))
    return desk.feed(facts.Stored(asked.tag, ok=True))


def listed(desk: Office, user: int = ALICE) -> list[tuple[str, bool]]:
    found, *_ = replies(desk.ask(user, commands.GetFavorites()))
    assert isinstance(found, events.Favorites)
    assert found.headers[-1] == "Favorite"
    assert all(entry.entry[-1] == ("true" if entry.favorite else "false") for entry in found.entries)
    return [(entry.contact_id, entry.favorite) for entry in found.entries]


def test_a_favorite_is_told_when_it_is_kept() -> None:
    desk = office()
    effects = desk.ask(ALICE, commands.AddFavorite(contactId="7", source="contacts", requestId="1"))
    assert replies(effects) == published(effects, ALICE) == []
    assert store(effects).changes == (FavoriteSet(ALICE, Favorite("contacts", "7")),)
    assert listed(desk) == []
    told = desk.feed(facts.Stored(store(effects).tag, ok=True))
    assert published(told, ALICE) == [updated("Added")]
    (done,) = replies(told)
    assert isinstance(done, events.CommandResult)
    assert done.status == "done"
    assert (listed(desk), listed(desk, BRUNO)) == ([("7", True)], [])


def test_what_is_found_says_whether_it_is_a_favorite_of_the_asker() -> None:
    desk = office()
    add(desk)
    for user, favorite in ((ALICE, True), (BRUNO, False)):
        (found,) = replies(desk.ask(user, commands.DirectoryLookUp(term="zoe")))
        assert isinstance(found, events.DirectoryResult)
        assert found.entries[0].favorite is favorite
        assert found.entries[0].entry[-1] == str(favorite).lower()


def test_what_cannot_be_kept_is_told_to_the_asker_alone() -> None:
    desk = office()
    asked = store(desk.ask(ALICE, commands.AddFavorite(contactId="7", source="contacts", requestId="1")))
    told = desk.feed(facts.Stored(asked.tag, ok=False, message="The disk is full"))
    failed, result = replies(told)
    assert (failed, published(told, ALICE)) == (updated("AddFail"), [])
    assert isinstance(result, events.CommandResult)
    assert (result.status, result.code) == ("refused", "not_stored")
    assert listed(desk) == []


def test_a_contact_that_is_not_there_cannot_become_one() -> None:
    desk = office()
    for contact_id, source in (("99", "contacts"), ("7", "internal"), ("x" * 9999, "nowhere"), ("\0", "contacts")):
        failed, result = replies(
            desk.ask(
                ALICE, commands.AddFavorite(contactId=contact_id, source=source, requestId=contact_id[:9] + source)
            )
        )
        assert failed == updated("AddFail", contact_id, source)
        assert isinstance(result, events.CommandResult)
        assert result.code == "not_found"


def test_twice_is_once() -> None:
    desk = office()
    add(desk)
    assert published(add(desk), ALICE) == [updated("Added")]
    assert listed(desk) == [("7", True)]


def test_removed() -> None:
    desk = office()
    add(desk)
    asked = store(desk.ask(ALICE, commands.RemoveFavorite(contactId="7", source="contacts")))
    assert asked.changes == (FavoriteGone(ALICE, Favorite("contacts", "7")),)
    assert published(desk.feed(facts.Stored(asked.tag, ok=True)), ALICE) == [updated("Removed")]
    assert listed(desk) == []
    assert replies(desk.ask(ALICE, commands.RemoveFavorite(contactId="7", source="contacts"))) == [
        updated("RemoveFail")
    ]


def test_a_contact_that_is_gone_is_not_listed_and_can_be_removed() -> None:
    desk = office()
    add(desk)
    desk.core.adopt(desk.core.world.directory, desk.now, [])
    assert listed(desk) == []
    assert store(desk.ask(ALICE, commands.RemoveFavorite(contactId="7", source="contacts"))).changes


def test_favorites_are_listed_by_name_and_followed() -> None:
    desk = office()
    add(desk)
    add(desk, str(BRUNO), "internal")
    assert listed(desk) == [(str(BRUNO), True), ("7", True)]
    assert Subscribe(f"s{ALICE}", hint_topic("1002"), "1002") in desk.effects


def test_they_are_there_after_a_start() -> None:
    desk = office()
    kept = Kept(contacts=(ZOE,), favorites={ALICE: frozenset({Favorite("contacts", "7")})})
    desk.core = Core(desk.core.world.directory, epoch="again", kept=kept)
    assert listed(desk) == [("7", True)]


def test_they_are_not_endless() -> None:
    desk = office()
    desk.core.world.favorites[ALICE] = {Favorite("contacts", f"x{n}") for n in range(MOST)}
    assert replies(desk.ask(ALICE, commands.AddFavorite(contactId="7", source="contacts"))) == [updated("AddFail")]
