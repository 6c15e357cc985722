// A WebSocket that shows what passes: given to Cti.WebSocket.init as its fourth argument, so that the log sees every
// frame exactly as it travels, whatever the library does with it.

import type { Direction } from './log';

export function loggedSocket(see: (direction: Direction, text: string) => void): typeof WebSocket {
  return class LoggedSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      if (protocols === undefined) super(url);
      else super(url, protocols);
      this.addEventListener('message', (event) => see('received', String(event.data)));
      this.addEventListener('close', (event) => see('note', `WebSocket closed: ${event.code} ${event.reason}`.trim()));
    }

    override send(data: string | ArrayBufferLike | Blob | ArrayBufferView<ArrayBuffer>): void {
      see('sent', String(data));
      super.send(data as string);
    }
  };
}
