// The WebSocket below the SIP stack. Its address is asked anew before each connection, as the token in it may be a fresh one.

import type { SipSocket } from './sip-types';

/** A socket of the stack; `closed` is told why a connection ended, before the stack is. */
export function createSipSocket(address: () => string, closed: (code: number, reason: string) => void): SipSocket {
  const { protocol, hostname, port } = new URL(address());
  let socket: WebSocket | undefined;

  function drop(): void {
    if (!socket) return;
    socket.onopen = socket.onclose = socket.onmessage = null;
    socket.close();
    socket = undefined;
  }

  const own: SipSocket = {
    url: `${protocol}//${hostname}${port ? `:${port}` : ''}/`,
    sip_uri: `sip:${hostname}${port ? `:${port}` : ''};transport=ws`,
    via_transport: protocol === 'wss:' ? 'WSS' : 'WS',
    onconnect: () => {},
    ondisconnect: () => {},
    ondata: () => {},
    connect() {
      if (own.isConnected() || own.isConnecting()) return;
      drop();
      socket = new WebSocket(address(), 'sip');
      socket.onopen = () => own.onconnect();
      socket.onmessage = ({ data }) => own.ondata(data);
      socket.onclose = ({ wasClean, code, reason }) => {
        closed(code, reason);
        own.ondisconnect(!wasClean, code, reason);
      };
    },
    disconnect: drop,
    send(message) {
      if (!own.isConnected()) return false;
      socket?.send(message);
      return true;
    },
    isConnected: () => socket?.readyState === WebSocket.OPEN,
    isConnecting: () => socket?.readyState === WebSocket.CONNECTING,
  };
  return own;
}
