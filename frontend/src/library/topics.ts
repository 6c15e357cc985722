// Who hears which event (protocol 1.10): by jQuery's Callbacks where jQuery is, else by the global SHOTGUN, else by a bus
// of our own. A handler that throws is reported and harms nobody: jQuery would never call a list again after it.

import { type Bus, createBus, type Listener } from './shotgun';

/** What a page may do with one kind of event. */
export interface Topic {
  publish(payload: unknown): void;
  subscribe(handler: Listener): void;
  unsubscribe(handler: Listener): void;
  clear(): void;
}

interface Callbacks {
  add(callback: (payload: unknown) => void): unknown;
  remove(callback: (payload: unknown) => void): unknown;
  empty(): unknown;
  fire(payload: unknown): unknown;
}

interface Surroundings {
  jQuery?: { Callbacks?: () => Callbacks };
  SHOTGUN?: Bus;
}

type Safe = (payload: unknown) => void;

/** All topics of one Cti, by the event's name. */
export class Topics {
  /** The member `ctiTopics` of old. */
  readonly byName: Record<string, Topic> = Object.create(null) as Record<string, Topic>;
  readonly #own = createBus();

  /** `prefix`: what the bus calls these topics. */
  constructor(private readonly prefix = 'cti') {}

  get(name: string): Topic {
    return (this.byName[name] ??= this.#open(name));
  }

  clear(): void {
    for (const topic of Object.values(this.byName)) topic.clear();
  }

  #open(name: string): Topic {
    const around = globalThis as Surroundings;
    const callbacks = around.jQuery?.Callbacks;
    if (callbacks) return overCallbacks(name, callbacks());
    return overBus(`${this.prefix}/${name}`, name, around.SHOTGUN ?? this.#own);
  }
}

function overCallbacks(name: string, list: Callbacks): Topic {
  return withSafety(name, {
    publish: (payload) => void list.fire(payload),
    add: (safe) => void list.add(safe),
    remove: (safe) => void list.remove(safe),
  });
}

function overBus(address: string, name: string, bus: Bus): Topic {
  return withSafety(name, {
    publish: (payload) => bus.fire(address, [payload]),
    add: (safe) => bus.listen(address, safe),
    remove: (safe) => bus.remove(address, safe),
  });
}

interface Ways {
  publish(payload: unknown): void;
  add(safe: Safe): void;
  remove(safe: Safe): void;
}

/** Each handler goes in wrapped; the wrapper is kept, as it is what has to come out again. */
function withSafety(name: string, ways: Ways): Topic {
  const wrapped = new Map<Listener, Safe[]>();
  return {
    publish: ways.publish,
    subscribe(handler) {
      const safe: Safe = (payload) => {
        try {
          handler(payload as never);
        } catch (error) {
          console.error(`The handler of ${name} failed:`, error, payload);
        }
      };
      wrapped.set(handler, [...(wrapped.get(handler) ?? []), safe]);
      ways.add(safe);
    },
    unsubscribe(handler) {
      for (const safe of wrapped.get(handler) ?? []) ways.remove(safe);
      wrapped.delete(handler);
    },
    clear() {
      for (const safe of [...wrapped.values()].flat()) ways.remove(safe);
      wrapped.clear();
    },
  };
}
