// Opens the page of the order when an agent answers a call of the Sales queue. Node, with npm install socket.io-client:
//
//   node sales.js http://127.0.0.1:8090 sales
//
// Any generation of socket.io-client will do: 1 and 2 of old programs, 3 and 4 of today.

'use strict';

const [address = 'http://127.0.0.1:8090', queue = 'sales', library = 'socket.io-client'] = process.argv.slice(2);
const client = require(library);
const socket = (client.io || client)(address);

/** Open a page on the screen of the agent at this phone: new_tab, new_window or new_frame. */
function wakeup(url, peer, mode) {
  socket.emit('wakeup', { url, peer, type: mode }, (answer) => console.log('wakeup', JSON.stringify(answer)));
}

/** Show administrators which record belongs to the call. */
function pushevent(appname, data, reference, url) {
  data.time = new Date();
  socket.emit('RealtimeCTI', { type: appname, channel: data, reference, url });
}

const event = {};

event.up = function (data) {
  if (data.queue !== queue) return;
  const page = `https://crm.example/orders/${encodeURIComponent(data.ordernumber)}`;
  wakeup(page, data.peer, 'new_tab');
  pushevent('Orders', data, data.ordernumber, page);
};

for (const name of Object.keys(event)) socket.on(name, event[name]);
socket.on('connect', () => console.log('connected'));
socket.on('disconnect', (why) => console.log('disconnected', why));
