// Whether alarms are heard, which this browser keeps, and the sound itself. Browsers allow sound only after a click on the
// page: until then it is silent, and the alarm is seen all the same.

const SOUND_KEY = 'jackfield.wall.sound';
const NOTES = [880, 660];
const LOUD = 0.12;

export function keptSound(): boolean {
  return read(SOUND_KEY) === true;
}

export class Chime {
  private context: AudioContext | null = null;

  constructor(public on: boolean) {}

  /** To be called from a click. */
  switch(on: boolean): void {
    this.on = on;
    write(SOUND_KEY, on);
    if (on) this.sound();
  }

  sound(): void {
    if (!this.on) return;
    const context = (this.context ??= new AudioContext());
    void context.resume().then(() => {
      NOTES.forEach((frequency, place) => {
        const start = context.currentTime + 0.02 + place * 0.18;
        const volume = new GainNode(context, { gain: 0 });
        volume.gain.setValueAtTime(LOUD, start);
        volume.gain.exponentialRampToValueAtTime(0.001, start + 0.35);
        const voice = new OscillatorNode(context, { frequency });
        voice.connect(volume).connect(context.destination);
        voice.start(start);
        voice.stop(start + 0.4);
      });
    });
  }
}

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // a browser that keeps nothing forgets it with the page
  }
}
