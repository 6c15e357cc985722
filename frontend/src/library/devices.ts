// Microphone, speaker and ringer: which there are, which were chosen, how loud it is. The choice is kept in this browser.
// Nothing here knows of calls.

export type DeviceKind = 'microphone' | 'speaker' | 'ringer';
export interface Device {
  id: string;
  label: string;
}
/** Device ids; empty is the system's own choice. */
export type Choice = Record<DeviceKind, string>;

const KEY = 'jackfield-devices';
const NONE: Choice = { microphone: '', speaker: '', ringer: '' };

/** Sound that cannot be had: `code` for programs, the message for people. */
export class NoMicrophone extends Error {
  override readonly name = 'NoMicrophone';
  constructor(
    readonly code: 'refused' | 'missing' | 'busy' | 'insecure' | 'unknown',
    message: string,
  ) {
    super(message);
  }
}

export class Devices {
  #choice: Choice = { ...NONE, ...kept() };
  readonly #listeners = new Set<() => void>();
  #watching = false;

  get choice(): Readonly<Choice> {
    return this.#choice;
  }

  /** Have `changed` called when a device comes, goes or is chosen; gives what ends it. */
  watch(changed: () => void): () => void {
    this.#listeners.add(changed);
    if (!this.#watching) {
      this.#watching = true;
      navigator.mediaDevices?.addEventListener?.('devicechange', () => this.#tell());
    }
    return () => this.#listeners.delete(changed);
  }

  /** The devices of a kind. Labels are empty until the microphone was allowed once. */
  async list(kind: DeviceKind): Promise<Device[]> {
    const wanted = kind === 'microphone' ? 'audioinput' : 'audiooutput';
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    return all
      .filter((device) => device.kind === wanted && device.deviceId !== '' && device.deviceId !== 'default')
      .map((device) => ({ id: device.deviceId, label: device.label }));
  }

  choose(kind: DeviceKind, id: string): void {
    this.#choice = { ...this.#choice, [kind]: id };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#choice));
    } catch {
      // A browser that keeps nothing still telephones.
    }
    this.#tell();
  }

  /** The chosen microphone, or any when that one is unplugged. Throws NoMicrophone. */
  async open(): Promise<MediaStream> {
    if (!navigator.mediaDevices?.getUserMedia) {
      throw new NoMicrophone('insecure', 'The browser gives a microphone to https pages only.');
    }
    const wishes = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    const id = this.#choice.microphone;
    try {
      return await navigator.mediaDevices.getUserMedia({ audio: id ? { ...wishes, deviceId: { exact: id } } : wishes });
    } catch (error) {
      const name = (error as DOMException).name;
      if (id && (name === 'OverconstrainedError' || name === 'NotFoundError')) {
        return await navigator.mediaDevices.getUserMedia({ audio: wishes }).catch((again: DOMException) => {
          throw refusal(again.name);
        });
      }
      throw refusal(name);
    }
  }

  /** Why calls should leave the microphone they use, given the ids of those there are: it is gone, or another was chosen. */
  change(used: MediaStreamTrack, there: readonly string[]): 'gone' | 'chosen' | undefined {
    const { deviceId = '' } = used.getSettings();
    const named = deviceId !== '' && deviceId !== 'default';
    if (used.readyState === 'ended' || (named && there.length > 0 && !there.includes(deviceId))) return 'gone';
    const { microphone } = this.#choice;
    return microphone !== deviceId && there.includes(microphone) ? 'chosen' : undefined;
  }

  /** Send what an element plays to the chosen device; a browser that cannot choose plays on the usual one. */
  async route(element: HTMLMediaElement, kind: 'speaker' | 'ringer'): Promise<void> {
    try {
      await element.setSinkId?.(this.#choice[kind]);
    } catch {
      await element.setSinkId?.('').catch(() => undefined);
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function kept(): Partial<Choice> {
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {}) as Partial<Choice>;
  } catch {
    return {};
  }
}

function refusal(name: string): NoMicrophone {
  if (name === 'NotAllowedError' || name === 'SecurityError') {
    return new NoMicrophone('refused', 'The microphone was refused. Allow it in the address bar of the browser.');
  }
  if (name === 'NotFoundError' || name === 'OverconstrainedError') {
    return new NoMicrophone('missing', 'There is no microphone.');
  }
  if (name === 'NotReadableError') return new NoMicrophone('busy', 'Another program has the microphone.');
  return new NoMicrophone('unknown', `The microphone cannot be used (${name}).`);
}

let context: AudioContext | undefined;

/** The page's one place where sound is measured and mixed. */
export function soundContext(): AudioContext {
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume().catch(() => undefined);
  return context;
}

/** How loud a stream is, 0 to 1, each time it is asked. */
export class LevelMeter {
  readonly #source: MediaStreamAudioSourceNode;
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(stream: MediaStream) {
    const sound = soundContext();
    this.#source = sound.createMediaStreamSource(stream);
    this.#analyser = sound.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#source.connect(this.#analyser);
  }

  /** Root mean square of the last 20 ms, stretched so that speech fills most of the scale. */
  get level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, each) => sum + each * each, 0) / this.#samples.length;
    return Math.min(1, Math.sqrt(power) * 4);
  }

  close(): void {
    this.#source.disconnect();
  }
}
