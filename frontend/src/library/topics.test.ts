// The three ways by which events reach handlers, with the real jQuery 2.2.4 that the documents name.

import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { connected } from './fakes';
import { createBus } from './shotgun';

const source = readFileSync(`${import.meta.dirname}/../../node_modules/jquery/dist/jquery.js`, 'utf-8');

function jQuery(): unknown {
  const holder = { exports: {} };
  new Function('module', 'exports', source)(holder, holder.exports);
  return holder.exports;
}

const BACK_ENDS = {
  'jQuery 2.2.4': () => void vi.stubGlobal('jQuery', jQuery()),
  'the global SHOTGUN': () => void vi.stubGlobal('SHOTGUN', createBus()),
  'its own bus': () => undefined,
};

afterEach(() => vi.unstubAllGlobals());

test('this is the jQuery of the documents', () => {
  expect((jQuery() as { fn: { jquery: string } }).fn.jquery).toBe('2.2.4');
});

describe.each(Object.entries(BACK_ENDS))('by %s', (_, setUp) => {
  function page() {
    setUp();
    vi.stubGlobal('fetch', undefined);
    const { cti, socket } = connected();
    socket.open();
    return { cti, socket };
  }

  test('a handler hears its events, once however often it was set', () => {
    const { cti, socket } = page();
    const heard = vi.fn();
    cti.setHandler(cti.MessageType.PHONESTATUSUPDATE, heard);
    cti.setHandler(cti.MessageType.PHONESTATUSUPDATE, heard);
    socket.say('PhoneStatusUpdate', { status: 'CALLING' }).say('Sheet', {});
    expect(heard.mock.calls).toEqual([[{ status: 'CALLING' }]]);
  });

  test('a handler that throws is reported, the others hear, and it is called again', () => {
    const { cti, socket } = page();
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const broken = vi.fn(() => {
      throw new Error('broken');
    });
    const heard = vi.fn();
    cti.setHandler('PhoneEvent', broken);
    cti.setHandler('PhoneEvent', heard);
    socket.say('PhoneEvent', {}).say('PhoneEvent', {});
    expect([broken.mock.calls.length, heard.mock.calls.length, told.mock.calls.length]).toEqual([2, 2, 2]);
  });

  test('handlers are taken away, one or all', () => {
    const { cti, socket } = page();
    const [first, second, third] = [vi.fn(), vi.fn(), vi.fn()];
    cti.setHandler('PhoneEvent', first);
    cti.setHandler('PhoneEvent', second);
    cti.setHandler('Sheet', third);
    cti.unsetHandler('PhoneEvent', first);
    socket.say('PhoneEvent').say('Sheet');
    cti.clearHandlers();
    socket.say('PhoneEvent').say('Sheet');
    expect([first, second, third].map((heard) => heard.mock.calls.length)).toEqual([0, 1, 1]);
  });

  test('the raw topic publishes and subscribes', () => {
    const { cti } = page();
    const heard = vi.fn();
    cti.Topic('AgentList').subscribe(heard);
    cti.Topic('AgentList').publish([1]);
    cti.Topic('AgentList').unsubscribe(heard);
    cti.Topic('AgentList').publish([2]);
    expect(heard.mock.calls).toEqual([[[1]]]);
    expect(Object.keys(cti.ctiTopics)).toContain('AgentList');
  });

  test('a handler may set and take away handlers while it is called', () => {
    const { cti, socket } = page();
    const inner = vi.fn();
    const outer = () => {
      cti.setHandler('PhoneEvent', inner);
      cti.unsetHandler('LoggedOn', outer);
    };
    cti.setHandler('LoggedOn', outer);
    socket.say('LoggedOn').say('PhoneEvent').say('LoggedOn').say('PhoneEvent');
    expect(inner).toHaveBeenCalledTimes(2);
  });

  test('names that every object has are names like others', () => {
    const { cti, socket } = page();
    const heard = vi.fn();
    for (const name of ['__proto__', 'constructor', 'toString']) {
      cti.setHandler(name, heard);
      socket.say(name, name);
    }
    expect(heard.mock.calls).toEqual([['__proto__'], ['constructor'], ['toString']]);
  });
});

test('others may fire on a SHOTGUN of theirs', () => {
  const bus = createBus();
  vi.stubGlobal('SHOTGUN', bus);
  const { cti } = connected();
  const heard = vi.fn();
  cti.setHandler('PhoneEvent', heard);
  bus.fire('cti/PhoneEvent', ['x']);
  expect(heard).toHaveBeenCalledWith('x');
});
