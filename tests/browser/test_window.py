"""The fixtures themselves: what a window's console says is a failure, and axe runs under our content policy."""

from jackfield.app import Running
from tests.browser.conftest import OpenWindow


async def test_errors_on_the_console_are_kept(open_window: OpenWindow) -> None:
    window = await open_window("about:blank")
    await window.page.evaluate("setTimeout(() => { console.error('one'); throw new Error('two') })")
    await window.page.wait_for_timeout(200)
    assert [text.split(": ", 1)[1] for text in window.wrong()] == ["one", "two"]
    window.errors.clear()


async def test_axe_sees_what_is_wrong(demo: Running, open_window: OpenWindow) -> None:
    window = await open_window(f"http://127.0.0.1:{demo.port}/healthz")
    await window.page.evaluate("document.body.replaceChildren(document.createElement('img'))")
    assert any("image-alt" in text for text in await window.accessible())
