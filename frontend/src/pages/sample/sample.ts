// The phone page: how a program uses cti.js. Read from top to bottom it is what an integration does: handlers for the
// events, methods for the buttons. Only the library is used, loaded by script tags; the elements only draw.

import { html, nothing } from 'lit';

import '../../elements/frame';
import { Answers } from './answers';
import type { Want } from './calls-view';
import { openEntrance, tellRefusal } from './entrance';
import type {
  ConferenceEvent,
  ConferenceParticipantEvent,
  CurrentCallsPhoneEvents,
  PhoneEvent,
  Sheet,
  UserConfig,
  UserStatus,
  VoiceMail,
} from './library';
import { OwnPhone } from './own-phone';
import './panels';
import type { ParticipantWish, Room, ServiceWish } from './panels';
import { PHONE_METHODS } from './phone-methods';
import { rememberedNumbers, rememberNumbers } from './session';
import './shell';
import { beginWebrtc, endWebrtc, followWebrtc, type WebrtcProblem } from './webrtc';
import './webrtc-view';
import { words } from './words';

/** The phone page: how a program uses cti.js. Handlers for the events, methods for the buttons, and a little drawing. */
const shell = document.querySelector('sample-shell')!;

/** What the page shows. Everything in it was told by the server. */
let hints: ReadonlyMap<string, number | string> = new Map();
let config: UserConfig | null = null;
let room: Room | null = null;
let sheet: Sheet | null = null;
let webrtcProblem: WebrtcProblem = null;
const answers = new Answers(draw);

const phone = new OwnPhone(() => {
  if (!phone.calls.length) room = null;
  draw();
}, () => words().phoneTitle);

openEntrance(shell, setHandlers, () => {
  endWebrtc();
  phone.forget();
  answers.forget();
  hints = new Map();
  config = room = sheet = null;
  shell.mail = null;
  shell.phoneStatus = 'UNKNOWN';
});

/** ------------------------------------------------------------------------------------ what the server tells */

function setHandlers(): void {
  Cti.setHandler(Cti.MessageType.USERSTATUSES, usersStatusesHandler);
  Cti.setHandler(Cti.MessageType.USERSTATUSUPDATE, userStatusHandler);
  Cti.setHandler(Cti.MessageType.USERCONFIGUPDATE, userConfigHandler);
  Cti.setHandler(Cti.MessageType.PHONESTATUSUPDATE, phoneStatusHandler);
  Cti.setHandler(Cti.MessageType.VOICEMAILSTATUSUPDATE, voiceMailStatusHandler);
  Cti.setHandler(Cti.MessageType.PHONEEVENT, phoneEventHandler);
  Cti.setHandler(Cti.MessageType.CURRENTCALLSPHONEEVENTS, currentCallsHandler);
  Cti.setHandler(Cti.MessageType.PHONEHINTSTATUSEVENT, phoneHintHandler);
  Cti.setHandler(Cti.MessageType.CONFERENCEEVENT, conferenceHandler);
  Cti.setHandler(Cti.MessageType.CONFERENCEPARTICIPANTEVENT, conferenceParticipantHandler);
  Cti.setHandler(Cti.MessageType.SHEET, sheetHandler);
  Cti.setHandler(Cti.MessageType.LOGGEDON, loggedOnHandler);
  Cti.setHandler(Cti.MessageType.DIRECTORYRESULT, answers.handler('DirectoryResult'));
  Cti.setHandler(Cti.MessageType.CONFERENCES, answers.handler('ConferenceList'));
  Cti.setHandler(Cti.MessageType.CALLHISTORY, answers.handler('CallHistory'));
}

/** The first of all, and again after a server was restarted: calls may have begun or ended meanwhile. */
function loggedOnHandler(): void {
  Cti.getCurrentCallsPhoneEvents();
  followWebrtc(shell, (problem) => {
    webrtcProblem = problem ?? webrtcProblem;
    draw();
  });
  if (!hints.size && rememberedNumbers().length) watch(rememberedNumbers());
}

function usersStatusesHandler(statuses: readonly UserStatus[]): void {
  shell.statuses = statuses;
}

function userStatusHandler(update: { status: string }): void {
  shell.status = update.status;
}

/** Old servers send only what changed, with null in the rest. */
function userConfigHandler(update: UserConfig): void {
  const told = Object.entries(update).filter(([, value]) => value !== null);
  config = { ...(config ?? update), ...(Object.fromEntries(told) as Partial<UserConfig>) };
  shell.fullName = config.fullName ?? '';
  draw();
}

function phoneStatusHandler(update: { status: string | null }): void {
  if (update.status !== null) shell.phoneStatus = update.status;
}

function voiceMailStatusHandler(mail: VoiceMail): void {
  shell.mail = mail;
}

function phoneEventHandler(event: PhoneEvent): void {
  phone.told(event);
}

/** The answer to getCurrentCallsPhoneEvents: calls that began before this page was there. */
function currentCallsHandler(current: CurrentCallsPhoneEvents): void {
  phone.toldAll(current.events);
}

function phoneHintHandler(hint: { number: string; status: number }): void {
  hints = new Map(hints).set(hint.number, hint.status);
  draw();
}

function conferenceHandler(event: ConferenceEvent): void {
  const { conferenceNumber, conferenceName, participants } = event;
  room = event.eventType === 'Leave' ? null : { number: conferenceNumber, name: conferenceName, participants };
  draw();
}

function conferenceParticipantHandler(event: ConferenceParticipantEvent): void {
  if (room?.number !== event.conferenceNumber) return;
  const others = room.participants.filter((each) => each.index !== event.index);
  const participants = event.eventType === 'Leave' ? others : [...others, event].sort((a, b) => a.index - b.index);
  room = { ...room, participants };
  draw();
}

function sheetHandler(told: Sheet): void {
  sheet = told;
  draw();
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

/** The numbers to watch, all anew: subscribing adds to what is watched already. Of some nothing may be known. */
function watch(numbers: readonly string[]): void {
  hints = new Map(numbers.map((number) => [number, 'UNKNOWN']));
  Cti.unsubscribeFromAllPhoneHints();
  if (numbers.length) void tellRefusal(Cti.subscribeToPhoneHints([...numbers]));
  rememberNumbers(numbers);
  draw();
}

function setService({ service, on, destination }: ServiceWish): unknown {
  return service === 'dnd' ? Cti.dnd(on) : Cti[service](destination, on);
}

function changeParticipant({ what, room: number, participant }: ParticipantWish): unknown {
  if (what === 'kick') return Cti.conferenceKick(number, participant.index);
  if (participant.isMe) return what === 'mute' ? Cti.conferenceMuteMe(number) : Cti.conferenceUnmuteMe(number);
  return what === 'mute'
    ? Cti.conferenceMute(number, participant.index)
    : Cti.conferenceUnmute(number, participant.index);
}

shell.addEventListener('choose-status', (event) => {
  void tellRefusal(Cti.changeUserStatus((event as CustomEvent<string>).detail));
});

/** -------------------------------------------------------------------------------------------------- drawing */

function draw(): void {
  shell.requestUpdate();
}

shell.groups = PHONE_METHODS;
shell.panels = () => html`
  ${phone.panel((wish) => void tellRefusal(want(wish)))}
  ${sheet
    ? html`<sample-sheet
        class="card"
        .sheet=${sheet}
        @close=${() => {
          sheet = null;
          draw();
        }}
      ></sample-sheet>`
    : nothing}
  ${room
    ? html`<sample-conference
        class="card"
        .room=${room}
        @participant=${(event: CustomEvent<ParticipantWish>) => void tellRefusal(changeParticipant(event.detail))}
      ></sample-conference>`
    : nothing}
  <sample-webrtc
    class="card"
    .phone=${typeof xc_webrtc === 'undefined' ? undefined : xc_webrtc.softphone}
    .problem=${webrtcProblem}
    @begin=${() => {
      webrtcProblem = null;
      beginWebrtc();
    }}
  ></sample-webrtc>
  <sample-presence
    class="card"
    .hints=${hints}
    .suggested=${rememberedNumbers().join(' ')}
    @watch=${(event: CustomEvent<readonly string[]>) => watch(event.detail)}
    @call=${(event: CustomEvent<string>) => void tellRefusal(Cti.dial(event.detail, {}))}
  ></sample-presence>
  <sample-settings
    class="card"
    .config=${config}
    @service=${(event: CustomEvent<ServiceWish>) => void tellRefusal(setService(event.detail))}
  ></sample-settings>
  ${answers.panel()}
`;
