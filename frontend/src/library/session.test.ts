// Sessions: resuming without a gap, beginning anew, the outcome of each command; and what a server may say wrongly.
// @vitest-environment node

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connected, endAll, FakeSocket, serverSays } from './fakes';

beforeEach(() => {
  vi.useFakeTimers();
  serverSays('nobody');
});
afterEach(() => {
  endAll();
  vi.useRealTimers();
});

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

/** Lose the link; the socket of the next attempt, open. */
async function reopened(): Promise<FakeSocket> {
  FakeSocket.last.lose(4000);
  await seconds(2);
  return FakeSocket.last.open();
}

describe('resuming', () => {
  test('from the last frame seen, with nothing missed', async () => {
    const { told, socket } = connected();
    socket.open().greet('s1', 'e1', 7).say('PhoneEvent', {}, 12).say('Sheet', {}, 31);
    const next = await reopened();
    expect(next.url).toContain('&events=numbered&resume=s1:e1:31');
    expect([told, next.pings]).toEqual([['opened', 'reconnecting'], 1]);
    next.text('{"claz":"ping"}');
    expect(told).toEqual(['opened', 'reconnecting', 'opened']);
    expect(next.frames).toEqual([]);
  });

  test('missed events come in order, subscriptions are not repeated, LoggedOn is not told again', async () => {
    const { cti, socket } = connected();
    const heard: unknown[] = [];
    cti.setHandler('LoggedOn', () => void heard.push('LoggedOn'));
    cti.setHandler('PhoneEvent', ({ DN }) => void heard.push(DN));
    socket.open().greet();
    void cti.subscribeToQueueStats();
    socket.say('CommandResult', { requestId: socket.frames[0]?.requestId, status: 'done' }, 11);
    const next = await reopened();
    next.say('PhoneEvent', { DN: '1' }, 12).say('PhoneEvent', { DN: '2' }, 15);
    expect(heard).toEqual(['LoggedOn', '1', '2']);
    expect(next.frames).toEqual([]);
    next.lose();
    await seconds(3);
    expect(FakeSocket.last.url).toContain('resume=s:e:15');
  });

  test('what was given up while there was no link is given up when it is back', async () => {
    const { cti, socket } = connected();
    socket.open().greet();
    void cti.subscribeToPhoneHints(['1001']);
    socket.lose(4000);
    void cti.unsubscribeFromAllPhoneHints();
    void cti.subscribeToPhoneHints(['1002']);
    await seconds(2);
    FakeSocket.last.open().text('{"claz":"ping"}');
    expect(FakeSocket.last.frames.slice(1).map(({ command, phoneNumbers }) => [command, phoneNumbers])).toEqual([
      ['unsubscribeFromAllPhoneHints', undefined],
      ['subscribeToPhoneHints', ['1002']],
    ]);
  });

  test('a greeting instead is a session of its own', async () => {
    const { cti, socket } = connected();
    const updates: unknown[] = [];
    cti.setHandler('LinkStatusUpdate', (update) => void updates.push(update));
    socket.open().greet();
    void cti.subscribeToQueueStats();
    const next = await reopened();
    next.say('LoggedOn');
    expect(updates.at(-1)).toEqual({ status: 'opened', resumed: false });
    expect(next.commands).toEqual(['subscribeToQueueStats']);
  });

  test('a command without an answer is sent again with the same requestId, unless it is old', async () => {
    const { cti, socket } = connected();
    socket.open().greet();
    const old = cti.dial('1');
    await seconds(9);
    socket.text('{"claz":"ping"}');
    const young = cti.dial('2');
    const next = await reopened();
    next.text('{"claz":"ping"}');
    expect(next.frames).toEqual([socket.frames[1]]);
    next.say('CommandResult', { requestId: socket.frames[1]?.requestId, status: 'done' }, 20);
    expect(await young).toMatchObject({ status: 'done' });
    await seconds(15);
    expect(await old).toMatchObject({ status: 'unknown' });
  });
});

describe('beginning anew', () => {
  test('after Reset subscriptions are repeated, but for those that the page repeats itself', async () => {
    const { cti, told, socket } = connected();
    const heard = vi.fn(() => void cti.getList('queue'));
    cti.setHandler('LoggedOn', heard);
    socket.open().greet();
    void cti.subscribeToPhoneHints(['1001']);
    void cti.subscribeToQueueStats();
    void cti.subscribeToQueueCalls(1);
    void cti.subscribeToQueueCalls(2);
    void cti.unSubscribeToQueueCalls('1');
    void cti.sendCallback({ claz: 'web', command: 'getCallbackLists' });
    void cti.dial('111');
    const next = await reopened();
    next.say('Reset', { why: 'other_epoch' }, 1);
    expect(told).toEqual(['opened', 'reconnecting', 'opened']);
    expect(next.frames).toEqual([]);
    next.greet('s2', 'e2', 3);
    expect(next.commands).toEqual([
      'getList',
      'subscribeToPhoneHints',
      'subscribeToQueueStats',
      'subscribeToQueueCalls',
      'getCallbackLists',
    ]);
    expect(next.frames.find((frame) => frame.command === 'subscribeToQueueCalls')?.queueId).toBe(2);
    next.lose();
    await seconds(3);
    expect(FakeSocket.last.url).toContain('resume=s2:e2:3');
  });

  test('hints that were given up stay given up', async () => {
    const { cti, socket } = connected();
    socket.open().greet();
    void cti.subscribeToPhoneHints(['1001']);
    void cti.unsubscribeFromAllPhoneHints();
    void cti.subscribeToPhoneHints(['1002']);
    const next = await reopened();
    next.say('Reset', { why: 'too_old' }, 1).greet();
    expect(next.frames.map((frame) => frame.phoneNumbers)).toEqual([['1002']]);
  });

  test('many hints are asked for in few frames', async () => {
    const { cti, socket } = connected();
    socket.open().greet();
    for (let number = 1000; number < 2500; number += 1) void cti.subscribeToPhoneHints([String(number), '1000']);
    for (const { requestId } of socket.frames) socket.say('CommandResult', { requestId, status: 'done' }, 11);
    const next = await reopened();
    next.say('Reset', { why: 'too_old' }, 1).greet();
    const asked = next.frames.filter(({ phoneNumbers }) => (phoneNumbers as string[]).length > 2);
    expect(asked.flatMap(({ phoneNumbers }) => phoneNumbers)).toHaveLength(1500);
    expect(asked).toHaveLength(2);
  });

  test('what happened to a command before is unknown; a subscription gets its answer after all', async () => {
    const { cti, socket } = connected();
    socket.open().greet();
    const dialled = cti.dial('111');
    const listed = cti.getList('agent');
    const next = await reopened();
    next.say('Reset', { why: 'other_epoch' }, 1).greet();
    expect(await dialled).toMatchObject({ status: 'unknown' });
    next.say('CommandResult', { requestId: next.frames[0]?.requestId, status: 'done' }, 20);
    expect(await listed).toMatchObject({ status: 'done' });
  });

  test('with a server that knows none of this, it works as far as it can', async () => {
    const { cti, told, socket } = connected();
    socket.open().say('LoggedOn');
    const result = cti.subscribeToQueueStats();
    expect(socket.texts).toEqual(['{"claz":"web","command":"subscribeToQueueStats"}']);
    expect(await result).toMatchObject({ status: 'unknown' });
    const next = await reopened();
    expect(next.url).not.toContain('resume');
    expect(told).toEqual(['opened', 'reconnecting', 'opened']);
    next.say('LoggedOn');
    expect(next.texts).toEqual(['{"claz":"web","command":"subscribeToQueueStats"}']);
  });
});

describe('outcomes', () => {
  test('a promise for each command, settled by its CommandResult', async () => {
    const { cti, socket } = connected();
    socket.open().greet();
    const [first, second] = [cti.dial('1'), cti.hangup()];
    const [{ requestId: one }, { requestId: two }] = socket.frames as [{ requestId: string }, { requestId: string }];
    expect(one).not.toBe(two);
    socket.say('CommandResult', { requestId: two, status: 'refused', code: 'not_found', message: 'No call.' }, 11);
    socket.say('CommandResult', { requestId: one, status: 'done' }, 12);
    expect(await first).toEqual({ requestId: one, status: 'done' });
    expect(await second).toEqual({ requestId: two, status: 'refused', code: 'not_found', message: 'No call.' });
  });

  test('already within the handler of the first LoggedOn', async () => {
    const { cti, socket } = connected();
    let result: Promise<unknown> | undefined;
    cti.setHandler('LoggedOn', () => void (result = cti.getList('queue')));
    socket.open().greet();
    socket.say('CommandResult', { requestId: socket.frames[0]?.requestId, status: 'done' }, 11);
    expect(await result).toMatchObject({ status: 'done' });
  });

  test('no answer for a long time, or never again: unknown', async () => {
    const { cti, socket } = connected();
    socket.open().greet();
    const slow = cti.dial('1');
    for (let beat = 0; beat < 4; beat += 1) {
      await seconds(5);
      socket.text('{"claz":"ping"}');
    }
    expect(await slow).toMatchObject({ status: 'unknown' });
    const never = cti.dial('2');
    cti.close();
    expect(await never).toMatchObject({ status: 'unknown' });
  });

  test('without a link nothing is sent later than it was meant', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { cti, socket } = connected();
    socket.open().greet().lose(4000);
    expect(await cti.dial('1')).toMatchObject({ status: 'refused', code: 'not_connected' });
    expect(told).toHaveBeenCalledOnce();
    const listed = cti.getList('queue');
    await seconds(2);
    FakeSocket.last.open().text('{"claz":"ping"}');
    expect(FakeSocket.last.commands).toEqual(['getList']);
    FakeSocket.last.say('CommandResult', { requestId: FakeSocket.last.frames[0]?.requestId, status: 'done' }, 12);
    expect(await listed).toMatchObject({ status: 'done' });
  });

  test('what is asked for before the socket is open waits for LoggedOn', async () => {
    const { cti, socket } = connected();
    const result = cti.getList('queue');
    expect(socket.texts).toEqual([]);
    socket.open().say('LoggedOn');
    expect(socket.texts).toEqual(['{"claz":"web","command":"getList","objectType":"queue"}']);
    expect(await result).toMatchObject({ status: 'unknown' });
  });

  test('before init, and after the end', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { cti } = connected();
    cti.close();
    expect(await cti.getList('queue')).toMatchObject({ status: 'refused', code: 'not_connected' });
  });

  test('two pages with one token have requestIds of their own', () => {
    const [first, second] = [connected(), connected()];
    for (const { cti, socket } of [first, second]) {
      socket.open().greet();
      void cti.dial('1');
    }
    expect(first.socket.frames[0]?.requestId).not.toBe(second.socket.frames[0]?.requestId);
  });
});

describe('what a server may say wrongly', () => {
  const garbage = ['', 'null', '5', '[]', '"x"', '{', 'pong', '{}', '{"msgType":5}', '{"msgType":null,"ctiMessage":1}',
    '{"seq":"x","msgType":"Sheet","ctiMessage":{}}', '{"msgType":"CommandResult","seq":1}', '{"msgType":"Session","seq":1}',
    new ArrayBuffer(3)];

  test.each(garbage)('%j does no harm', async (text) => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { cti, told, socket } = connected();
    const heard = vi.fn();
    cti.setHandler('PhoneEvent', heard);
    socket.open().greet().text(text).say('PhoneEvent', {}, 11);
    expect([told, heard.mock.calls.length]).toEqual([['opened'], 1]);
    const next = await reopened();
    next.text(text).text('{"claz":"ping"}');
    expect(cti.linkStatus).toBe('opened');
  });

  test('a result nobody waits for is only an event', () => {
    const { cti, socket } = connected();
    const heard = vi.fn();
    cti.setHandler('CommandResult', heard);
    socket.open().greet().say('CommandResult', { requestId: '__proto__', status: 'done' }, 11);
    expect(heard).toHaveBeenCalledOnce();
  });
});

describe('members that pages touch', () => {
  test('receive may be replaced, the link lives on', async () => {
    const { cti, told, socket } = connected();
    const raw: unknown[] = [];
    cti.receive = ({ data }) => void raw.push(JSON.parse(data));
    socket.open().greet('s', 'e', 10).say('AgentList', [], 17);
    expect(raw.at(-1)).toEqual({ msgType: 'AgentList', ctiMessage: [], seq: 17 });
    const next = await reopened();
    expect(next.url).toContain('resume=s:e:17');
    next.say('Reset', { why: 'too_old' }, 1);
    expect(told.at(-1)).toBe('opened');
  });

  test('getMessage reads, and throws at what is no JSON', () => {
    const { cti } = connected();
    expect(cti.getMessage('{"msgType":"X"}')).toEqual({ msgType: 'X' });
    expect(() => cti.getMessage('no')).toThrow(TypeError);
  });

  test('debugMsg logs both directions as documented', () => {
    const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const { cti, socket } = connected();
    socket.open();
    cti.debugMsg = true;
    void cti.dial('111', {});
    socket.say('PhoneStatusUpdate', { status: 'CALLING' });
    expect(lines.mock.calls.flat()).toEqual([
      'S>>> {"claz":"web","command":"dial","destination":"111","variables":{}}',
      'R<<< {"msgType":"PhoneStatusUpdate","ctiMessage":{"status":"CALLING"}}',
    ]);
  });

  test('debugHandler logs subscriptions; msgReceived counts', () => {
    const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const { cti, socket } = connected();
    cti.debugHandler = true;
    const handler = () => undefined;
    cti.setHandler('Sheet', handler);
    cti.unsetHandler('Sheet', handler);
    expect(lines).toHaveBeenCalledTimes(2);
    socket.open().say('Sheet').say('Sheet');
    expect(cti.msgReceived).toBe(2);
  });

  test('sendPing sends one', () => {
    const { cti, socket } = connected();
    socket.open();
    cti.sendPing();
    expect(socket.pings).toBe(1);
  });
});
