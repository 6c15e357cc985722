// Signing in: addresses as people type them, refusals, and what is remembered.

import { beforeEach, expect, test, vi } from 'vitest';

import {
  askToken,
  baseOf,
  forgetSession,
  rememberAccount,
  rememberedAccount,
  rememberedSession,
  rememberSession,
  renewToken,
  SignInError,
  socketAddress,
} from './session';

const ACCOUNT = { server: 'http://cti.example.com', login: 'alice', phoneNumber: '1001' };

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

function serverSays(status: number, body: unknown) {
  const asked = vi.fn((_: string, __: RequestInit) => Promise.resolve(new Response(JSON.stringify(body), { status })));
  vi.stubGlobal('fetch', asked);
  return asked;
}

async function refusal(asked: Promise<unknown>): Promise<string> {
  const error: unknown = await asked.then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(SignInError);
  return (error as SignInError).code;
}

test.each([
  ['', location.origin],
  ['cti.example.com:8090', 'http://cti.example.com:8090'],
  [' https://cti.example.com/ ', 'https://cti.example.com'],
  ['https://cti.example.com/sample', 'https://cti.example.com'],
  ['wss://cti.example.com', 'https://cti.example.com'],
])('the server %j is %s', (typed, base) => {
  expect(baseOf(typed)).toBe(base);
});

test.each(['javascript://x', 'http://', 'a b'])('%j is no server', async (typed) => {
  expect(await refusal(askToken(typed, 'alice', 'demo'))).toBe('BadServer');
});

test('the WebSocket is at the same server', () => {
  expect(socketAddress('https://cti.example.com', 'T')).toBe('wss://cti.example.com/xuc/api/2.0/cti?token=T');
});

test('a token is asked for with name and password, and renewed with itself', async () => {
  const asked = serverSays(200, { login: 'alice', token: 'T', TTL: 3600 });
  expect(await askToken('http://cti.example.com', 'alice', 'demo')).toBe('T');
  expect(asked.mock.calls[0]?.[0]).toBe('http://cti.example.com/xuc/api/2.0/auth/login');
  expect(asked.mock.calls[0]?.[1].body).toBe('{"login":"alice","password":"demo"}');
  expect(await renewToken('http://cti.example.com', 'old')).toBe('T');
  expect(asked.mock.calls[1]?.[1].headers).toEqual({ Authorization: 'Bearer old' });
});

test('refusals keep the code of the server', async () => {
  serverSays(401, { error: 'InvalidCredentials', message: 'No.' });
  expect(await refusal(askToken('', 'alice', 'x'))).toBe('InvalidCredentials');
  serverSays(200, { nothing: true });
  expect(await refusal(askToken('', 'alice', 'x'))).toBe('Unreachable');
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')));
  expect(await refusal(askToken('', 'alice', 'x'))).toBe('Unreachable');
});

test('all is remembered but the password; the session belongs to the tab', () => {
  expect(rememberedAccount()).toEqual({ server: location.origin, login: '', phoneNumber: '' });
  rememberAccount(ACCOUNT);
  rememberSession(ACCOUNT, 'T');
  expect(rememberedAccount()).toEqual(ACCOUNT);
  expect(rememberedSession()).toEqual({ account: ACCOUNT, token: 'T' });
  expect(JSON.stringify({ ...localStorage })).not.toContain('T"');
  forgetSession();
  expect(rememberedSession()).toBeNull();
  localStorage.setItem('jackfield.sample.account', '{');
  expect(rememberedAccount().login).toBe('');
});
