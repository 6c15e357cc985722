// Everything an integration needs, in the order it happens: a token, the CTI WebSocket, the telephone (SIP WebSocket and
// sound), and commands. The library is loaded from the server that the page is told of.

const server = new URLSearchParams(location.search).get('server') ?? 'http://127.0.0.1:8090';
const { createCti, LevelMeter, login, openSoftphone, websocketUrl } = await import(`${server}/assets/javascripts/jackfield.mjs`);

const cti = createCti();
const byId = (id) => document.getElementById(id);
let phone;
let meter;

function log(...words) {
  byId('log').textContent += `${words.map((word) => (typeof word === 'string' ? word : JSON.stringify(word))).join(' ')}\n`;
}

byId('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault();
  const given = new FormData(event.target);
  try {
    const { token } = await login(server, given.get('login'), given.get('password'));
    cti.WebSocket.init(websocketUrl(server, token), given.get('login'), '');
  } catch (error) {
    log('refused:', error.message);
  }
});

cti.setHandler('LinkStatusUpdate', ({ status }) => log('the CTI link is', status));
cti.setHandler('PhoneEvent', ({ eventType, otherDN }) => log(eventType, otherDN));
for (const name of ['LineConfig', 'CallHistory', 'DirectoryResult', 'UserStatusUpdate']) {
  cti.setHandler(name, (payload) => log(name, name === 'LineConfig' ? { ...payload, password: '...' } : payload));
}

cti.setHandler('LoggedOn', async () => {
  byId('commands').disabled = false;
  if (phone) return;
  phone = await openSoftphone(cti, { element: byId('audio') });
  if (!phone) return log('This user has no line for a browser.');
  phone.on('state', ({ state, reason }) => {
    byId('phone-state').value = reason || state;
    byId('telephone').disabled = state !== 'registered';
  });
  phone.on('trouble', ({ message }) => log(message));
  phone.on('call', ({ type, call, reason }) => {
    byId('call-state').value = call.quality ? `${call.state}, MOS ${call.quality.mos}` : call.state;
    if (type !== 'Quality') log('call', type, call.number, reason ?? '');
  });
});

byId('echo').addEventListener('click', () => phone.dial('9000').catch((error) => log(error.message)));
byId('hold').addEventListener('click', () => phone.hold().catch((error) => log(error.message)));
byId('hang-up').addEventListener('click', () => phone.hangup().catch((error) => log(error.message)));

const arguments_ = { getConfig: ['line'], getUserCallHistory: [5], directoryLookUp: ['al'], changeUserStatus: ['away'] };
byId('commands').addEventListener('click', async ({ target }) => {
  const { command } = target.dataset;
  if (!command) return;
  const { status, message } = await cti[command](...arguments_[command]);
  log(command, status, message ?? '');
});

// What is heard, ten times a second.
setInterval(() => {
  const heard = byId('audio').srcObject;
  if (heard !== meter?.of) {
    meter?.close();
    meter = heard?.getAudioTracks().length ? Object.assign(new LevelMeter(heard), { of: heard }) : undefined;
  }
  byId('level').value = meter?.level ?? 0;
}, 100);
