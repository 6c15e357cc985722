// What a page may expect of SHOTGUN.
// @vitest-environment node

import { expect, test, vi } from 'vitest';
import { createBus } from './shotgun';

test('a listener hears its own events, with all values', () => {
  const bus = createBus();
  const heard = vi.fn();
  bus.listen('cti/PhoneEvent', heard);
  bus.fire('cti/PhoneEvent', [1, 'two']);
  bus.fire('cti/Sheet', [3]);
  bus.fire('cti');
  expect(heard.mock.calls).toEqual([[1, 'two']]);
});

test('one listener is removed, the others stay', () => {
  const bus = createBus();
  const [first, second] = [vi.fn(), vi.fn()];
  bus.listen('a', first);
  bus.listen('a', second);
  bus.remove('a', first);
  bus.fire('a');
  expect([first, second].map((heard) => heard.mock.calls.length)).toEqual([0, 1]);
});

test('removing a name removes everything below it, and nothing that only begins alike', () => {
  const bus = createBus();
  const heard = vi.fn();
  for (const name of ['cti', 'cti/A', 'cti/A/b', 'ctix']) bus.listen(name, () => heard(name));
  bus.remove('cti');
  for (const name of ['cti', 'cti/A', 'cti/A/b', 'ctix']) bus.fire(name);
  expect(heard.mock.calls).toEqual([['ctix']]);
});

test('a listener that throws is told of, and the others hear', () => {
  const bus = createBus();
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const heard = vi.fn();
  bus.listen('a', () => {
    throw new Error('no');
  });
  bus.listen('a', heard);
  bus.fire('a');
  expect(heard).toHaveBeenCalledOnce();
  expect(told).toHaveBeenCalledOnce();
});

test('a listener may remove itself while it is called', () => {
  const bus = createBus();
  const heard = vi.fn(() => bus.remove('a', heard));
  bus.listen('a', heard);
  bus.listen('a', heard);
  bus.fire('a');
  bus.fire('a');
  expect(heard).toHaveBeenCalledTimes(2);
});
