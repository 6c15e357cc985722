// The agent page: how a program for agents and supervisors uses cti.js, callback.js and membership.js. Handlers for the
// events, methods for the buttons; only the library is used, loaded by script tags, and the elements only draw.

import { html } from 'lit';

import '../../elements/frame';
import { toast } from '../../elements/toasts';
import { Answers } from '../sample/answers';
import type { Want } from '../sample/calls-view';
import { openEntrance, tellRefusal } from '../sample/entrance';
import type { CurrentCallsPhoneEvents, PhoneEvent, UserConfig, UserStatus } from '../sample/library';
import { OwnPhone } from '../sample/own-phone';
import '../sample/shell';
import { words as sharedWords } from '../sample/words';
import { AGENT_METHODS } from './agent-methods';
import {
  type AgentEntry,
  type AgentState,
  type CallbackList,
  type CallbackRequest,
  EMPTY,
  type Floor,
  type QueueCalls,
  type QueueEntry,
  type QueueStatistics,
  withAgent,
  withAgents,
  withCalls,
  withLists,
  withoutCalls,
  withoutRequest,
  withOwner,
  withQueue,
  withQueues,
  withRequest,
  withState,
  withStatistics,
} from './floor';
import './floor-views';
import type { AgentWish, CallbackWish, CallsWish } from './floor-views';
import { words } from './words';

/** The agent page: how a program for agents and supervisors uses cti.js, callback.js and membership.js. */
const shell = document.querySelector('sample-shell')!;

/** What the page shows. Everything in it was told by the server. */
let floor: Floor = EMPTY;
let agentId: number | null = null;
let listened = false;
const answers = new Answers(draw);

const phone = new OwnPhone(draw, () => sharedWords().agentsTitle);

openEntrance(shell, setHandlers, () => {
  phone.forget();
  answers.forget();
  floor = EMPTY;
  agentId = null;
  listened = false;
});

/** ------------------------------------------------------------------------------------ what the server tells */

function setHandlers(): void {
  Cti.setHandler(Cti.MessageType.USERSTATUSES, usersStatusesHandler);
  Cti.setHandler(Cti.MessageType.USERSTATUSUPDATE, userStatusHandler);
  Cti.setHandler(Cti.MessageType.USERCONFIGUPDATE, userConfigHandler);
  Cti.setHandler(Cti.MessageType.PHONESTATUSUPDATE, phoneStatusHandler);
  Cti.setHandler(Cti.MessageType.PHONEEVENT, phoneEventHandler);
  Cti.setHandler(Cti.MessageType.CURRENTCALLSPHONEEVENTS, currentCallsHandler);
  Cti.setHandler(Cti.MessageType.AGENTSTATEEVENT, agentStateEventHandler);
  Cti.setHandler(Cti.MessageType.AGENTERROR, agentErrorHandler);
  Cti.setHandler(Cti.MessageType.AGENTLISTEN, agentListenHandler);
  Cti.setHandler(Cti.MessageType.AGENTLIST, agentListHandler);
  Cti.setHandler(Cti.MessageType.AGENTCONFIG, agentConfigHandler);
  Cti.setHandler(Cti.MessageType.QUEUELIST, queueListHandler);
  Cti.setHandler(Cti.MessageType.QUEUECONFIG, queueConfigHandler);
  Cti.setHandler(Cti.MessageType.QUEUESTATISTICS, queueStatisticsHandler);
  Cti.setHandler(Cti.MessageType.LOGGEDON, loggedOnHandler);
  Cti.setHandler(Cti.MessageType.QUEUECALLS, queueCallsHandler);
  Cti.setHandler(Cti.MessageType.AGENTDIRECTORY, answers.handler('AgentDirectory'));
  Cti.setHandler(Cti.MessageType.AGENTGROUPLIST, answers.handler('AgentGroupList'));
  Cti.setHandler(Cti.MessageType.AGENTSTATISTICS, answers.handler('AgentStatistics'));
  Cti.setHandler(Cti.MessageType.QUEUEMEMBER, answers.handler('QueueMember'));
  Cti.setHandler(Cti.MessageType.QUEUEMEMBERLIST, answers.handler('QueueMemberList'));
  Cti.setHandler(Cti.MessageType.CALLHISTORY, answers.handler('CallHistory'));
  Cti.setHandler(Cti.MessageType.RIGHTPROFILE, answers.handler('RightProfile'));
  Cti.setHandler('CallbackStarted', answers.handler('CallbackStarted'));
  Cti.setHandler('UserQueueDefaultMembership', answers.handler('UserQueueDefaultMembership'));
  Cti.setHandler('CallbackLists', callbackListsHandler);
  Cti.setHandler('CallbackTaken', callbackTakenHandler);
  Cti.setHandler('CallbackReleased', callbackReleasedHandler);
  Cti.setHandler('CallbackClotured', callbackCloturedHandler);
  Cti.setHandler('CallbackRequestUpdated', callbackRequestUpdatedHandler);
}

/** What the page lives on: the lists, and to be told of every change. */
function loggedOnHandler(): void {
  Cti.getCurrentCallsPhoneEvents();
  Cti.getList('queue');
  Cti.getList('agent');
  Cti.getList('queuemember');
  Cti.getAgentStates();
  Cti.subscribeToAgentEvents();
  Cti.subscribeToQueueStats();
  Callback.getCallbackLists();
}

function usersStatusesHandler(statuses: readonly UserStatus[]): void {
  shell.statuses = statuses;
}

function userStatusHandler(update: { status: string }): void {
  shell.status = update.status;
}

function userConfigHandler(config: UserConfig): void {
  agentId = config.agentId;
  if (config.fullName !== null) shell.fullName = config.fullName;
  draw();
}

function phoneStatusHandler(update: { status: string | null }): void {
  if (update.status !== null) shell.phoneStatus = update.status;
}

function phoneEventHandler(event: PhoneEvent): void {
  phone.told(event);
}

/** The answer to getCurrentCallsPhoneEvents: calls that began before this page was there. */
function currentCallsHandler(current: CurrentCallsPhoneEvents): void {
  phone.toldAll(current.events);
}

function agentStateEventHandler(state: AgentState): void {
  become(withState(floor, state, Date.now()));
}

function agentErrorHandler(error: { Error: string; phoneNb?: string; RequestedNb?: string }): void {
  const { LoggedInOnAnotherPhone, PhoneNumberUnknown, UserIsNotAnAgent } = words();
  const known: Record<string, string> = {
    LoggedInOnAnotherPhone: LoggedInOnAnotherPhone(error.phoneNb ?? '', error.RequestedNb ?? ''),
    PhoneNumberUnknown,
    UserIsNotAnAgent,
  };
  toast(known[error.Error] ?? error.Error, 'bad');
}

function agentListenHandler(event: { started: boolean; agentId: number }): void {
  listened = event.started && event.agentId === agentId;
  draw();
}

function agentListHandler(agents: readonly AgentEntry[]): void {
  become(withAgents(floor, agents));
}

function agentConfigHandler(agent: AgentEntry): void {
  become(withAgent(floor, agent));
}

function queueListHandler(queues: readonly QueueEntry[]): void {
  become(withQueues(floor, queues));
}

function queueConfigHandler(queue: QueueEntry): void {
  become(withQueue(floor, queue));
}

function queueStatisticsHandler(statistics: QueueStatistics): void {
  become(withStatistics(floor, statistics));
}

function queueCallsHandler(calls: QueueCalls): void {
  become(withCalls(floor, calls));
}

function callbackListsHandler(lists: readonly CallbackList[]): void {
  become(withLists(floor, lists));
}

function callbackTakenHandler(taken: { uuid: string; agentId: number }): void {
  become(withOwner(floor, taken.uuid, taken.agentId));
}

function callbackReleasedHandler(released: { uuid: string }): void {
  become(withOwner(floor, released.uuid, null));
}

function callbackCloturedHandler(clotured: { uuid: string }): void {
  become(withoutRequest(floor, clotured.uuid));
}

function callbackRequestUpdatedHandler(updated: { request: CallbackRequest }): void {
  become(withRequest(floor, updated.request));
}

/** -------------------------------------------------------------------------------------- what the user wants */

/** A button of the calls: each is one method. It stands on both sample pages: each script is to be read alone. */
function want({ what, call, to = '' }: Want): unknown {
  switch (what) {
    case 'dial':
      return Cti.dial(to, {});
    case 'answer':
      return Cti.answer(call?.uniqueId);
    case 'hangup':
      return Cti.hangup(call?.uniqueId);
    case 'hold':
      return Cti.hold(call?.uniqueId);
    case 'directTransfer':
      return Cti.directTransfer(to);
    case 'attendedTransfer':
      return Cti.attendedTransfer(to);
    case 'completeTransfer':
      return Cti.completeTransfer();
    case 'cancelTransfer':
      return Cti.cancelTransfer();
    case 'conference':
      return Cti.conference();
    case 'sendDtmf':
      return Cti.sendDtmf(to);
  }
}

/** About the own agent: no id is given, the server knows whose it is. */
function changeAgent({ what, with: typed }: AgentWish): unknown {
  switch (what) {
    case 'login':
      return Cti.loginAgent(typed || undefined);
    case 'logout':
      return Cti.logoutAgent();
    case 'pause':
      return Cti.pauseAgent(undefined, typed || undefined);
    case 'unpause':
      return Cti.unpauseAgent();
  }
}

/** Who waits in a queue is told for as long as somebody looks. */
function showCalls({ queueId, shown }: CallsWish): unknown {
  if (shown) return Cti.subscribeToQueueCalls(queueId);
  become(withoutCalls(floor, queueId));
  return Cti.unSubscribeToQueueCalls(queueId);
}

function changeCallback({ what, request }: CallbackWish): unknown {
  if (what === 'take') return Callback.takeCallback(request.uuid);
  if (what === 'release') return Callback.releaseCallback(request.uuid);
  return Callback.startCallback(request.uuid, request.phoneNumber ?? request.mobilePhoneNumber ?? '');
}

shell.addEventListener('choose-status', (event) => {
  void tellRefusal(Cti.changeUserStatus((event as CustomEvent<string>).detail));
});

/** -------------------------------------------------------------------------------------------------- drawing */

function become(now: Floor): void {
  floor = now;
  draw();
}

function draw(): void {
  shell.requestUpdate();
}

shell.heading = 'agentsTitle';
shell.groups = AGENT_METHODS;
shell.panels = () => html`
  <agents-own
    class="card"
    .floor=${floor}
    .agentId=${agentId}
    .statuses=${shell.statuses}
    .listened=${listened}
    @agent=${(event: CustomEvent<AgentWish>) => void tellRefusal(changeAgent(event.detail))}
  ></agents-own>
  ${phone.panel((wish) => void tellRefusal(want(wish)))}
  <agents-queues
    class="card"
    .floor=${floor}
    @queue-calls=${(event: CustomEvent<CallsWish>) => void tellRefusal(showCalls(event.detail))}
  ></agents-queues>
  <agents-list class="card" .floor=${floor}></agents-list>
  <agents-callbacks
    class="card"
    .floor=${floor}
    .agentId=${agentId}
    @callback=${(event: CustomEvent<CallbackWish>) => void tellRefusal(changeCallback(event.detail))}
  ></agents-callbacks>
  ${answers.panel()}
`;
