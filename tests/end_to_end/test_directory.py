"""Looking people up in the demo, through the real server: favorites and usual queues are there after a new start."""

from pathlib import Path

from jackfield.app import running
from tests.end_to_end.conftest import Connect, demo_config
from tests.support.client import Cti, until_ready


async def test_colleagues_and_the_thirty_contacts_are_found(connect: Connect) -> None:
    alice = await connect("alice")
    assert (await alice.ask("directoryLookUp", term="KOVACEVIC"))["status"] == "done"
    (ines,) = (await alice.expect("DirectoryResult"))["entries"]
    assert ines["entry"][:2] == ["Ines", "Kovačević"]
    assert (ines["source"], ines["status"], ines["favorite"]) == ("contacts", -2, False)
    assert (await alice.ask("searchDirectory", pattern=ines["entry"][2].replace("0", "+33", 1)))["status"] == "done"
    await alice.expect("DirectoryResult", entries=[ines])
    assert (await alice.ask("directoryLookUp", term="bruno"))["status"] == "done"
    assert (await alice.ask("directoryLookUp", term=""))["status"] == "done"
    await alice.expect("DirectoryResult", entries=[])


async def test_favorites_and_usual_queues_are_there_after_a_new_start(tmp_path: Path) -> None:
    config = demo_config(tmp_path / "data")
    usual = [{"queueId": 2, "penalty": 7}]
    async with running(config) as first:
        url = f"http://127.0.0.1:{first.port}"
        await until_ready(url)
        async with await Cti.connect(url, "alice") as alice, await Cti.connect(url, "alice") as other:
            await alice.logged_on()
            await other.logged_on()
            assert (await alice.ask("addFavorite", contactId="2", source="internal"))["status"] == "done"
            assert (await alice.ask("addFavorite", contactId="30", source="contacts"))["status"] == "done"
            await other.expect("FavoriteUpdated", action="Added", contact_id="30", source="contacts")
            assert (await alice.ask("setUserDefaultMembership", userId=1, membership=usual))["status"] == "done"
    async with running(config) as again:
        url = f"http://127.0.0.1:{again.port}"
        await until_ready(url)
        async with await Cti.connect(url, "alice") as alice:
            assert (await alice.ask("getFavorites"))["status"] == "done"
            bruno, zoe = (await alice.expect("Favorites"))["entries"]
            assert (bruno["contact_id"], bruno["source"], bruno["entry"][-1]) == ("2", "internal", "true")
            assert (zoe["contact_id"], zoe["entry"][0]) == ("30", "Zoë")
            assert (await alice.ask("getUserDefaultMembership", userId=1))["status"] == "done"
            await alice.expect("UserQueueDefaultMembership", userId=1, membership=usual)
