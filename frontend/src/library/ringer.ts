// What is heard when somebody calls: a short double tone, on the device chosen for it. In a call it is one quiet beep, so
// that whoever telephones is not frightened.

import type { Devices } from './devices';

const RATE = 8000;
const TONES = [425, 480];

export class Ringer {
  #element: HTMLAudioElement | undefined;

  constructor(private readonly devices: Devices) {}

  /** `busy`: there is another call. */
  start(busy: boolean): void {
    if (this.#element || typeof Audio !== 'function') return;
    const element = new Audio(busy ? tune([0.2], 0.05) : tune([0.4, 0.4], 0.4));
    element.loop = true;
    this.#element = element;
    void this.devices.route(element, 'ringer').then(() => element.play().catch(() => undefined));
  }

  stop(): void {
    this.#element?.pause();
    this.#element = undefined;
  }
}

const tunes = new Map<string, string>();

/** A WAV of bursts with pauses, three seconds long. */
function tune(bursts: number[], loudness: number): string {
  const key = `${bursts.join()} ${loudness}`;
  const known = tunes.get(key);
  if (known) return known;
  const samples = new Int16Array(RATE * 3);
  let start = 0;
  for (const burst of bursts) {
    for (let place = 0; place < burst * RATE; place += 1) {
      const swell = Math.min(1, place / 200, (burst * RATE - place) / 200);
      const wave = TONES.reduce((sum, tone) => sum + Math.sin((2 * Math.PI * tone * place) / RATE), 0) / TONES.length;
      samples[start + place] = wave * swell * loudness * 32767;
    }
    start += (burst + 0.2) * RATE;
  }
  const head = new DataView(new ArrayBuffer(44));
  const text = (at: number, word: string) => [...word].forEach((sign, place) => head.setUint8(at + place, sign.charCodeAt(0)));
  text(0, 'RIFF');
  head.setUint32(4, 36 + samples.byteLength, true);
  text(8, 'WAVEfmt ');
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, 1, true);
  head.setUint32(24, RATE, true);
  head.setUint32(28, RATE * 2, true);
  head.setUint16(32, 2, true);
  head.setUint16(34, 16, true);
  text(36, 'data');
  head.setUint32(40, samples.byteLength, true);
  const address = URL.createObjectURL(new Blob([head, samples], { type: 'audio/wav' }));
  tunes.set(key, address);
  return address;
}
