// The one connection that all elements on somebody else's page share, and what they know by it. Nothing is asked of the
// server that no element on the page needs.

import { Floor } from '../model/floor';
import { afterEvent, type Call, fromCurrent } from '../model/calls';
import { Visit } from '../visit/visit';
import { speakLike } from '../words/words';

/** `calls`: the calls changed; `changed`: anything. */
export class Guest extends EventTarget {
  readonly visit: Visit;
  readonly floor = new Floor();
  readonly hints = new Map<string, number>();
  calls: readonly Call[] = [];
  phoneStatus = 'UNKNOWN';
  /** Why nothing is shown although somebody is signed in: the profile. */
  readonly #numbers = new Map<string, number>();
  readonly #queues = new Map<string, number>();
  #phones = 0;
  #asking = false;
  #listed = false;

  constructor(server: string) {
    super();
    this.visit = new Visit(server);
    const { cti } = this.visit;
    const told =
      <T>(take: (payload: T) => void) =>
      (payload: T) => {
        take(payload);
        this.#tell();
      };
    cti.setHandler('PhoneHintStatusEvent', told(({ number, status }) => void this.hints.set(number, status)));
    cti.setHandler('PhoneStatusUpdate', told(({ status }) => void (this.phoneStatus = status)));
    cti.setHandler('PhoneEvent', told((event) => {
      this.calls = afterEvent(this.calls, event, Date.now());
      this.dispatchEvent(new CustomEvent('phone', { detail: event }));
    }));
    cti.setHandler('CurrentCallsPhoneEvents', told(({ events }) => void (this.calls = fromCurrent(this.calls, events, Date.now()))));
    cti.setHandler('QueueList', told((list) => {
      this.floor.queueList(list);
      this.#followCalls();
    }));
    cti.setHandler('QueueConfig', told((queue) => this.floor.queueConfig(queue)));
    cti.setHandler('QueueStatistics', told((figures) => this.floor.queueStatistics(figures, Date.now())));
    cti.setHandler('QueueCalls', told((calls) => this.floor.queueCalls(calls)));
    this.visit.addEventListener('change', () => this.#tell());
    this.visit.addEventListener('begun', () => {
      this.hints.clear();
      this.#listed = false;
      this.#ask();
    });
    this.visit.addEventListener('ended', () => {
      this.floor.forget();
      this.hints.clear();
      this.calls = [];
      this.#tell();
    });
    speakLike(document.documentElement.lang);
    new MutationObserver(() => speakLike(document.documentElement.lang)).observe(document.documentElement, { attributeFilter: ['lang'] });
  }

  /** An element needs this phone; the answer ends it. */
  number(number: string): () => void {
    return this.#need(this.#numbers, number);
  }

  queue(name: string): () => void {
    return this.#need(this.#queues, name);
  }

  phone(): () => void {
    this.#phones += 1;
    this.#askSoon();
    return () => void (this.#phones -= 1);
  }

  #need(needs: Map<string, number>, what: string): () => void {
    needs.set(what, (needs.get(what) ?? 0) + 1);
    this.#askSoon();
    return () => {
      const left = (needs.get(what) ?? 1) - 1;
      if (left) needs.set(what, left);
      else needs.delete(what);
    };
  }

  /** Elements come many at once: one question for all of them. */
  #askSoon(): void {
    if (this.#asking) return;
    this.#asking = true;
    queueMicrotask(() => {
      this.#asking = false;
      if (this.visit.stage === 'in') this.#ask();
    });
  }

  #ask(): void {
    const { cti } = this.visit;
    const unknown = [...this.#numbers.keys()].filter((number) => !this.hints.has(number));
    if (unknown.length) void cti.subscribeToPhoneHints(unknown);
    if (this.#phones) void cti.getCurrentCallsPhoneEvents();
    if (this.#queues.size && !this.#listed) {
      this.#listed = true;
      void cti.getList('queue');
      void cti.subscribeToQueueStats();
    } else this.#followCalls();
  }

  #followCalls(): void {
    for (const queue of this.floor.queues.values()) {
      if (queue.calls === null && this.#queues.has(queue.config.name)) void this.visit.cti.subscribeToQueueCalls(queue.id);
    }
  }

  #tell(): void {
    this.dispatchEvent(new Event('changed'));
  }
}

/** The server that the script came from: what a page names in its script tag is all that it names. */
const script = document.currentScript as HTMLScriptElement | null;
const from = script ? new URL(script.dataset.server ?? script.src, location.href) : new URL(location.href);
const prefix = from.pathname.replace(/\/assets\/.*$/, '').replace(/\/$/, '');

export const guest = new Guest(from.origin + (script?.dataset.server ? from.pathname.replace(/\/$/, '') : prefix));
if (script?.dataset.token) guest.visit.enterWith(script.dataset.token);
else guest.visit.resume();
