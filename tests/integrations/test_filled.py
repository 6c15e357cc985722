"""Templates of plug-ins, filled in with what callers may have chosen themselves."""

from jackfield.integration import Abandon, filled

EVENT = Abandon(
    uniqueid="1700000000.7", callername="{ordernumber} Zoë & Co", variables={"ordernumber": "A/1", "way": ".."}
)


def test_names_of_fields_and_variables_are_filled_in_and_others_stay() -> None:
    assert filled("{event} of {ordernumber}: {nobody} {", EVENT) == "abandon of A/1: {nobody} {"


def test_what_a_caller_is_called_names_nothing_to_be_filled_in() -> None:
    assert filled("{callername}", EVENT) == "{ordernumber} Zoë & Co"


def test_no_value_leaves_its_place_in_an_address() -> None:
    address = filled("https://crm.example/{way}/{ordernumber}?name={callername}", EVENT, address=True)
    assert address == "https://crm.example//A%2F1?name=%7Bordernumber%7D%20Zo%C3%AB%20%26%20Co"
