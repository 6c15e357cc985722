// A small bus of named events (protocol 1.10): what listens to `cti/PhoneEvent` hears it and nothing else; removing
// `cti` removes every listener below it. It knows nothing of telephones.

export type Listener = (...values: never[]) => unknown;

/** The operations that `cti.js` and pages use. */
export interface Bus {
  listen(name: string, listener: Listener): void;
  fire(name: string, values?: readonly unknown[]): void;
  remove(name: string, listener?: Listener): void;
}

/** A bus of its own. A listener that throws does not keep the others from hearing. */
export function createBus(): Bus {
  const listeners = new Map<string, Listener[]>();

  return {
    listen(name, listener) {
      listeners.set(name, [...(listeners.get(name) ?? []), listener]);
    },

    fire(name, values = []) {
      for (const listener of listeners.get(name) ?? []) {
        try {
          listener(...(values as never[]));
        } catch (error) {
          console.error(`A listener to ${name} failed:`, error);
        }
      }
    },

    remove(name, listener) {
      for (const key of [...listeners.keys()]) {
        if (key !== name && !key.startsWith(`${name}/`)) continue;
        const rest = listener === undefined ? [] : (listeners.get(key) ?? []).filter((other) => other !== listener);
        if (rest.length > 0) listeners.set(key, rest);
        else listeners.delete(key);
      }
    },
  };
}
