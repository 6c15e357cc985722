// What the server says of itself to everybody: `GET /about`. The only thing the pages ask of the server besides the API.

/** The answer of `GET /about`. */
export interface About {
  readonly version: string;
  readonly demo: boolean;
  readonly pbx: {
    readonly name: string;
    readonly status: 'up' | 'syncing' | 'down';
    /** Seconds already spent in the status. */
    readonly since: number;
  };
}

/** Ask once. Rejects when the server cannot be reached or answers something else. */
export async function askAbout(signal?: AbortSignal): Promise<About> {
  const answer = await fetch('/about', { cache: 'no-store', signal: signal ?? null });
  if (!answer.ok) throw new Error(`/about answered ${answer.status}`);
  return (await answer.json()) as About;
}

/** Ask again and again while the page is seen; `told` gets null while the server does not answer. The answer ends it. */
export function watchAbout(told: (about: About | null) => void, everyMs = 2_000): () => void {
  const over = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async () => {
    clearTimeout(timer);
    const now = await askAbout(AbortSignal.any([over.signal, AbortSignal.timeout(5_000)])).catch(() => null);
    if (over.signal.aborted) return;
    told(now);
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(ask, everyMs);
  };
  document.addEventListener('visibilitychange', () => !document.hidden && void ask(), { signal: over.signal });
  void ask();
  return () => {
    over.abort();
    clearTimeout(timer);
  };
}
