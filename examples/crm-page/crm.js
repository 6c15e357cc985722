// A customer list that telephones: every tel: link dials from the user's own phone, a card pops up when a customer calls,
// and a lamp beside each colleague shows whether he can be spoken to.

const server = new URLSearchParams(location.search).get('server') ?? 'http://127.0.0.1:8090';
const { createCti, login, websocketUrl } = await import(`${server}/assets/javascripts/jackfield.mjs`);

const CUSTOMERS = [
  { name: 'Ampère & fils', number: '0612345678', colleague: '1002' },
  { name: 'Müller Möbel', number: '0698765432', colleague: '1003' },
  { name: 'The echo', number: '9000', colleague: '1004' },
];

const cti = createCti();
const byId = (id) => document.getElementById(id);

for (const { name, number, colleague } of CUSTOMERS) {
  const row = byId('customers').insertRow();
  row.insertCell().textContent = name;
  const link = document.createElement('a');
  link.href = `tel:${number}`;
  link.textContent = number;
  row.insertCell().append(link);
  const lamp = document.createElement('span');
  lamp.className = 'lamp';
  lamp.dataset.number = colleague;
  lamp.setAttribute('role', 'img');
  lamp.setAttribute('aria-label', `${colleague}: unknown`);
  row.insertCell().append(lamp, ` ${colleague}`);
}

byId('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault();
  const given = new FormData(event.target);
  try {
    const { token } = await login(server, given.get('login'), given.get('password'));
    cti.WebSocket.init(websocketUrl(server, token), given.get('login'), '');
  } catch (error) {
    byId('state').value = error.message;
  }
});

cti.setHandler('LinkStatusUpdate', ({ status }) => (byId('state').value = status));
cti.setHandler('LoggedOn', () => void cti.subscribeToPhoneHints(CUSTOMERS.map(({ colleague }) => colleague)));

// Click-to-call: any tel: link of the page, also those that come later.
document.addEventListener('click', async (event) => {
  const link = event.target.closest?.('a[href^="tel:"]');
  if (!link) return;
  event.preventDefault();
  const { status, message } = await cti.dial(decodeURIComponent(link.href.slice(4)), { source: 'crm' });
  if (status === 'refused') byId('state').value = message;
});

// Screen pop: a call rings, and the number is a customer's.
cti.setHandler('PhoneEvent', ({ eventType, otherDN }) => {
  const card = byId('card');
  if (eventType === 'EventReleased') return card.close();
  if (eventType !== 'EventRinging') return;
  const customer = CUSTOMERS.find(({ number }) => number === otherDN);
  card.querySelector('h2').textContent = customer?.name ?? 'Unknown caller';
  card.querySelector('p').textContent = otherDN;
  if (!card.open) card.show();
});
byId('card').querySelector('button').addEventListener('click', () => byId('card').close());

// Presence: the lamp's colour, and its meaning for those who do not see it.
const MEANINGS = { 0: 'available', 1: 'on a call', 2: 'busy', 4: 'unreachable', 8: 'ringing', 9: 'busy and ringing', 16: 'on hold' };
cti.setHandler('PhoneHintStatusEvent', ({ number, status }) => {
  for (const lamp of document.querySelectorAll(`.lamp[data-number="${CSS.escape(number)}"]`)) {
    lamp.dataset.status = status;
    lamp.setAttribute('aria-label', `${number}: ${MEANINGS[status] ?? 'unknown'}`);
  }
});
