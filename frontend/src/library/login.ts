// Logging in by REST, for pages and programs that do not do it themselves (protocol 1.2).

/** What `POST /xuc/api/2.0/auth/login` gives; TTL in seconds. */
export interface Login {
  login: string;
  token: string;
  TTL: number;
}

/** The server's refusal: `code` for programs, the message for people. */
export class LoginRefused extends Error {
  override readonly name = 'LoginRefused';
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/**
 * A token for a user. `server` is the server's address, such as `https://cti.example` or the page's `location.origin`.
 * Throws LoginRefused, or what `fetch` throws when there is no server.
 */
export async function login(server: string, user: string, password: string): Promise<Login> {
  const answer = await fetch(`${server.replace(/\/+$/, '')}/xuc/api/2.0/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ login: user, password }),
    cache: 'no-store',
  });
  const said = (await answer.json().catch(() => ({}))) as Partial<Login> & { error?: string; message?: string };
  if (answer.ok && said.token) return said as Login;
  throw new LoginRefused(said.error ?? 'UnhandledError', said.message ?? `The server answered ${answer.status}.`, answer.status);
}

/** Where `Cti.WebSocket.init` connects with a token. */
export function websocketUrl(server: string, token: string): string {
  return `${server.replace(/\/+$/, '').replace(/^http/, 'ws')}/xuc/api/2.0/cti?token=${token}`;
}
