// A conference of three in the browser: each of the two others hears us and the other one, we hear both.

import { soundContext } from './devices';
import type { SipCall } from './sip-call';

/** Mix two calls: what is heard here, and what takes the mix apart again (each call's own sound is then the caller's task). */
export async function mix(first: SipCall, second: SipCall): Promise<{ heard: MediaStream; undo: () => void }> {
  const sound = soundContext();
  const source = (stream: MediaStream | undefined) => stream && sound.createMediaStreamSource(stream);
  const [one, two, own] = [source(first.remote), source(second.remote), source(first.stream)];
  const speakInto = async (call: SipCall, ...parts: (MediaStreamAudioSourceNode | undefined)[]) => {
    const mixture = sound.createMediaStreamDestination();
    for (const part of parts) part?.connect(mixture);
    const [track] = mixture.stream.getAudioTracks();
    if (track) await call.speak(track);
  };
  const mixed = (on: boolean) => {
    for (const call of [first, second]) call.mixed = on;
  };
  mixed(true);
  await speakInto(first, own, two);
  await speakInto(second, own, one);
  const pumps = [first.remote, second.remote].map(pump);
  const heard = sound.createMediaStreamDestination();
  for (const each of [one, two]) each?.connect(heard);
  return {
    heard: heard.stream,
    undo: () => {
      mixed(false);
      for (const each of pumps) each.srcObject = null;
      for (const each of [one, two, own]) each?.disconnect();
    },
  };
}

/** Chromium lets sound of others into a mix only while an element plays it; this one is not heard. */
function pump(stream: MediaStream): HTMLAudioElement {
  const element = new Audio();
  element.muted = true;
  element.srcObject = stream;
  void element.play().catch(() => undefined);
  return element;
}
