// Turns a table of frames into what pages call: methods that send, and the factory that only makes frames.

import type { Keys } from './frames';
import type { Frame, Result } from './results';

type Frames = Record<string, (...values: never[]) => Keys>;

/** A method for each frame, with the promise of its outcome. */
export type Methods<F extends Frames> = { [Name in keyof F]: (...values: Parameters<F[Name]>) => Promise<Result> };

/** Makes frames without sending them, as some pages do. */
export type Factory = Record<string, (...values: never[]) => Frame>;

/** The methods of a table of frames, over whatever sends them. */
export function methodsOf<F extends Frames>(frames: F, send: (frame: Frame) => Promise<Result>): Methods<F> {
  const methods: Record<string, (...values: never[]) => Promise<Result>> = {};
  for (const [name, frame] of Object.entries(frames)) {
    methods[name] = (...values) => send({ claz: 'web', ...frame(...values) });
  }
  return methods as Methods<F>;
}

/** `createDial`, `createAgentLogin` and so on: by the method's name and by the command's. */
export function factoryOf(frames: Frames): Factory {
  const factory: Factory = { createPing: () => ({ claz: 'ping' }) };
  for (const [name, frame] of Object.entries(frames)) {
    const create = (...values: never[]): Frame => ({ claz: 'web', ...frame(...values) });
    factory[`create${capital(name)}`] = create;
    factory[`create${capital(frame().command)}`] ??= create;
  }
  return factory;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
