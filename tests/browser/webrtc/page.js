// What an integrator writes for a telephone in his page, and ears for the test. SERVER is put in by the test.

const told = [];
const port = 'SERVER'.split(':')[1];

async function logIn(login) {
  const answer = await fetch('http://SERVER/xuc/api/2.0/auth/login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ login, password: 'demo' }),
  });
  return (await answer.json()).token;
}

/** As the documents do it: a token, the CTI WebSocket, and the telephone when logged on. */
async function begin(login, ...more) {
  for (const group of Object.values(xc_webrtc.MessageType)) {
    xc_webrtc.setHandler(group, (event) => told.push({ group, ...event }));
  }
  Cti.setHandler('PhoneEvent', (event) => told.push({ group: 'phone', type: event.eventType, event }));
  const token = await logIn(login);
  Cti.setHandler('LoggedOn', () => {
    Cti.unsetHandler('LoggedOn', undefined);
    if (!xc_webrtc.softphone) xc_webrtc.init(login, false, port, ...(more.length ? more : ['audio_remote']));
  });
  sessionStorage.setItem('login', login);
  Cti.WebSocket.init(`ws://SERVER/xuc/api/2.0/cti?token=${token}`, login, '');
}

/** Only the CTI WebSocket, as another user. */
async function relog(login) {
  sessionStorage.removeItem('login');
  const token = await logIn(login);
  await new Promise((done) => {
    Cti.clearHandlers();
    Cti.setHandler('LoggedOn', done);
    Cti.WebSocket.init(`ws://SERVER/xuc/api/2.0/cti?token=${token}`, login, '');
  });
}

if (sessionStorage.getItem('login')) begin(sessionStorage.getItem('login'));

/** Without a telephone in the page: all that the server tells goes into `told`. */
async function enter(login) {
  const types = new Set([Cti, Callback, Membership].flatMap(({ MessageType }) => Object.values(MessageType)));
  for (const type of types) Cti.setHandler(type, (event) => told.push({ group: 'event', type, event }));
  const token = await logIn(login);
  await new Promise((done) => {
    Cti.setHandler('LoggedOn', done);
    Cti.WebSocket.init(`ws://SERVER/xuc/api/2.0/cti?token=${token}`, login, '');
    Callback.init(Cti);
    Membership.init(Cti);
  });
}

/** As pages of old do it that have SIPml and nothing else; everything that it tells goes into `told`. */
function beginOld(account, password, server = 'ws://SERVER/ws') {
  const listen = (group) => ({
    events: '*',
    listener: (event) => {
      told.push({ group, type: event.type });
      if (group === 'stack' && event.type === 'started') stack.newSession('register', { events_listener: listen('register') }).register();
      if (event.type === 'i_new_call') {
        call = event.newSession;
        call.setConfiguration(calling);
      }
    },
  });
  const calling = { audio_remote: document.getElementById('audio_remote'), events_listener: listen('call') };
  let stack;
  window.dialOld = (number) => {
    call = stack.newSession('call-audio', calling);
    call.call(number);
  };
  window.acceptOld = () => call.accept(calling);
  SIPml.init(() => {
    stack = new SIPml.Stack({
      realm: '127.0.0.1',
      impi: account,
      impu: `sip:${account}@127.0.0.1`,
      password,
      websocket_proxy_url: server,
      ice_servers: '[]',
      events_listener: listen('stack'),
    });
    stack.start();
  });
}
let call;

let ears;

/** The loudest moment of the last second, at what the page plays. */
function loudness() {
  const { srcObject } = document.getElementById('audio_remote');
  if (!srcObject || srcObject.getAudioTracks().length === 0) return 0;
  if (ears?.of !== srcObject) {
    const context = ears?.context ?? new AudioContext();
    ears?.source.disconnect();
    const source = context.createMediaStreamSource(srcObject);
    const analyser = new AnalyserNode(context, { fftSize: 32768 });
    source.connect(analyser);
    ears = { of: srcObject, context, source, analyser, since: performance.now() };
  }
  const samples = new Float32Array(ears.analyser.fftSize);
  ears.analyser.getFloatTimeDomainData(samples);
  return samples.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
}

/** It becomes silent within some seconds, for longer than two of the fake microphone's beeps are apart. */
async function isSilent() {
  const begun = performance.now();
  let quiet = begun;
  while (performance.now() - quiet < 2500) {
    await new Promise((done) => setTimeout(done, 200));
    if (loudness() > 0.01) quiet = performance.now();
    if (performance.now() - begun > 12_000) return false;
  }
  return true;
}
