// The bell of the phones: a double ring while somebody's phone rings, once it was asked for; one quiet beep for those who are
// talking. Browsers allow sound only after a click, which the switch is.

const TONES = [425, 480];
const LOUD = 0.06;
const QUIET = 0.015;
/** Seconds: two bursts, then silence until the next ring. */
const BURSTS = [0, 0.6] as const;
const BURST = 0.4;
const EVERY = 2.4;

/** A sound that can go to another device (Chromium). */
type Movable = AudioContext & { setSinkId?(id: string): Promise<void> };

export class Bell {
  private context: AudioContext | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private wanted = false;
  private ringing = false;
  private quietly = false;
  /** Where it is heard: a device's id; empty: where all else is. Browsers that cannot choose ring there too. */
  device = '';

  /** Whether rings are heard. */
  get on(): boolean {
    return this.wanted;
  }

  /** To be called from a click. */
  switch(on: boolean): void {
    this.wanted = on;
    if (on) void (this.context ??= new AudioContext()).resume();
    this.settle();
  }

  /** Whether a phone rings; `quietly`: in the ear of somebody who is talking. */
  ring(ringing: boolean, quietly = false): void {
    if (ringing === this.ringing && quietly === this.quietly) return;
    Object.assign(this, { ringing, quietly });
    this.settle();
  }

  private settle(): void {
    clearInterval(this.timer);
    if (!this.wanted || !this.ringing) return;
    void (this.context as Movable | null)?.setSinkId?.(this.device).catch(() => undefined);
    this.sound();
    this.timer = setInterval(() => this.sound(), EVERY * 1_000);
  }

  private sound(): void {
    const { context } = this;
    if (!context) return;
    const start = context.currentTime + 0.02;
    const loud = this.quietly ? QUIET : LOUD;
    for (const burst of this.quietly ? BURSTS.slice(0, 1) : BURSTS) {
      const volume = context.createGain();
      volume.gain.setValueAtTime(0, start + burst);
      volume.gain.linearRampToValueAtTime(loud, start + burst + 0.03);
      volume.gain.setValueAtTime(loud, start + burst + BURST - 0.05);
      volume.gain.linearRampToValueAtTime(0, start + burst + BURST);
      volume.connect(context.destination);
      for (const tone of TONES) {
        const voice = new OscillatorNode(context, { frequency: tone });
        voice.connect(volume);
        voice.start(start + burst);
        voice.stop(start + burst + BURST);
      }
    }
  }
}
