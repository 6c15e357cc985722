// Signing in and out on both sample pages: a token, the WebSocket, what happens when it ends. The rest of a page begins
// in the function it gives to `openEntrance`, called for each new connection before any event comes.

import { toast } from '../../elements/toasts';
import type { Frame, LinkState, PbxState } from '../../elements/frame';
import type { LinkStatus } from '../../library/link';
import { loggedSocket } from './logged-socket';
import {
  type Account,
  askToken,
  forgetSession,
  rememberAccount,
  rememberedSession,
  rememberSession,
  renewToken,
  SignInError,
  socketAddress,
} from './session';
import type { Shell, SignInWish } from './shell';
import { words, wordsFor } from './words';

/** So long after an Error its CommandResult may come. */
const TWICE_MS = 150;

/** Let people in; `setHandlers` subscribes to the events of the page. */
export function openEntrance(shell: Shell, setHandlers: () => void, signedOut: () => void): void {
  const frame = document.querySelector('jf-frame') as Frame;
  const title = document.title;
  let account: Account | null = null;
  const unexplained = new Map<string, ReturnType<typeof setTimeout>>();

  const show = (link: LinkState) => {
    frame.link = link;
  };

  /** Open the WebSocket with a token, as the documents say. */
  function enter(who: Account, token: string): void {
    account = who;
    rememberSession(who, token);
    const Logged = loggedSocket((direction, text) => shell.see(direction, text));
    Cti.WebSocket.init(socketAddress(who.server, token), who.login, who.phoneNumber, Logged);
    Callback.init(Cti);
    Membership.init(Cti);
    Cti.setHandler(Cti.MessageType.LINKSTATUSUPDATE, linkStatusHandler);
    Cti.setHandler(Cti.MessageType.AUTHENTICATIONTOKEN, authenticationTokenHandler);
    Cti.setHandler(Cti.MessageType.ERROR, errorHandler);
    Cti.setHandler('CommandResult', commandResultHandler);
    Cti.setHandler('PbxStatus', pbxStatusHandler);
    Cti.setHandler(Cti.MessageType.LOGGEDON, () => {
      shell.problem = null;
      shell.stage = 'in';
      show('open');
    });
    setHandlers();
    show('connecting');
  }

  /** `reconnecting`: the library does it by itself, and tells `opened` when it is back. */
  function linkStatusHandler(link: LinkStatus): void {
    shell.see('note', `LinkStatusUpdate ${link.status}`);
    if (link.status === 'opened') show(shell.stage === 'in' ? 'open' : 'connecting');
    const blocked = blockedOf(link);
    if (link.status === 'reconnecting') {
      show('reconnecting');
      if (blocked) shell.problem = blocked;
    }
    if (link.status === 'closed') leave(account ? (blocked ?? { code: 'ended', message: '' }) : null);
  }

  function pbxStatusHandler(pbx: { status: PbxState }): void {
    frame.pbx = pbx.status;
  }

  /** The library has fetched a fresh token: after a reload that one is used. */
  function authenticationTokenHandler(fresh: { token: string }): void {
    if (account) rememberSession(account, fresh.token);
  }

  /** A refusal comes twice, as Error for programs of old and as CommandResult: then it is said where it was asked. */
  function errorHandler(error: { Error: string }): void {
    const timer = setTimeout(() => {
      unexplained.delete(error.Error);
      toast(error.Error, 'bad');
    }, TWICE_MS);
    unexplained.set(error.Error, timer);
  }

  function commandResultHandler(result: { message?: string }): void {
    clearTimeout(unexplained.get(result.message ?? ''));
    unexplained.delete(result.message ?? '');
  }

  function leave(problem: Shell['problem']): void {
    account = null;
    forgetSession();
    shell.stage = 'out';
    shell.problem = problem;
    frame.pbx = 'unknown';
    show('none');
    document.title = title;
    signedOut();
  }

  /** Get a token somehow and go in with it; say what failed. */
  async function attempt(who: Account, ask: () => Promise<string>): Promise<void> {
    shell.stage = 'entering';
    shell.problem = null;
    try {
      if (typeof Cti === 'undefined') throw new SignInError('noLibrary', '');
      enter(who, await ask());
    } catch (error) {
      const known = error instanceof SignInError ? error : new SignInError('', String(error));
      leave(known);
    }
  }

  shell.addEventListener('sign-in', (event) => {
    const { account: who, password } = (event as CustomEvent<SignInWish>).detail;
    rememberAccount(who);
    void attempt(who, () => askToken(who.server, who.login, password));
  });

  shell.addEventListener('sign-out', () => {
    account = null; // so that the closing that follows is no surprise
    Cti.close();
    leave(null);
  });

  const remembered = rememberedSession();
  if (remembered) void attempt(remembered.account, () => renewToken(remembered.account.server, remembered.token));
}

/** The problem of a link that the browser probably blocks. */
function blockedOf({ why, host = '', reason = '' }: LinkStatus): Shell['problem'] {
  return why ? { code: 'Unreachable', message: reason, blocked: { why, host, reason } } : null;
}

/** What became of a command that a button of the page sent: nothing is said when it worked, the events show it. */
export async function tellRefusal(sent: unknown): Promise<void> {
  const result = (await sent) as { status?: string; code?: string; message?: string } | undefined;
  if (result?.status === 'refused') toast(() => wordsFor(result.code ?? '') ?? result.message ?? words().refused, 'bad');
}
