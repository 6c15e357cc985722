// The global Cti: the documented methods, handlers and constants (protocol 2 to 6, appendix A) over one link at a time.
// How a link lives is in `link.ts`, what a method sends in `frames.ts`.

import type { CommandResult, Events } from '../wire/events';
import { MESSAGE_TYPES, PHONE_STATUS, PHONE_STATUS_COLORS } from './constants';
import { ctiFrames } from './frames';
import { Link, type LinkStatus, read, type Socket, type SocketClass } from './link';
import { type Factory, factoryOf, type Methods, methodsOf } from './methods';
import { FRESH, type Frame, type Pending, type Result, Results, unknown } from './results';
import type { Listener } from './shotgun';
import { key, merged, Subscriptions } from './subscriptions';
import { type Topic, Topics } from './topics';

/** What is published here and never came over the wire. */
export interface LocalEvents {
  LinkStatusUpdate: LinkStatus;
  AuthenticationToken: { token: string; TTL?: number; login?: string };
}

type AllEvents = Events & LocalEvents;

export interface CtiMembers {
  readonly MessageType: typeof MESSAGE_TYPES;
  readonly PhoneStatus: typeof PHONE_STATUS;
  readonly PhoneStatusColors: typeof PHONE_STATUS_COLORS;
  readonly WebsocketMessageFactory: Factory;
  readonly WebSocket: { init(url: string, username?: string, phoneNumber?: string, socketClass?: SocketClass): void };
  readonly ctiTopics: Record<string, Topic>;
  debugMsg: boolean;
  debugHandler: boolean;
  /** False: a lost link is `closed` at once, as it was of old. */
  autoReconnect: boolean;
  username: string | undefined;
  agentNumber: string | undefined;
  msgReceived: number;
  webSocket: Socket | undefined;
  /** The present token of the link's URL: renewed by itself. */
  token: string | undefined;
  /** The state of the link, as LinkStatusUpdate told it last. */
  linkStatus: LinkStatus['status'];
  Topic(name?: string): Topic;
  setHandler<Name extends keyof AllEvents>(name: Name, handler: (payload: AllEvents[Name]) => void): void;
  setHandler(name: string, handler: (payload: never) => void): void;
  unsetHandler<Name extends keyof AllEvents>(name: Name, handler: (payload: AllEvents[Name]) => void): void;
  unsetHandler(name: string, handler: (payload: never) => void): void;
  clearHandlers(): void;
  /** Called with every frame; a page may put its own in its place. */
  receive(event: { data: string }): void;
  getMessage(data: string): Record<string, unknown>;
  sendCallback(frame: Frame): Promise<Result>;
  sendPing(): void;
  close(): void;
}

export type Cti = CtiMembers & Methods<typeof ctiFrames>;

/** A Cti of its own; pages share the global one. */
export function createCti(): Cti {
  const topics = new Topics();
  const results = new Results();
  const subscriptions = new Subscriptions();
  let link: Link | undefined;
  let links = 0;
  let last: { data: unknown; frame: Record<string, unknown> | undefined } | undefined;

  function init(url: string, username?: string, phoneNumber?: string, socketClass?: SocketClass): void {
    // Whoever begins again has nothing to hear of the link that was: a page that begins on `closed` would never end.
    link?.end();
    results.abandon();
    subscriptions.clear();
    const mine = (links += 1);
    const current = () => mine === links;
    let openings = 0;
    Object.assign(cti, { username, agentNumber: phoneNumber, msgReceived: 0, linkStatus: 'reconnecting' });
    const opened = new Link(url, socketClass ?? (globalThis.WebSocket as unknown as SocketClass), {
      autoReconnect: () => cti.autoReconnect,
      ping: () => cti.sendPing(),
      renewed(fresh) {
        if (!current()) return;
        cti.token = fresh.token;
        tell('AuthenticationToken', fresh);
      },
      status(status) {
        if (!current()) return;
        cti.linkStatus = status.status;
        if (status.status === 'closed') results.abandon();
        if (status.resumed === false && (openings += 1) > 1) beginAnew();
        tell('LinkStatusUpdate', status);
        if (status.resumed && current()) sendAgain();
      },
      received(event, frame) {
        if (!current()) return;
        hear(event, frame);
        if (frame?.msgType === 'LoggedOn' && current()) settleIn(openings > 1);
      },
    });
    // A class that opens within its constructor may have begun anew by now.
    if (!current()) return;
    link = opened;
    cti.token = opened.token;
  }

  function tell<Name extends keyof LocalEvents>(name: Name, payload: LocalEvents[Name]): void {
    topics.get(name).publish(payload);
  }

  function hear(event: { data: unknown }, frame: Record<string, unknown> | undefined): void {
    last = { data: event.data, frame };
    cti.msgReceived += 1;
    const result = frame?.msgType === 'CommandResult' ? (frame.ctiMessage as CommandResult | null | undefined) : undefined;
    if (result) results.settle(result);
    try {
      cti.receive(event as { data: string });
    } catch (error) {
      console.error('A frame was not understood:', error);
    }
    last = undefined;
  }

  /** A session of its own: what was asked in the one before is lost, but for what lasts. */
  function beginAnew(): void {
    subscriptions.beginAnew();
    results.abandon((pending) => subscriptions.lasts(pending.frame));
    for (const pending of results.pending) {
      pending.stale = pending.sent;
      pending.sent = false;
    }
  }

  /** After LoggedOn, when the page has asked for what it wants: what waited, and what it had asked for before. */
  function settleIn(again: boolean): void {
    const asked = new Set<string>();
    for (const pending of results.pending) {
      if (pending.sent) continue;
      const wanted = pending.stale ? subscriptions.isMissing(pending.frame) : subscriptions.has(pending.frame);
      if (!wanted || asked.has(key(pending.frame))) {
        results.settle(unknown(String(pending.frame.requestId)));
        continue;
      }
      asked.add(key(pending.frame));
      transmitPending(pending);
    }
    if (!again) return;
    for (const frame of merged(subscriptions.missing.filter((frame) => !asked.has(key(frame))))) transmit(frame);
  }

  /** The session goes on: what got no answer may never have arrived. The server does nothing twice. */
  function sendAgain(): void {
    for (const pending of results.pending) {
      if (!pending.sent || Date.now() - pending.since < FRESH) transmitPending(pending);
    }
  }

  function transmitPending(pending: Pending): void {
    pending.sent = true;
    pending.since = Date.now();
    if (link?.numbered) return transmit(pending.frame);
    const { requestId, ...frame } = pending.frame;
    transmit(frame as Frame);
    results.settle(unknown(String(requestId)));
  }

  function transmit(frame: Frame): void {
    const text = JSON.stringify(frame);
    if (cti.debugMsg) console.log(`S>>> ${text}`);
    try {
      link?.send(text);
    } catch (error) {
      console.error('A frame could not be sent:', error);
    }
  }

  function send(frame: Frame): Promise<Result> {
    if (frame.claz === 'ping') {
      transmit(frame);
      return Promise.resolve(unknown(''));
    }
    subscriptions.note(frame);
    if (link?.open && !link.numbered) {
      transmit(frame);
      return Promise.resolve(unknown(''));
    }
    const asked = { ...frame, requestId: frame.requestId ?? results.nextId() };
    if (link?.open) {
      const result = results.expect(asked, { sent: true });
      transmit(asked);
      return result;
    }
    if (link !== undefined && cti.linkStatus !== 'closed' && subscriptions.keeps(frame)) {
      return results.expect(asked, { sent: false });
    }
    console.error(`${frame.command ?? 'This'} was not sent: there is no connection.`);
    const message = 'There is no connection to the server.';
    return Promise.resolve({ requestId: String(asked.requestId), status: 'refused', code: 'not_connected', message });
  }

  const members: CtiMembers = {
    MessageType: MESSAGE_TYPES,
    PhoneStatus: PHONE_STATUS,
    PhoneStatusColors: PHONE_STATUS_COLORS,
    WebsocketMessageFactory: factoryOf(ctiFrames),
    WebSocket: { init },
    ctiTopics: topics.byName,
    debugMsg: false,
    debugHandler: false,
    autoReconnect: true,
    username: undefined,
    agentNumber: undefined,
    msgReceived: 0,
    token: undefined,
    linkStatus: 'closed',
    get webSocket() {
      return link?.socket;
    },
    Topic: (name = '') => topics.get(name),
    setHandler(name: string, handler: Listener) {
      topics.get(name).unsubscribe(handler);
      topics.get(name).subscribe(handler);
      if (cti.debugHandler) console.log(`subscribed to ${name}:`, handler);
    },
    unsetHandler(name: string, handler: Listener) {
      topics.get(name).unsubscribe(handler);
      if (cti.debugHandler) console.log(`unsubscribed from ${name}:`, handler);
    },
    clearHandlers: () => topics.clear(),
    receive(event) {
      const message = cti.getMessage(event.data);
      if (cti.debugMsg) console.log(`R<<< ${JSON.stringify(message)}`);
      if (typeof message.msgType === 'string') topics.get(message.msgType).publish(message.ctiMessage);
    },
    getMessage(data) {
      const frame = last !== undefined && last.data === data ? last.frame : read(data);
      if (frame === undefined) throw new TypeError(`The server said what is no JSON object: ${String(data)}`);
      return frame;
    },
    sendCallback: send,
    sendPing: () => void cti.sendCallback({ claz: 'ping' }),
    close() {
      if (!link?.end()) return;
      cti.linkStatus = 'closed';
      results.abandon();
      tell('LinkStatusUpdate', { status: 'closed' });
    },
  };
  const cti = Object.defineProperties(
    methodsOf(ctiFrames, (frame) => cti.sendCallback(frame)),
    Object.getOwnPropertyDescriptors(members),
  ) as Cti;
  return cti;
}
