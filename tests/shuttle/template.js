// An integration as the template of the interface has it: a table of handlers, `wakeup` and `pushevent`, on the
// Socket.IO client of one generation. Begun by integration.py with that generation, the address and the client's
// options; it tells what it hears by lines of JSON, and is told what to do by lines of JavaScript.

'use strict';

const { createInterface } = require('node:readline');

const [generation, address, options] = process.argv.slice(2);
const io = require(`socket.io-client-${generation}`);
const socket = io(address, JSON.parse(options));
const tell = (what, ...more) => process.stdout.write(`${JSON.stringify([what, ...more])}\n`);

const event = {};
for (const name of ['ringing', 'up', 'hangup', 'abandon', 'event']) {
  event[name] = (data) => tell(name, data);
}

function wakeup(url, peer, mode) {
  socket.emit('wakeup', { url, peer, type: mode });
}

function pushevent(appname, data, reference, url) {
  data.time = new Date();
  socket.emit('RealtimeCTI', { type: appname, channel: data, reference, url });
}

for (const name of Object.keys(event)) socket.on(name, (data) => event[name](data));
socket.on('connect', () => tell('connect'));
socket.on('disconnect', (why) => tell('disconnect', why));
socket.on('connect_error', (error) => tell('connect_error', String((error && error.message) || error)));
const manager = socket.io;
const transport = () => manager.engine && manager.engine.transport && manager.engine.transport.name;

const ask = (name, ...more) => socket.emit(name, ...more, (answer) => tell('answer', answer));
createInterface({ input: process.stdin })
  .on('line', (line) => new Function('socket', 'ask', 'wakeup', 'pushevent', 'tell', 'transport', line)(
    socket, ask, wakeup, pushevent, tell, transport))
  .on('close', () => process.exit(0));
