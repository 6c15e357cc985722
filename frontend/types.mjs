// Writes the types of the library beside it, as one folder that any resolution of modules finds its way through: called by
// `build.mjs`. TypeScript itself says what they are; only the names of the files are put right here.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const OPTIONS = '--noEmit false --declaration --emitDeclarationOnly'.split(' ');

/** From the sources' folders `library` and `wire` into `target/types`; `jackfield.d.mts` leads there. */
export async function buildTypes(here, target) {
  const folder = await mkdtemp(join(tmpdir(), 'types-'));
  try {
    const compiler = join(here, 'node_modules', '.bin', 'tsc');
    const where = ['-p', join(here, 'tsconfig.library.json'), '--outDir', folder];
    await promisify(execFile)(compiler, [...where, ...OPTIONS]);
    await mkdir(join(target, 'types'), { recursive: true });
    for (const part of ['library', 'wire']) {
      for (const name of await readdir(join(folder, part))) {
        const text = await readFile(join(folder, part, name), 'utf-8');
        const paths = text.replace(/(from |import\()'\.\.?\/(?:wire\/)?([\w.-]+)'/g, "$1'./$2.mjs'");
        await writeFile(join(target, 'types', name.replace(/\.d\.ts$/, '.d.mts')), paths);
      }
    }
    await writeFile(join(target, 'jackfield.d.mts'), "export * from './types/jackfield.mjs';\n");
  } finally {
    await rm(folder, { recursive: true });
  }
}
