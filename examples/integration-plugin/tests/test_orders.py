"""A plug-in is tested without a server: a `Notebook` writes down what it asks for. `pytest` runs this."""

import asyncio

from jackfield_orders import Orders, Settings

from jackfield.integration import Notebook, Up, WakeupMode

UP = Up(uniqueid="1.1", queue="sales", agentname="Alice", peer="PJSIP/1001", variables={"ordernumber": "A/4711"})
PAGE = "https://crm.example/orders/A%2F4711"


def told(desk: Notebook, event: Up = UP) -> Notebook:
    asyncio.run(Orders(Settings(site="https://crm.example"), desk).handle(event))
    return desk


def test_the_page_of_the_order_opens() -> None:
    desk = told(Notebook())
    assert desk.pages == [(PAGE, "PJSIP/1001", WakeupMode.NEW_TAB)]
    assert [(row["reference"], row["url"]) for row in desk.rows] == [("A/4711", PAGE)]


def test_an_agent_who_has_no_page_open_is_noted() -> None:
    assert told(Notebook(closed=frozenset({"PJSIP/1001"}))).notes[0].startswith("Alice was shown nothing")


def test_a_call_without_an_order_is_left_alone() -> None:
    desk = told(Notebook(), Up(uniqueid="1.2", peer="PJSIP/1001"))
    assert (desk.pages, desk.rows) == ([], [])
