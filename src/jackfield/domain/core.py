"""The core: facts and commands in, effects out. One task owns it, so it has no locks; the clock is passed in.

    effects = core.feed(fact, now)                 what the PBX said
    effects = core.connect(client, now)            a session begins: the connect sequence (protocol 15.1)
    effects = core.ask(command, client, now)       what a client wants

Nothing is announced that the PBX has not said: a command's success is an event that came from it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from jackfield.domain import (
    adopting,
    announcing,
    connecting,
    days,
    facts,
    fetching,
    lists,
    rights_changes,
    storing,
    syncing,
)
from jackfield.domain.access import Rights, may_ask, rights_of
from jackfield.domain.administration.configuration import Configuration
from jackfield.domain.asking import Asking
from jackfield.domain.callback import (
    callback_births,
    callback_calls,
    callback_care,
    callback_messages,
    callback_search,
    callback_telling,
    callbacks,
)
from jackfield.domain.centre import (
    absence,
    agent_groups,
    agent_lists,
    agent_login,
    agent_queues,
    agents,
    default_memberships,
    keeping,
    listening,
    qualifying,
    queue_dialing,
    queue_figures,
    queue_settings,
    queue_windows,
    queues,
    recording_commands,
    retrieving,
)
from jackfield.domain.directory import Directory
from jackfield.domain.effects import Effect, Publish
from jackfield.domain.entries import Contact
from jackfield.domain.facts import Fact
from jackfield.domain.lasting import Kept
from jackfield.domain.past import customer_calls, history, past_calls, queue_intervals
from jackfield.domain.people import books, contact_sheets, directory_search, favorites, forgetting
from jackfield.domain.phone import (
    attached,
    call_control,
    calls,
    dialing,
    hints,
    phones,
    sound,
    three_way,
    transfers,
    voicemail,
)
from jackfield.domain.results import Refused, Results, Ticket, not_done
from jackfield.domain.room import conference_commands, conferences
from jackfield.domain.shuttle import outbound, queue_steps, realtime, runs, wakeups
from jackfield.domain.shuttle.run import Run
from jackfield.domain.user import devices, personal, service_commands, statuses, switching
from jackfield.domain.world import Settings, World
from jackfield.protocol import commands
from jackfield.protocol.commands import Command
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import DirectoryResult, PhoneEvent
from jackfield.protocol.values import WakeupMode


class Client(msgspec.Struct, frozen=True):
    """Who asks: a session (one browser tab, see protocol `Session`) of a user."""

    session: str
    user_id: int
    numbered: bool = False
    """The session asked for numbered events: it knows our additions to the protocol."""
    number: str = ""
    """The phone number given with the legacy login (`agentNumber`): where its agent logs in by default."""


HANDLERS: Mapping[type[Command], Callable[[Asking, Any], Iterator[Effect]]] = MappingProxyType(
    {
        commands.Dial: dialing.dial,
        commands.Originate: dialing.originate,
        commands.DialByUsername: dialing.dial_by_username,
        commands.DialFromQueue: queue_dialing.dial,
        commands.DialFromMobile: dialing.dial_from_mobile,
        commands.Answer: call_control.answer,
        commands.Hangup: call_control.hangup,
        commands.Hold: call_control.hold,
        commands.DirectTransfer: transfers.direct_transfer,
        commands.AttendedTransfer: transfers.attended_transfer,
        commands.CompleteTransfer: transfers.complete_transfer,
        commands.CancelTransfer: transfers.cancel_transfer,
        commands.SetData: attached.set_data,
        commands.GetCurrentCallsPhoneEvents: call_control.get_current_calls,
        commands.GetConfig: personal.get_config,
        commands.GetIceConfig: personal.get_ice_config,
        commands.DisplayNameLookup: personal.look_up_name,
        commands.DirectoryLookUp: directory_search.look_up,
        commands.SearchDirectory: directory_search.look_up,
        commands.GetFavorites: favorites.get,
        commands.SearchContacts: contact_sheets.search,
        commands.GetFavoriteContacts: contact_sheets.get_favorites,
        commands.AddFavorite: favorites.add,
        commands.RemoveFavorite: favorites.remove,
        commands.SetUserPreference: personal.set_preference,
        commands.PushLogToServer: personal.push_log,
        commands.UnregisterMobileApp: personal.unregister_app,
        commands.Conference: three_way.conference,
        commands.SendDtmf: sound.send_dtmf,
        commands.ToggleMicrophone: sound.toggle_microphone,
        commands.ReportCallQuality: sound.report_quality,
        commands.ConferenceMuteMe: conference_commands.mute_me,
        commands.ConferenceUnmuteMe: conference_commands.unmute_me,
        commands.ConferenceMuteAll: conference_commands.mute_all,
        commands.ConferenceUnmuteAll: conference_commands.unmute_all,
        commands.ConferenceMute: conference_commands.mute,
        commands.ConferenceUnmute: conference_commands.unmute,
        commands.ConferenceKick: conference_commands.kick,
        commands.ConferenceDeafen: conference_commands.deafen,
        commands.ConferenceUndeafen: conference_commands.undeafen,
        commands.ConferenceReset: conference_commands.reset,
        commands.ConferenceClose: conference_commands.close,
        commands.ConferenceInvite: conference_commands.invite,
        commands.IncludeToConference: conference_commands.include,
        commands.InviteConferenceRoom: conference_commands.invite_user,
        commands.Dnd: service_commands.dnd,
        commands.ToggleUniqueAccountDevice: devices.choose,
        commands.NaFwd: service_commands.forward_unanswered,
        commands.UncFwd: service_commands.forward_all,
        commands.BusyFwd: service_commands.forward_busy,
        commands.ChangeUserStatus: statuses.update_status,
        commands.SubscribeToPhoneHints: hints.subscribe,
        commands.UnsubscribeFromAllPhoneHints: hints.unsubscribe_all,
        commands.AgentLogin: agent_login.login,
        commands.AgentLogout: agent_login.logout,
        commands.ToggleAgentLogin: agent_login.toggle,
        commands.PauseAgent: agent_login.pause,
        commands.UnpauseAgent: agent_login.unpause,
        commands.ListenAgent: listening.listen,
        commands.MonitorPause: recording_commands.pause,
        commands.MonitorUnpause: recording_commands.unpause,
        commands.SetAgentQueue: agent_queues.enter,
        commands.RemoveAgentFromQueue: agent_queues.leave,
        commands.SetAgentGroup: agent_groups.set_group,
        commands.SetQueueRecording: queue_settings.record,
        commands.SetQueueDissuasion: queue_settings.dissuade,
        commands.MoveAgentsInGroup: agent_groups.move,
        commands.AddAgentsInGroup: agent_groups.add,
        commands.RemoveAgentGroupFromQueueGroup: agent_groups.remove,
        commands.AddAgentsNotInQueueFromGroupTo: agent_groups.add_others,
        commands.GetUserDefaultMembership: default_memberships.get,
        commands.SetUserDefaultMembership: default_memberships.set_one,
        commands.SetUsersDefaultMembership: default_memberships.set_many,
        commands.ApplyUsersDefaultMembership: default_memberships.apply,
        commands.GetAgentStates: agent_lists.get_states,
        commands.SubscribeToAgentEvents: agent_lists.subscribe,
        commands.GetAgentDirectory: agent_lists.get_directory,
        commands.GetList: lists.get_list,
        commands.GetUserCallHistory: past_calls.of_user,
        commands.GetUserCallHistoryByDays: past_calls.of_user_by_days,
        commands.GetAgentCallHistory: past_calls.of_agent,
        commands.GetQueueCallHistory: past_calls.of_queues,
        commands.FindCustomerCallHistory: customer_calls.find,
        commands.GetQualifications: qualifying.get,
        commands.QualifyCall: qualifying.qualify,
        commands.SubscribeToAgentStats: agent_lists.follow_figures,
        commands.AskQueueStatistics: queue_windows.get,
        commands.GetQueueIntervals: queue_intervals.get,
        commands.SubscribeToQueueStats: queues.follow_figures,
        commands.SubscribeToRealtimeCTI: realtime.follow,
        commands.SubscribeToQueueCalls: queues.follow_calls,
        commands.UnSubscribeToQueueCalls: queues.unfollow_calls,
        commands.RetrieveQueueCall: retrieving.retrieve,
        commands.GetCallbackLists: callbacks.get_lists,
        commands.GetCallbackPreferredPeriods: callbacks.get_periods,
        commands.TakeCallback: callbacks.take,
        commands.ReleaseCallback: callbacks.release,
        commands.StartCallback: callback_calls.start,
        commands.UpdateCallbackTicket: callback_calls.update,
        commands.FindCallbackRequest: callback_search.find,
        commands.ListenCallbackMessage: callback_messages.listen,
    }
)
"""Which function answers which command; a command without one is answered `not_supported`."""

OF_LINES: Mapping[type, Callable[[World, Any, float], Iterator[Effect]]] = MappingProxyType(
    {
        facts.HintChanged: phones.hint_changed,
        facts.DeviceChanged: phones.device_changed,
        facts.ContactChanged: phones.contact_changed,
        facts.MemberSeen: agent_queues.member_seen,
        facts.MemberGone: agent_queues.member_gone,
        facts.QueueCompleted: agents.queue_completed,
        facts.MailboxCounted: voicemail.mailbox_counted,
        facts.MailboxesListed: voicemail.mailboxes_listed,
        facts.LinkChanged: syncing.link_changed,
        facts.Looked: syncing.looked,
        facts.JournalRead: syncing.journal_read,
        facts.Stored: storing.stored,
        facts.Fetched: fetching.fetched,
        facts.SilenceListed: sound.listed,
        facts.BrowserGone: sound.browser_gone,
        facts.SpyBegan: listening.began,
        facts.SpyEnded: listening.ended,
        **conferences.FACTS,
        **books.FACTS,
        facts.ServiceSeen: switching.service_seen,
        facts.CallbackWanted: callback_births.wanted,
        facts.CallbacksImported: callback_births.imported,
        facts.CallbackKept: callback_care.kept,
        facts.NumberForgotten: forgetting.forgotten,
        facts.CallbacksForgotten: forgetting.too_old,
        facts.ServicesRead: switching.services_read,
    }
)
"""Which function takes which fact that is not about a call."""


OF_QUEUES: Mapping[type, Callable[[World, Any, float], Iterator[Effect]]] = MappingProxyType(
    {
        facts.QueueJoined: queues.joined,
        facts.QueueWaits: queues.listed,
        facts.QueueListed: queues.hold_time_listed,
        facts.QueueLeft: queues.left,
        facts.QueueAnswered: queues.answered,
        facts.QueueAbandoned: queues.abandoned,
        facts.QueueResult: queues.sent_away,
        facts.QueueCompleted: queues.completed,
        facts.MemberSeen: queues.member_changed,
        facts.MemberGone: queues.member_changed,
        facts.ChannelGone: queues.caller_gone,
        facts.QueueSettingSeen: queue_settings.seen,
        facts.ServicesRead: queue_settings.read,
    }
)
"""Which function takes which fact for the queues, whoever else takes it."""


SWEEPING = frozenset({facts.LinkChanged, facts.Looked})
"""Facts after which legs may have come or gone without a fact of their own."""


class Core:
    """All state of one PBX, and the only way to change it."""

    def __init__(
        self, directory: Directory, *, epoch: str, settings: Settings | None = None, kept: Kept | None = None
    ) -> None:
        self.world = World(directory, settings or Settings(), epoch, kept)
        self.results = Results()

    def feed(self, fact: Fact, now: float) -> list[Effect]:
        """Take a fact; what follows from it, in order."""
        kind = type(fact)
        of_call = calls.FACTS.get(kind)
        if of_call is not None:
            effects: list[Effect] = []
            if type(fact) is facts.Transferred:
                history.before_transfer(self.world, fact, now)
            if type(fact) is facts.ChannelGone and self.world.rooms:
                effects += conferences.channel_gone(self.world, fact.uniqueid, now)
            touched = of_call(self.world, fact, now)
            if touched:
                effects += phones.tell(self.world, touched, now)
            effects += history.after(self.world, fact, touched, now)
            if self.world.wakes or self.world.server_holds or self.world.journal or self.world.muted_recordings:
                effects += syncing.after_calls(self.world)
            if self.world.holds_due:
                effects += call_control.due_holds(self.world, now)
            if (self.world.thinned or self.world.rejoining) and self.world.link is facts.PbxLink.UP:
                effects += three_way.settle(self.world, now)
        elif kind in OF_LINES:
            effects = list(OF_LINES[kind](self.world, fact, now))
        else:
            effects = []
        if kind in history.FACTS:
            history.FACTS[kind](self.world, fact, now)
        elif kind in SWEEPING:
            effects += history.swept(self.world, now)
            queue_steps.swept(self.world)
        if kind in OF_QUEUES:
            effects += OF_QUEUES[kind](self.world, fact, now)
        if kind in queue_steps.FACTS:
            effects += queue_steps.FACTS[kind](self.world, fact, now)
        if kind in qualifying.FACTS:
            effects += qualifying.FACTS[kind](self.world, fact, now)
        if isinstance(fact, facts.RequestDone):
            effects += self._answered(fact, now)
        elif isinstance(fact, facts.OriginateEnded):
            effects += self._originated(fact)
        elif kind is facts.TimeReached:
            effects += self._time_reached(now)
        if self.world.touched_lines:
            effects += agents.tell_touched(self.world, now)
        if isinstance(fact, facts.ChannelGone) and self.world.centre.listened:
            effects += listening.spy_gone(self.world, fact, now)
        effects += outbound.follow(self.world, effects, now)
        effects += keeping.plan(self.world, now)
        effects += runs.plan(self.world, now)
        effects = self._settle(effects)
        if self.world.under_way.data_due:
            effects += attached.due(self.world, self.results)
        if self.world.under_way.meetings:
            effects += three_way.due(self.world, self.results)
        if self.world.under_way.transfers:
            effects += transfers.under_way(self.world, self.results, now)
        return effects

    def _settle(self, effects: list[Effect]) -> list[Effect]:
        """Commands that waited for one of these events are done."""
        if not self.results.by_leg:
            return effects
        settled: list[Effect] = []
        for effect in effects:
            settled.append(effect)
            if type(effect) is Publish and type(effect.event) is PhoneEvent:
                settled += self.results.heard(effect.event)
        return settled

    def _answered(self, fact: facts.RequestDone, now: float) -> Iterator[Effect]:
        """What follows from an answer; then its command has its result, unless the PBX is asked again."""
        then = self.world.asked.pop(fact.tag, None)
        if then is not None:
            yield from then(fact, now)
            if fact.tag in self.world.asked and not fact.unknown:
                return
        if fact.ok:
            yield from self.results.accepted(fact.tag)
        else:
            self.world.orders.pop(fact.tag, None)
            yield from self.results.broken(fact.tag, not_done(fact))

    def _originated(self, fact: facts.OriginateEnded) -> Iterator[Effect]:
        if not fact.ok:
            # Reason does not tell busy from unregistered (0 for both, Asterisk 22); 3 is no answer
            text = "Your phone did not answer" if fact.reason == 3 else "Your phone could not be reached"
            yield from self.results.failed(fact.channel_id, text)

    def _time_reached(self, now: float) -> list[Effect]:
        effects = list(syncing.time_reached(self.world, now))
        effects += call_control.due_resumptions(self.world, now)
        effects += self.results.overdue(now)
        effects += agents.wrap_ups_over(self.world, now)
        effects += absence.time_reached(self.world, self.results, now)
        effects += queues.settle(self.world, now)
        effects += days.time_reached(self.world, now)
        effects += queue_figures.due(self.world, now)
        effects += keeping.time_reached(self.world, now)
        effects += queue_steps.overdue(self.world, now)
        effects += runs.time_reached(self.world, now)
        effects += callback_telling.time_reached(self.world, now)
        return effects

    def connect(self, client: Client, now: float) -> list[Effect]:
        """A session begins. A user unknown by now gets nothing: the door has let nobody in."""
        user = self.world.directory.user(client.user_id)
        if user is None:
            return []
        rights = self.rights(user.id)
        return list(connecting.sequence(self.world, client.session, user, rights, now, client.numbered))

    def rights(self, user_id: int) -> Rights:
        """What a user may do and see at present.

        Raises:
            KeyError: there is no such user (any more).
        """
        user = self.world.directory.user(user_id)
        if user is None:
            raise KeyError(user_id)
        return rights_of(user, self.world.settings.no_profile)

    def ask(self, command: Command, client: Client, now: float) -> list[Effect]:
        """Take a command. Refusals are effects too; a repeated requestId is answered, not executed again."""
        ticket = Ticket(client.session, command.requestId)
        known = self.results.repeated(ticket, now)
        if known is not None:
            return [] if known.result is None else list(self.results.repeat(ticket, known.result))
        try:
            effects = list(self._handle(command, client, ticket, now))
            effects += agents.tell_touched(self.world, now)
            effects += keeping.plan(self.world, now)
            return self._settle(effects)
        except Refused as refusal:
            return list(self.results.refuse(ticket, refusal))

    def _handle(self, command: Command, client: Client, ticket: Ticket, now: float) -> Iterator[Effect]:
        name = command.__struct_config__.tag
        user = self.world.directory.user(client.user_id)
        if user is None or not may_ask(self.rights(user.id), command):
            raise Refused(RefusalCode.NOT_ALLOWED, f"Your profile does not allow {name}")
        handler = HANDLERS.get(type(command))
        if handler is None:
            raise Refused(RefusalCode.NOT_SUPPORTED, f"{name} is not supported by this server")
        yield from handler(Asking(self.world, self.results, user, ticket, now, client.number), command)

    def wake_up(self, url: str, peer: str, mode: WakeupMode) -> tuple[int, Publish]:
        """An integration wants a page opened for an agent: the user meant, and what tells it to his pages.

        Raises:
            Refused: see `wakeups.wake_up`.
        """
        return wakeups.wake_up(self.world, url, peer, mode)

    def add_realtime(self, given: Mapping[str, Any], tag: str, now: float) -> list[Effect]:
        """An integration says which record of its own belongs to a call; `AnswerProgram` with `tag` answers it.

        Raises:
            Refused: see `realtime.row_of`.
        """
        return list(realtime.add(self.world, given, tag, now))

    def add_run(self, run: Run, now: float) -> list[Effect]:
        """A plug-in has done something."""
        runs.add(self.world, run)
        return list(runs.plan(self.world, now))

    def closing(self, now: float) -> list[Effect]:
        """The server is about to stop: what is not kept yet is to be kept now."""
        return [*keeping.keep(self.world, now), *runs.keep(self.world)]

    def presence(self, user_id: int, present: bool, now: float) -> list[Effect]:
        """A user has a page open again, or none any more: the settings may log his agent out after a while."""
        return list(absence.presence(self.world, user_id, present, now))

    def forget(self, session: str) -> None:
        """A session is over for good."""
        self.results.forget(session)
        self.world.following_defaults.discard(session)

    def adopt(self, directory: Directory, now: float, contacts: Iterable[Contact] | None = None) -> list[Effect]:
        """The directory has changed: users, lines, rights; contacts too if given. Other rights hold at once."""
        before = self.world.directory
        self.world.adopt(directory, contacts)
        effects = [*rights_changes.adopted(self.world, before), *phones.all_phones(self.world, now)]
        effects += adopting.adopted(self.world, before, now)
        return effects + list(announcing.announced(self.world, before, now))

    def configure(self, configuration: Configuration, now: float) -> list[Effect]:
        """Administrators have changed something: all of it holds from now on, and whoever follows it is told."""
        effects = self.adopt(configuration.directory, now, configuration.contacts)
        callbacks = self.world.callbacks
        known = tuple(callbacks.lists.values()), tuple(callbacks.periods.values())
        if (configuration.lists, configuration.periods) == known:
            return effects
        callbacks.configure(configuration.lists, configuration.periods)
        return effects + list(callback_telling.lists_changed(self.world, now))

    def show(self, user_id: int, contacts: Iterable[Contact], now: float) -> DirectoryResult:
        """Contacts as a user's clients would be told of them. Raises KeyError for an unknown user."""
        user = self.world.directory.user(user_id)
        if user is None:
            raise KeyError(user_id)
        ask = Asking(self.world, self.results, user, Ticket(""), now)
        entries = directory_search.entries(ask, contacts)
        return DirectoryResult(entries=entries, headers=directory_search.headers(self.world))

    def snapshot(self) -> dict[str, dict[str, Any]]:
        """Calls and phones as told to users, for tests and for looking on: number -> status code and events by leg."""
        return {
            number: {
                "status": phone.said,
                "calls": {leg.shown_uniqueid: leg.said for leg in phone.legs.values() if leg.said is not None},
            }
            for number, phone in self.world.phones.items()
        }
