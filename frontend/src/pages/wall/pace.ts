// When the wall draws: at most once a frame, only what was touched; and once a second what runs on by itself. Work on many
// elements is cut into pieces, so that no frame waits for all of it.

import type { Floor, Touched } from '../../model/floor';

export type Draw = (touched: Touched) => void;
export type Tick = (now: number) => void;

/** So long one frame may work on elements, in milliseconds. */
const PIECE_MS = 8;

export class Pace {
  readonly #draws = new Set<Draw>();
  readonly #ticks = new Set<Tick>();
  #frame = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly floor: Floor) {}

  /** Something was told: draw with the next frame. A page that nobody sees draws nothing until it is seen. */
  readonly touched = (): void => {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const touched = this.floor.taken();
      for (const draw of this.#draws) draw(touched);
    });
  };

  onDraw(draw: Draw): () => void {
    this.#draws.add(draw);
    return () => this.#draws.delete(draw);
  }

  onTick(tick: Tick): () => void {
    this.#ticks.add(tick);
    this.#timer ??= setInterval(() => {
      const now = Date.now();
      for (const each of this.#ticks) each(now);
    }, 1_000);
    return () => {
      this.#ticks.delete(tick);
      if (this.#ticks.size) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }
}

/** Do a piece of work for each of many, as many a frame as there is time for. The answer ends it. */
export function inPieces<T>(all: readonly T[], work: (item: T) => void, done: () => void = () => {}): () => void {
  let next = 0;
  let frame = 0;
  const go = () => {
    const until = performance.now() + PIECE_MS;
    while (next < all.length && performance.now() < until) work(all[next++]!);
    if (next < all.length) frame = requestAnimationFrame(go);
    else done();
  };
  go();
  return () => cancelAnimationFrame(frame);
}
