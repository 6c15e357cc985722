// The documented names and signatures, over a SIP stack of the test's own: what is published when, and to where it connects.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { meanOpinionScore } from './call-quality';
import type { Cti } from './cti';
import { serversOf, sipUrl } from './softphone';
import * as sip from './sip-types';
import { createWebrtc, type WebrtcEvent, type XcWebrtc } from './xc_webrtc';

type Listener = (data: unknown) => void;

class Emitter {
  readonly #listeners = new Map<string, Listener[]>();
  on(event: string, listener: Listener): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }
  emit(event: string, data: unknown = {}): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(data);
  }
}

class Session extends Emitter {
  connection = null;
  held = false;
  ended = false;
  sent: string[] = [];
  constructor(
    readonly direction: 'incoming' | 'outgoing',
    number: string,
  ) {
    super();
    this.remote_identity = { uri: { user: number, host: 'pbx', toString: () => `sip:${number}@pbx` }, display_name: 'Alice' };
  }
  remote_identity: sip.SipIdentity;
  answer = () => this.emit('accepted');
  terminate = () => {
    this.ended = true;
    this.emit('ended', { originator: 'local', cause: 'Terminated' });
  };
  hold = (_: object, done: () => void) => this.#turn(true, done);
  unhold = (_: object, done: () => void) => this.#turn(false, done);
  isOnHold = () => ({ local: this.held, remote: false });
  isEstablished = () => !this.ended;
  isEnded = () => this.ended;
  mute = () => undefined;
  unmute = () => undefined;
  sendDTMF = (key: string) => void this.sent.push(key);
  refer = (target: string) => void this.sent.push(target);
  #turn(held: boolean, done: () => void): boolean {
    this.held = held;
    this.emit(held ? 'hold' : 'unhold', { originator: 'local' });
    done();
    return true;
  }
}

class Agent extends Emitter {
  sessions: Session[] = [];
  configuration!: { uri: string; display_name?: string; sockets: [sip.SipSocket] };
  start = () => this.emit('registered');
  stop = () => undefined;
  register = () => undefined;
  call(target: string): Session {
    const session = new Session('outgoing', target);
    this.sessions.push(session);
    this.emit('newRTCSession', { originator: 'local', session, request: { call_id: `c${this.sessions.length}`, getHeader: () => undefined } });
    return session;
  }
  ring(number: string, alert?: string): Session {
    const session = new Session('incoming', number);
    this.sessions.push(session);
    this.emit('newRTCSession', { originator: 'remote', session, request: { call_id: `c${this.sessions.length}`, getHeader: () => alert } });
    return session;
  }
}

const LINE = { id: '8', name: '1008', password: 'p', xivoIp: 'pbx.example', webRtc: true, hasDevice: false };
const TOKEN = 'x'.repeat(60);

let agent: Agent;
let webrtc: XcWebrtc;
let told: string[];
let opened: string[];
let handlers: Map<string, Listener>;

function cti(line: object): Cti {
  const hear = (name: string, payload: unknown) => queueMicrotask(() => handlers.get(name)?.(payload));
  return {
    linkStatus: 'opened',
    token: 'T',
    webSocket: { url: 'wss://cti.example/xuc/api/2.0/cti?token=T' },
    setHandler: (name: string, handler: Listener) => handlers.set(name, handler),
    unsetHandler: (name: string) => handlers.delete(name),
    getConfig: () => hear('LineConfig', line),
    getIceConfig: () => hear('IceConfig', {}),
  } as unknown as Cti;
}

function begin(line: object = LINE): void {
  webrtc = createWebrtc(() => cti(line));
  for (const group of Object.values(webrtc.MessageType)) {
    webrtc.setHandler(group, (event: WebrtcEvent) => told.push(`${group} ${event.type} ${Object.values(event.data ?? {}).join()}`.trim()));
  }
}

beforeEach(() => {
  agent = new Agent();
  told = [];
  opened = [];
  handlers = new Map();
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.stubGlobal('WebSocket', class {
    static CONNECTING = 0;
    static OPEN = 1;
    constructor(url: string) {
      opened.push(url);
    }
    close(): void {}
  });
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: async () => new MediaStream(), addEventListener: () => undefined } });
  vi.stubGlobal('MediaStream', class {
    getTracks = () => [];
    getAudioTracks = () => [];
  });
  vi.stubGlobal('BroadcastChannel', undefined);
  vi.spyOn(HTMLMediaElement.prototype, 'srcObject', 'set').mockReturnValue();
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue();
  vi.spyOn(sip, 'loadStack').mockResolvedValue({
    createUserAgent(configuration: object) {
      agent.configuration = configuration as Agent['configuration'];
      agent.configuration.sockets[0].connect();
      return agent as unknown as sip.UserAgent;
    },
    setDebug: () => undefined,
  });
  begin();
});

afterEach(() => webrtc.stop());

const ready = () => vi.waitFor(() => expect(told).toContain('registration Registered'));

test('the constants of appendix A', () => {
  expect(webrtc.MessageType).toEqual({ GENERAL: 'general', REGISTRATION: 'registration', INCOMING: 'incoming', OUTGOING: 'outgoing' });
  expect(webrtc.General).toEqual({ STARTED: 'Started', FAILED: 'Failed' });
  expect(webrtc.Registration).toEqual({ REGISTERED: 'Registered', UNREGISTERED: 'Unregistered' });
  const both = { CONNECTED: 'Connected', TERMINATED: 'Terminated', HOLD: 'Hold', RESUME: 'Resume', RINGING: 'Ringing' };
  expect(webrtc.Incoming).toMatchObject({ SETUP: 'Setup', ...both });
  expect(webrtc.Outgoing).toMatchObject({ ESTABLISHING: 'Establishing', FAILED: 'Failed', ...both });
});

describe('where it connects', () => {
  test.each([
    ['old', () => webrtc.init('Wendy', false, 5039, 'audio_remote'), 'ws://pbx.example:5039/ws'],
    ['old, with ip', () => webrtc.init('Wendy', 'true', '443', 'audio_remote', 'sip.example'), 'wss://sip.example:443/wssip'],
    ['new', () => webrtc.init('Wendy', true, 8443, TOKEN, 'audio_remote', 'sip.example'), `wss://sip.example:8443/wssip?token=${TOKEN}`],
    ['new, short', () => webrtc.init('Wendy', false, 80, TOKEN), `ws://pbx.example:80/ws?token=${TOKEN}`],
    ['by line', () => webrtc.initByLineConfig({ ...LINE, sipProxyName: 'main' }, 'W', true, 443, TOKEN, 'a', 'h'), `wss://h:443/wssip-main?token=${TOKEN}`],
    ['own server', () => webrtc.init('Wendy', true, 443, 'audio_remote', 'cti.example'), 'wss://cti.example:443/wssip?token=T'],
  ])('%s', async (_, init, address) => {
    init();
    await ready();
    const [found = ''] = opened;
    expect(found.replace(/&(holder|take)=[^&]*/g, '')).toBe(address);
  });

  test('the address of a Cti', () => {
    const of = (url: string) => sipUrl({ webSocket: { url } as never, token: 'T' });
    expect(of('ws://h:8090/xuc/api/2.0/cti?token=x')).toBe('ws://h:8090/wssip?token=T');
    expect(of('wss://h/prefix/xuc/api/2.0/cti')).toBe('wss://h/prefix/wssip?token=T');
  });
});

test('a call out, with hold, a key and an end', async () => {
  webrtc.init('Wendy', false, 80);
  await ready();
  expect(agent.configuration).toMatchObject({ uri: 'sip:1008@pbx.example', display_name: 'Wendy' });
  told.length = 0;
  webrtc.dial('9000');
  await vi.waitFor(() => expect(told).toEqual(['outgoing Establishing 9000']));
  const [session] = agent.sessions as [Session];
  session.emit('progress', { originator: 'remote' });
  session.emit('accepted');
  expect(Object.keys(webrtc.outgoingCalls)).toEqual(['c1']);
  webrtc.dtmf('5');
  webrtc.hold();
  await vi.waitFor(() => expect(told.at(-1)).toBe('outgoing Hold 9000'));
  webrtc.holdBySipCallId('c1');
  await vi.waitFor(() => expect(told.at(-1)).toBe('outgoing Resume 9000'));
  webrtc.hangup();
  await vi.waitFor(() => expect(told.at(-1)).toBe('outgoing Terminated 9000'));
  expect(session.sent).toEqual(['5']);
  expect(told).toEqual(['Establishing', 'Ringing', 'Connected', 'Hold', 'Resume', 'Terminated'].map((type) => `outgoing ${type} 9000`));
});

test('a call in; the server has it answered; a second one is transferred to', async () => {
  webrtc.init('Wendy', false, 80);
  await ready();
  told.length = 0;
  const first = agent.ring('1001');
  expect(told).toEqual(['incoming Setup 1001', 'incoming Ringing 1001']);
  handlers.get('WebRTCCmd')?.({ command: 'Answer', sipCallId: 'another' });
  handlers.get('WebRTCCmd')?.({ command: 'Answer', sipCallId: 'c1' });
  await vi.waitFor(() => expect(told).toContain('incoming Connected 1001'));
  webrtc.attendedTransfer('1002');
  await vi.waitFor(() => expect(told).toContain('outgoing Establishing 1002'));
  expect(first.held).toBe(true);
  agent.sessions[1]?.emit('accepted');
  webrtc.completeTransfer();
  await vi.waitFor(() => expect(first.sent).toEqual(['sip:sip:1002@pbx.example@pbx']));
});

test('calls that ask for it are answered at once, a third one finds the line busy', async () => {
  webrtc.init('Wendy', false, 80);
  await ready();
  agent.ring('1001', 'xivo-autoanswer');
  await vi.waitFor(() => expect(told).toContain('incoming Connected 1001'));
  agent.ring('1002');
  expect(agent.ring('1003').ended).toBe(true);
  expect(told).not.toContain('incoming Setup 1003');
});

test.each([
  ['no line', 'no_line', { id: '-', name: '', password: '' }],
  ['no password', 'no_password', { ...LINE, password: undefined }],
])('%s: Failed', async (_, why, line) => {
  begin(line);
  const failed = vi.fn();
  webrtc.setHandler('general', failed);
  webrtc.init('Wendy', false, 80);
  await vi.waitFor(() => expect(told[0]).toMatch(/^general Failed ./));
  expect(failed).toHaveBeenCalledWith({ type: 'Failed', data: { reason: expect.any(String), why } });
});

test('ICE servers, as pages of old and servers write them', () => {
  webrtc.setIceUrls([{ url: 'stun:a' }]);
  expect(webrtc.getIceUrls()).toEqual([{ url: 'stun:a' }]);
  webrtc.disableICE();
  expect(webrtc.getIceUrls()).toEqual([]);
  const turn = { urls: ['turn:b'], username: 'u', credential: 'c', ttl: 60 };
  expect(serversOf({ stunConfig: { urls: ['stun:a'] }, turnConfig: turn })).toEqual([
    { urls: ['stun:a'] },
    { urls: ['turn:b'], username: 'u', credential: 'c' },
  ]);
});

test('the score is good on a good line and bad on a bad one', () => {
  expect(meanOpinionScore(1, 20, 0)).toBeGreaterThan(4.3);
  expect(meanOpinionScore(30, 300, 5)).toBeLessThan(4);
  expect(meanOpinionScore(100, 1000, 40)).toBe(1);
});
