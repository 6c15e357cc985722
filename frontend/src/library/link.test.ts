// How a link lives, is lost and comes back; the clock and the network are the test's.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connected, endAll, FakeSocket, serverSays, URL } from './fakes';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  serverSays('nobody');
});
afterEach(() => {
  endAll();
  vi.useRealTimers();
});

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

describe('opening', () => {
  test('asks for numbered events, whatever the URL looks like', () => {
    const address = (url: string) => connected(url).socket.url;
    expect(address(URL)).toBe(`${URL}&events=numbered`);
    const legacy = 'ws://x/ctichannel?username=a&amp;agentNumber=1&amp;password=p';
    expect(address(legacy)).toBe(`${legacy}&events=numbered`);
    expect(address('ws://x/cti')).toBe('ws://x/cti?events=numbered');
    expect(address(`${URL}&events=plain`)).toBe(`${URL}&events=plain`);
  });

  test('tells opened, keeps what init was given', () => {
    const { cti, told, socket } = connected();
    expect([cti.username, cti.agentNumber, cti.webSocket]).toEqual(['alice', '1001', socket]);
    expect(told).toEqual([]);
    socket.open();
    expect(told).toEqual(['opened']);
    expect(cti.linkStatus).toBe('opened');
  });

  test('a URL that no WebSocket takes is closed at once', () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const page = connected();
    class Refusing {
      constructor() {
        throw new SyntaxError('bad URL');
      }
    }
    page.cti.WebSocket.init('nonsense', 'a', '1', Refusing as never);
    expect(page.told).toEqual(['closed']);
    expect(told).toHaveBeenCalledOnce();
  });

  test.each([
    ['a wrong token', URL, [403, { error: 'InvalidToken', message: 'x' }]],
    ['a refusal although the token is good', URL, [200, { login: 'alice', token: 'T1' }]],
    ['a wrong password', 'ws://x/ctichannel?username=a&password=p', [200, { status: 'ok' }]],
    ['a server of another kind', 'ws://x/ctichannel?username=a&password=p', [404, {}]],
  ] as const)('%s is told as closed at the first attempt', async (_, url, answer) => {
    serverSays(answer);
    const { told, socket } = connected(url);
    socket.lose(1006);
    await seconds(60);
    expect(told).toEqual(['closed']);
    expect(FakeSocket.sockets).toHaveLength(1);
  });

  test('a server that is just not there is waited for, but not for ever', async () => {
    const { told, socket } = connected();
    socket.lose(1006);
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await seconds(31);
      if (told.at(-1) !== 'closed') FakeSocket.last.lose(1006);
    }
    expect(told).toEqual([...Array<string>(6).fill('reconnecting'), 'closed']);
  });

  test('a socket that never opens is given up', async () => {
    const { told } = connected();
    await seconds(11);
    expect(told).toEqual(['reconnecting']);
  });
});

describe('the heartbeat', () => {
  test('pings each five seconds; whatever comes counts as a sign of life', async () => {
    const { told, socket } = connected();
    socket.open();
    for (let beat = 1; beat <= 12; beat += 1) {
      await seconds(5);
      expect(socket.pings).toBe(beat);
      socket.text('{"claz":"ping"}');
    }
    expect(told).toEqual(['opened']);
  });

  test('after three pings without an answer the link is lost with the fourth', async () => {
    const { told, socket } = connected();
    socket.open();
    await seconds(19.9);
    expect([told, socket.pings]).toEqual([['opened'], 3]);
    await seconds(0.2);
    expect(told).toEqual(['opened', 'reconnecting']);
    expect(socket.closed).not.toBeNull();
  });

  test('a hidden page, whose timers run once a minute, is not cut', async () => {
    const { told, socket } = connected();
    socket.open().greet();
    for (let minute = 0; minute < 10; minute += 1) {
      vi.setSystemTime(Date.now() + 55_000);
      await seconds(5);
      socket.text('{"claz":"ping"}');
    }
    expect(told).toEqual(['opened']);
  });

  test('what an old socket still says is not heard', async () => {
    const { cti, told, socket } = connected();
    const heard = vi.fn();
    cti.setHandler('PhoneEvent', heard);
    socket.open();
    await seconds(21);
    socket.say('PhoneEvent').lose(4500).open();
    expect(heard).not.toHaveBeenCalled();
    expect(told).toEqual(['opened', 'reconnecting']);
  });
});

describe('coming back', () => {
  test.each([1000, 1001, 1006, 1011, 4000, 4001, 4002, 4003, 4004, 4499])('code %i says come back', async (code) => {
    const { told, socket } = connected();
    socket.open().greet().lose(code);
    expect(told).toEqual(['opened', 'reconnecting']);
    await seconds(2);
    expect(FakeSocket.sockets).toHaveLength(2);
  });

  test.each([4500, 4501, 4502, 4503, 4504, 4999])('code %i says do not', async (code) => {
    const { cti, told, socket } = connected();
    const updates: unknown[] = [];
    cti.setHandler('LinkStatusUpdate', (update) => void updates.push(update));
    socket.open().greet().lose(code, 'why');
    await seconds(120);
    expect(told).toEqual(['opened', 'closed']);
    expect(updates.at(-1)).toEqual({ status: 'closed', code, reason: 'why' });
    expect(FakeSocket.sockets).toHaveLength(1);
  });

  test('the delays grow, are random, and begin small again after a steady link', async () => {
    const { cti, socket } = connected();
    const delays: number[] = [];
    cti.setHandler('LinkStatusUpdate', ({ seconds }) => void (seconds === undefined || delays.push(seconds)));
    socket.open().greet().lose();
    for (let attempt = 0; attempt < 7; attempt += 1) {
      await seconds(delays.at(-1) ?? 0);
      FakeSocket.last.lose();
      await seconds(0);
    }
    expect(delays).toEqual([0.5, 1.5, 3, 6, 12, 22.5, 22.5, 22.5]);
    await seconds(22.5);
    FakeSocket.last.open().say('Reset', { why: 'too_old' }).greet();
    await seconds(6);
    FakeSocket.last.lose();
    expect(delays.at(-1)).toBe(0.5);
  });

  test('a server that accepts and cuts at once is not hurried', async () => {
    const { cti, socket } = connected();
    const delays: number[] = [];
    cti.setHandler('LinkStatusUpdate', ({ seconds }) => void (seconds === undefined || delays.push(seconds)));
    socket.open().greet().lose(4004);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await seconds(10);
      FakeSocket.last.open().lose(4004);
    }
    expect(delays).toEqual([0.5, 1.5, 3, 6]);
  });

  test('when the network is back or the page is looked at, there is no waiting', async () => {
    const { socket } = connected();
    socket.open().greet().lose();
    window.dispatchEvent(new Event('online'));
    expect(FakeSocket.sockets).toHaveLength(2);
    window.dispatchEvent(new Event('online'));
    expect(FakeSocket.sockets).toHaveLength(2);
  });

  test('a link that may have died in sleep is tried at once, and given up soon', async () => {
    const { told, socket } = connected();
    socket.open().greet();
    await seconds(4);
    window.dispatchEvent(new Event('pageshow'));
    expect(socket.pings).toBe(1);
    socket.text('{"claz":"ping"}');
    await seconds(4);
    socket.text('{"claz":"ping"}');
    document.dispatchEvent(new Event('visibilitychange'));
    await seconds(10);
    expect(told).toEqual(['opened', 'reconnecting']);
  });

  test('a token that ended meanwhile ends the link; one that was renewed is used', async () => {
    const { cti, told, socket } = connected();
    socket.open().greet().lose();
    await seconds(1);
    serverSays([200, { login: 'alice', token: 'T2', TTL: 3600 }], [403, { error: 'TokenExpired', message: 'x' }]);
    FakeSocket.last.lose();
    await seconds(4);
    expect(FakeSocket.last.url).toContain('token=T2&');
    expect(cti.token).toBe('T2');
    FakeSocket.last.lose();
    await seconds(4);
    expect(told.at(-1)).toBe('closed');
  });

  test('autoReconnect = false: closed, as of old', async () => {
    const { cti, told, socket } = connected();
    cti.autoReconnect = false;
    socket.open().greet().lose();
    await seconds(60);
    expect(told).toEqual(['opened', 'closed']);
    expect(FakeSocket.sockets).toHaveLength(1);
  });
});

describe('ending', () => {
  test('close is told once and nothing comes after', async () => {
    const { cti, told, socket } = connected();
    socket.open().greet();
    cti.close();
    cti.close();
    socket.lose(1000);
    await seconds(60);
    expect([told, socket.closed]).toEqual([['opened', 'closed'], 1000]);
  });

  test('close during a retry ends it', async () => {
    const { cti, told, socket } = connected();
    socket.open().greet().lose();
    cti.close();
    await seconds(60);
    expect(told).toEqual(['opened', 'reconnecting', 'closed']);
    expect(FakeSocket.sockets).toHaveLength(1);
  });

  test('close while it is asked why the socket did not open', async () => {
    const { cti, told, socket } = connected();
    socket.lose();
    cti.close();
    await seconds(60);
    expect(told).toEqual(['closed']);
  });

  test('close before init does nothing', () => {
    const { cti, told } = connected();
    cti.close();
    cti.close();
    expect(told).toEqual(['closed']);
  });

  test('a second init takes the place of the first, without a word', async () => {
    const { cti, told, socket } = connected();
    socket.open().greet().lose();
    cti.WebSocket.init(URL, 'bruno', '1002', FakeSocket as never);
    await seconds(60);
    expect(FakeSocket.sockets.length).toBeGreaterThanOrEqual(2);
    expect(told.filter((status) => status === 'closed')).toEqual([]);
    expect(cti.username).toBe('bruno');
    expect(FakeSocket.sockets[1]?.url).not.toContain('resume');
  });

  test('a page that begins again on closed, as documented, gets one new link', async () => {
    const { cti, socket } = connected();
    cti.autoReconnect = false;
    cti.setHandler('LinkStatusUpdate', ({ status }) => {
      if (status === 'closed') cti.WebSocket.init(URL, 'alice', '1001', FakeSocket as never);
    });
    socket.open().greet().lose();
    await seconds(1);
    expect(FakeSocket.sockets).toHaveLength(2);
    FakeSocket.last.open();
    expect(cti.linkStatus).toBe('opened');
  });
});

describe('the token', () => {
  test('is renewed at two thirds of its life, and used for the next socket', async () => {
    const asked = serverSays([200, { login: 'alice', token: 'T2', TTL: 90 }], [200, { login: 'alice', token: 'T3', TTL: 90 }]);
    const { cti, socket } = connected();
    const renewed: unknown[] = [];
    cti.setHandler('AuthenticationToken', (fresh) => void renewed.push(fresh));
    socket.open().greet();
    await seconds(2);
    expect(asked).toHaveBeenCalledWith(
      'http://pbx.example:8090/xuc/api/2.0/auth/check',
      expect.objectContaining({ headers: { Authorization: 'Bearer T1' } }),
    );
    expect(renewed).toEqual([{ token: 'T2', TTL: 90, login: 'alice' }]);
    for (let beat = 0; beat < 12; beat += 1) {
      socket.text('{"claz":"ping"}');
      await seconds(5);
    }
    expect([asked.mock.calls.length, cti.token]).toEqual([2, 'T3']);
    socket.lose();
    await seconds(1);
    expect(FakeSocket.last.url).toContain('?token=T3&events=numbered&resume=s:e:10');
  });

  test.each([
    ['a refusal', [403, { error: 'TokenExpired' }]],
    ['a server without it', [404, {}]],
    ['an answer without a token', [200, { login: 'alice' }]],
  ] as const)('%s ends the renewal and nothing else', async (_, answer) => {
    const asked = serverSays(answer);
    const { told, socket } = connected();
    socket.open().greet();
    for (let beat = 0; beat < 720; beat += 1) {
      socket.text('{"claz":"ping"}');
      await seconds(5);
    }
    expect([told, asked.mock.calls.length]).toEqual([['opened'], 1]);
  });

  test('is asked for again when the server could not be reached', async () => {
    const asked = serverSays('nobody', [502, {}], [200, { token: 'T2' }]);
    const { cti, socket } = connected();
    socket.open().greet();
    for (let beat = 0; beat < 24; beat += 1) {
      socket.text('{"claz":"ping"}');
      await seconds(5);
    }
    expect([cti.token, asked.mock.calls.length]).toEqual(['T2', 3]);
  });

  test('a URL with a password has none', async () => {
    const asked = serverSays([200, {}]);
    connected('ws://x/ctichannel?username=a&password=p').socket.open().greet();
    await seconds(4);
    expect(asked).not.toHaveBeenCalled();
  });
});
