/** The telephone in the page: what an integration does with xc_webrtc. */

import type { Shell } from './shell';

/** Why there is no telephone: `why` as a code, `reason` in English; null: nothing is wrong. */
export type WebrtcProblem = { readonly why?: string; readonly reason?: string } | null;

const KEY = 'jackfield.sample.webrtc';

/** Log what xc_webrtc tells, and go on where a page that was loaded again had left. */
export function followWebrtc(shell: Shell, drawn: (problem: WebrtcProblem) => void): void {
  if (typeof xc_webrtc === 'undefined') return;
  for (const group of Object.values(xc_webrtc.MessageType)) {
    xc_webrtc.setHandler(group, (event) => {
      shell.see('note', `xc_webrtc ${group} ${JSON.stringify(event)}`);
      drawn(event.type === xc_webrtc.General.FAILED && group === 'general' ? (event.data ?? {}) : null);
    });
  }
  if (sessionStorage.getItem(KEY)) beginWebrtc();
}

/** The SIP WebSocket is on the server that Cti is connected with. */
export function beginWebrtc(): void {
  const server = new URL(Cti.webSocket?.url ?? location.href.replace(/^http/, 'ws'));
  const secure = server.protocol === 'wss:';
  sessionStorage.setItem(KEY, '1');
  xc_webrtc.init(Cti.username ?? '', secure, server.port || (secure ? 443 : 80), 'audio_remote', server.hostname);
}

export function endWebrtc(): void {
  sessionStorage.removeItem(KEY);
  if (typeof xc_webrtc !== 'undefined') xc_webrtc.stop();
}
