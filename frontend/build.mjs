// Builds the front end into the Python package: `npm run build`. What is where is said in README.md beside this file.
// Nothing here is served; nothing here knows what a page does.

import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, createLogger } from 'vite';
import { buildTypes } from './types.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, 'src');
const target = resolve(here, process.env.JACKFIELD_STATIC ?? '../src/jackfield/web/static');

/** Classic scripts at documented addresses; each defines the global of the same purpose. */
const CLASSIC = ['cti', 'callback', 'membership', 'shotgun', 'xc_webrtc', 'SIPml-api'];

/** Modules at addresses of their own: the library, and the SIP stack that is loaded only for calls. */
const MODULES = { jackfield: 'jackfield', sip: 'sip-stack' };

/** Pages whose scripts people read at a documented address: not minified, not renamed. */
const READABLE = ['sample', 'sampleAgents'];

/** cti.js is loaded by pages of others, whose browsers may be older than our own pages want them. */
const BROWSERS = ['chrome100', 'firefox100', 'safari15'];

/** What Vite warns of fails the build, but for the classic scripts in a page: they are meant to stay as they are. */
const warnings = [];
const customLogger = createLogger('warn');
customLogger.warn = (text) => {
  if (!text.includes('can\'t be bundled without type="module"')) warnings.push(text);
};

const common = {
  root: source,
  base: '/',
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  customLogger,
};

const output = { outDir: target, emptyOutDir: false, modulePreload: { polyfill: false } };

/** The folders of `src/pages` that hold a page of their own name. */
async function pages() {
  const folder = join(source, 'pages');
  const names = existsSync(folder) ? await readdir(folder) : [];
  return names.filter((name) => existsSync(join(folder, name, `${name}.html`)));
}

/** Of a readable script only its own lines: what it imports goes elsewhere. Comments stay if written as JSDoc. */
function apart(names) {
  const own = (id) => names.some((name) => id.startsWith(join(source, 'pages', name) + '/'));
  return { groups: [{ name: 'shared', test: (id) => id.startsWith('/') && !own(id) && !id.endsWith('.html') }] };
}

async function buildPages(names, { readable }) {
  if (names.length === 0) return;
  await build({
    ...common,
    build: {
      ...output,
      minify: readable ? false : 'oxc',
      cssMinify: !readable,
      rolldownOptions: {
        input: Object.fromEntries(names.map((name) => [name, join(source, 'pages', name, `${name}.html`)])),
        output: {
          entryFileNames: readable ? 'assets/javascripts/pages/[name].js' : 'assets/built/[name]-[hash].js',
          chunkFileNames: 'assets/built/[name]-[hash].js',
          assetFileNames: 'assets/built/[name]-[hash][extname]',
          ...(readable && {
            codeSplitting: apart(names),
            comments: { jsdoc: true, legal: true },
            minifyInternalExports: false,
          }),
        },
      },
    },
  });
  for (const name of names) {
    await rename(join(target, 'pages', name, `${name}.html`), join(target, 'pages', `${name}.html`));
    await rm(join(target, 'pages', name), { recursive: true });
  }
}

/** A script for `<script src>`: everything in one file, no import, no export. */
async function buildClassic(name, folder = 'library') {
  const entry = join(source, folder, `${name}.global.ts`);
  if (!existsSync(entry)) return;
  await build({
    ...common,
    build: {
      ...output,
      target: BROWSERS,
      lib: { entry, name: 'unused', formats: ['iife'], fileName: () => `assets/javascripts/${name}.js` },
    },
  });
}

async function buildModule(name, source_name) {
  const entry = join(source, 'library', `${source_name}.ts`);
  if (!existsSync(entry)) return;
  await build({
    ...common,
    build: {
      ...output,
      target: BROWSERS,
      lib: { entry, formats: ['es'], fileName: () => `assets/javascripts/${name}.mjs` },
    },
  });
}

await rm(target, { recursive: true, force: true });
await mkdir(join(target, 'pages'), { recursive: true });
const present = await pages();
await buildPages(present.filter((name) => !READABLE.includes(name)), { readable: false });
await buildPages(present.filter((name) => READABLE.includes(name)), { readable: true });
for (const name of CLASSIC) await buildClassic(name);
await buildClassic('elements', 'embed');
for (const [name, from] of Object.entries(MODULES)) await buildModule(name, from);
await buildTypes(here, join(target, 'assets', 'javascripts'));
if (warnings.length > 0) {
  console.error(warnings.join('\n'));
  process.exit(1);
}
await writeFile(join(target, '.built'), '');
