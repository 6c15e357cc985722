// A page without a browser: the built library on Node, told what to do by lines of JSON on its standard input, telling
// what happens by lines on its standard output. Begun by page.py with the library's folder and `module` or `classic`.

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { runInThisContext } from 'node:vm';

// A browser tells its pages when the network is back.
const browser = new EventTarget();
globalThis.addEventListener = browser.addEventListener.bind(browser);
globalThis.removeEventListener = browser.removeEventListener.bind(browser);

const [folder, kind] = process.argv.slice(2);
const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

async function library() {
  if (kind === 'module') {
    const { createCti, createCallback, createMembership } = await import(`${folder}/jackfield.mjs`);
    return { Cti: createCti(), Callback: createCallback(), Membership: createMembership() };
  }
  for (const name of ['shotgun', 'cti', 'callback', 'membership']) {
    runInThisContext(readFileSync(`${folder}/${name}.js`, 'utf-8'), { filename: `${name}.js` });
  }
  return globalThis;
}

const { Cti, Callback, Membership } = await library();
const owners = { Cti, Callback, Membership };

// As a dashboard does it: every frame is heard, and goes on to the handlers.
const receive = Cti.receive;
Cti.receive = (event) => {
  const { msgType, ctiMessage } = JSON.parse(event.data);
  if (msgType) tell({ event: msgType, payload: ctiMessage });
  receive.call(Cti, event);
};
for (const name of ['LinkStatusUpdate', 'AuthenticationToken']) {
  Cti.setHandler(name, (payload) => tell({ event: name, payload }));
}
process.on('unhandledRejection', (reason) => tell({ event: 'unhandledRejection', payload: String(reason) }));

for await (const line of createInterface({ input: process.stdin })) {
  const { id, init, call, online, args = [] } = JSON.parse(line);
  if (online) {
    browser.dispatchEvent(new Event('online'));
    continue;
  }
  if (init !== undefined) {
    Cti.WebSocket.init(init, 'alice', '1001');
    Callback.init(Cti);
    Membership.init(Cti);
    continue;
  }
  const [owner, method] = call.split('.');
  Promise.resolve(owners[owner][method](...args)).then((result) => tell({ id, result: result ?? null }));
}
Cti.close();
