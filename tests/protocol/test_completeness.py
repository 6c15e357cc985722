"""Nothing of the documented wire is missing: the lists here are written from the documents, not from the code."""

import json
from pathlib import Path

import pytest

from jackfield.protocol import commands, events
from jackfield.protocol.commands import COMMANDS, KNOWN_BY_NAME, Command, Ping
from jackfield.protocol.decode import decode_frame
from jackfield.protocol.describe import describe, structs
from jackfield.protocol.events import EVENTS, Event

FIXTURES = Path(__file__).parent / "fixtures"

REQUIRED_COMMANDS = """
    dial dialFromMobile dialByUsername dialFromQueue originate hangup answer hold directTransfer attendedTransfer
    completeTransfer cancelTransfer conference setData getCurrentCallsPhoneEvents dnd naFwd uncFwd busyFwd
    subscribeToPhoneHints unsubscribeFromAllPhoneHints
    agentLogin agentLogout toggleAgentLogin pauseAgent unpauseAgent listenAgent monitorPause monitorUnpause
    setAgentQueue removeAgentFromQueue subscribeToAgentStats getAgentDirectory getList
    subscribeToQueueStats subscribeToQueueCalls unSubscribeToQueueCalls getUserCallHistory getUserCallHistoryByDays
    getAgentCallHistory getQueueCallHistory directoryLookUp searchDirectory getFavorites addFavorite removeFavorite
    userStatusUpdate
    getCallbackLists takeCallback releaseCallback startCallback updateCallbackTicket listenCallbackMessage
    getUserDefaultMembership setUserDefaultMembership setUsersDefaultMembership applyUsersDefaultMembership
""".split()

FIRST_BEYOND_COMMANDS = """
    getConfig getAgentStates subscribeToAgentEvents findCallbackRequest getCallbackPreferredPeriods sendDtmf
    setAgentGroup moveAgentsInGroup addAgentsInGroup removeAgentGroupFromQueueGroup addAgentsNotInQueueFromGroupTo
    getQueueStatistics retrieveQueueCall getIceConfig findCustomerCallHistory searchContacts getFavoriteContacts
""".split()

OTHER_BEYOND_COMMANDS = """
    flashTextBrowserRequest videoEvent subscribeToVideoStatus
    unsubscribeFromAllVideoStatus inviteToMeetingRoom meetingRoomInviteAck meetingRoomInviteAccept
    meetingRoomInviteReject
""".split()

CONFERENCE_COMMANDS = """
    conferenceMuteMe conferenceUnmuteMe conferenceMuteAll conferenceUnmuteAll conferenceMute conferenceUnmute
    conferenceKick conferenceDeafen conferenceUndeafen conferenceReset conferenceClose conferenceInvite
    includeToConference inviteConferenceRoom toggleMicrophone displayNameLookup setUserPreference
    pushLogToServer unregisterMobileApp toggleUniqueAccountDevice
""".split()

REQUIRED_EVENTS = """
    Error LoggedOn Sheet RightProfile UsersStatuses UserStatusUpdate UserConfigUpdate DirectoryResult Favorites
    ContactSheet FavoriteContactSheet
    FavoriteUpdated VoiceMailStatusUpdate PhoneStatusUpdate PhoneEvent CurrentCallsPhoneEvents PhoneHintStatusEvent
    QueueStatistics QueueConfig QueueList QueueMember QueueMemberList QueueCalls
    AgentConfig AgentList AgentGroupList AgentDirectory AgentError AgentListen AgentStateEvent AgentStatistics
    CallHistory ConferenceList ConferenceEvent
    CallbackLists CallbackTaken CallbackReleased CallbackStarted CallbackClotured CallbackRequestUpdated
    UserQueueDefaultMembership
""".split()

BEYOND_EVENTS = """
    CallHistoryByDays ConferenceParticipantEvent ConferenceCommandError LineConfig IceConfig WebRTCCmd
    FindCallbackResponseWithId PreferredCallbackPeriodList UsersQueueDefaultMembership
    UserDisplayName UserPreference GetQueueStatistics CustomerCallHistoryResponseWithId
""".split()

OUR_COMMANDS = """
    reportCallQuality getQualifications qualifyCall subscribeToRealtimeCTI getQueueIntervals setQueueRecording
    setQueueDissuasion
""".split()

OUR_EVENTS = """
    CommandResult Session Reset PbxStatus wakeup RealtimeCTI RealtimeCTIList Qualifications CallQualification
    QueueIntervals
""".split()

ALL_STRUCTS = tuple(structs([*COMMANDS.values(), *EVENTS.values()]).values())


def test_the_lists_of_this_test_have_the_documented_sizes() -> None:
    assert len(set(REQUIRED_COMMANDS)) + len(["ping"]) == 58
    beyond = {*FIRST_BEYOND_COMMANDS, *CONFERENCE_COMMANDS, *OTHER_BEYOND_COMMANDS}
    assert len(beyond) == 45


def test_every_documented_command_has_a_type() -> None:
    documented = {*REQUIRED_COMMANDS, *FIRST_BEYOND_COMMANDS, *CONFERENCE_COMMANDS}
    assert set(COMMANDS) == documented | set(OUR_COMMANDS)
    assert decode_frame('{"claz":"ping"}') == Ping()


def test_the_other_commands_are_known_by_name() -> None:
    assert set(OTHER_BEYOND_COMMANDS) == KNOWN_BY_NAME
    assert not KNOWN_BY_NAME & COMMANDS.keys()


def test_every_documented_event_has_a_type() -> None:
    assert set(EVENTS) == set(REQUIRED_EVENTS) | set(BEYOND_EVENTS) | set(OUR_EVENTS)


def test_every_type_is_registered() -> None:
    assert {kind for kind in vars(commands).values() if _is(kind, Command)} == set(COMMANDS.values())
    listed = {kind for kind in vars(events).values() if _is(kind, Event)}
    assert listed - {events.ListEvent} == set(EVENTS.values())


def test_no_two_types_of_commands_and_events_share_a_name() -> None:
    command_structs, event_structs = structs(COMMANDS.values()), structs(EVENTS.values())
    shared = command_structs.keys() & event_structs.keys()
    assert all(command_structs[name] is event_structs[name] for name in shared)


def test_class_names_follow_the_wire() -> None:
    odd = {name: kind.__name__ for name, kind in COMMANDS.items() if kind.__name__ != name[0].upper() + name[1:]}
    # UserStatusUpdate and GetQueueStatistics are events
    assert odd == {"userStatusUpdate": "ChangeUserStatus", "getQueueStatistics": "AskQueueStatistics"}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_says_what_it_does_and_where_that_is_written(name: str) -> None:
    description = describe(COMMANDS[name])
    assert description.summary
    assert description.parts["Source"].startswith("protocol ")


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_an_event_says_what_it_means_when_it_comes_and_where_that_is_written(name: str) -> None:
    description = describe(EVENTS[name])
    assert description.summary
    assert description.parts["When"]
    assert description.parts["Source"]


@pytest.mark.parametrize("kind", ALL_STRUCTS, ids=lambda kind: kind.__name__)
def test_exactly_the_keys_of_a_type_are_explained(kind: type) -> None:
    assert set(describe(kind).keys) == set(kind.__struct_fields__)


def test_every_command_and_event_has_a_fixture() -> None:
    assert {frame["command"] for frame in _frames("commands.jsonl")} == set(COMMANDS)
    assert {frame["msgType"] for frame in _frames("events.jsonl")} == set(EVENTS)


def _frames(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (FIXTURES / name).read_text(encoding="utf-8").splitlines()]


def _is(kind: object, base: type) -> bool:
    return isinstance(kind, type) and issubclass(kind, base) and kind is not base
