import { describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';

/** The arrows of the diagram: what of ours each folder may import. Whatever is not drawn here is forbidden. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'libs/protocol': [],
  'libs/config': [],
  'libs/openai-api': ['libs/protocol'],
  'libs/harmony': ['libs/protocol'],
  'libs/ledger': ['libs/protocol'],
  'libs/token-relay': ['libs/protocol'],
  'libs/telemetry': ['libs/protocol'],
  'apps/gateway': [
    'libs/protocol',
    'libs/config',
    'libs/openai-api',
    'libs/harmony',
    'libs/ledger',
    'libs/token-relay',
    'libs/telemetry',
  ],
  // The dialects of clients end at the gateway.
  'apps/worker': ['libs/protocol', 'libs/config', 'libs/harmony', 'libs/ledger', 'libs/token-relay', 'libs/telemetry'],
  tools: ['test', 'libs/protocol', 'libs/harmony'],
  test: ['tools', 'libs/protocol', 'libs/harmony'],
};

/** Beside that, tests that stand next to their file may use what tests share. */
const SPECS_MAY_IMPORT = ['test', 'tools'];

/** Single files that may do more, and why. */
const EXCEPTIONS: Record<string, readonly string[]> = {
  // The engine by itself is what the bench compares the whole chain with.
  'tools/bench/bare-engine.ts': ['apps/worker'],
  // What it costs to write a dialect is measured without a gateway around it.
  'tools/bench/dialects-scenario.ts': ['libs/openai-api'],
};

/** Who of the product imports which dependency: exactly these folders, all of them and nobody else. */
const IMPORTED_BY: Record<string, readonly string[]> = {
  '@bufbuild/protobuf': ['libs/protocol/src/generated', 'libs/token-relay/src/generated'],
  '@fastify/cors': ['apps/gateway/src/http'],
  '@fastify/swagger': ['apps/gateway/src/docs'],
  '@fastify/swagger-ui': ['apps/gateway/src/docs'],
  '@fastify/websocket': ['apps/gateway/src/http'],
  '@grpc/grpc-js': ['libs/token-relay/src'],
  '@nestjs/common': ['apps/gateway/src', 'apps/worker/src'],
  '@nestjs/core': ['apps/gateway/src', 'apps/worker/src'],
  '@nestjs/platform-fastify': ['apps/gateway/src', 'apps/worker/src'],
  bullmq: ['libs/ledger/src'],
  'cli-progress': ['apps/worker/src/model-files'],
  envalid: ['libs/config/src'],
  fastify: ['apps/gateway/src', 'apps/worker/src'],
  ioredis: ['libs/ledger/src'],
  'lru-cache': ['apps/gateway/src/generations', 'apps/gateway/src/responses/web-socket', 'apps/worker/src/engine'],
  'node-llama-cpp': ['apps/worker/src/engine'],
  'p-retry': ['libs/ledger/src', 'apps/worker/src/model-files'],
  piscina: ['apps/gateway/src/generations'],
  pino: ['libs/telemetry/src'],
  'prom-client': ['libs/telemetry/src'],
  'proper-lockfile': ['apps/worker/src/model-files'],
  'reflect-metadata': ['apps/gateway/src', 'apps/worker/src'],
  // Nest insists on it as a peer; nothing here is written with it.
  rxjs: [],
  zod: ['libs/openai-api/src'],
};

const MODULES = ['apps/gateway/src/gateway.module.ts', 'apps/worker/src/worker.module.ts'];
const LONGEST_FILE_LINES = 300;

interface Import {
  file: string;
  line: number;
  specifier: string;
  /** Where it leads: a path of this repository, the name of a package, or a part of Node. */
  target: { type: 'ours'; path: string } | { type: 'package'; name: string } | { type: 'node' };
}

const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as {
  imports: Record<string, { 'harmonium-source': string }>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const sources = ['apps', 'libs', 'tools', 'test'].flatMap(sourcesIn);
const imports = sources.flatMap(importsOf);

describe('the architecture', () => {
  it('has only folders that are in the diagram', () => {
    expect([...new Set(sources.map(folderOf))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it('has no import that is not drawn in the diagram', () => {
    expect(sentences(imports, (one) => leadsElsewhere(one) && !isDrawn(one))).toEqual([]);
  });

  it('enters a library by its name and never by a path, and never its own', () => {
    const publicFiles = Object.values(packageJson.imports).map((entry) => posix.normalize(entry['harmonium-source']));
    expect(publicFiles).toEqual(publicFiles.filter((file) => sources.includes(file)));
    const isBackDoor = (one: Import): boolean =>
      folderOfTarget(one)?.startsWith('libs/') === true && one.specifier.startsWith('#') !== leadsElsewhere(one);
    expect(sentences(imports, isBackDoor)).toEqual([]);
  });

  it('keeps what only tests use away from the product', () => {
    const isProduct = ({ file }: Import): boolean => isInProduct(file) && !isForTests(file);
    const isTestOnly = ({ target }: Import): boolean =>
      (target.type === 'ours' && isForTests(target.path)) ||
      (target.type === 'package' && !(target.name in packageJson.dependencies));
    expect(sentences(imports.filter(isProduct), isTestOnly)).toEqual([]);
  });

  it('imports nothing that package.json does not name', () => {
    const named = { ...packageJson.dependencies, ...packageJson.devDependencies };
    expect(sentences(imports, ({ target }) => target.type === 'package' && !(target.name in named))).toEqual([]);
  });
});

describe('every package of the stack', () => {
  it('has its place in the table', () => {
    expect(Object.keys(IMPORTED_BY).sort()).toEqual(Object.keys(packageJson.dependencies).sort());
  });

  it.each(Object.entries(IMPORTED_BY))('%s is imported where it belongs and nowhere else', (name, owners) => {
    const importing = imports.filter(
      ({ file, target }) => isInProduct(file) && target.type === 'package' && target.name === name,
    );
    expect(sentences(importing, ({ file }) => !owners.some((owner) => isWithin(owner, file)))).toEqual([]);
    expect(owners.filter((owner) => importing.some(({ file }) => isWithin(owner, file)))).toEqual(owners);
  });
});

describe('the files', () => {
  it('declare two Nest modules, the wiring diagrams of the two processes', () => {
    expect(sources.filter((file) => isInProduct(file) && /^@Module\(/m.test(textOf(file)))).toEqual(MODULES);
  });

  it('have no barrels but the public faces of the libraries', () => {
    const barrels = sources.filter((file) => /(^|\/)index\.\w+$/.test(file));
    expect(barrels.filter((file) => !/^libs\/[\w-]+\/src\/index\.ts$/.test(file))).toEqual([]);
  });

  it(`have at most ${LONGEST_FILE_LINES} lines, unless a machine wrote them`, () => {
    const written = sources.filter((file) => !file.includes('/generated/'));
    expect(written.filter((file) => textOf(file).trimEnd().split('\n').length > LONGEST_FILE_LINES)).toEqual([]);
  });
});

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|mts|js|mjs|cjs)$/.test(path))
    .map((path) => posix.join(folder, path))
    .sort();
}

/** Everything a file imports, types and dynamic imports included, as TypeScript itself reads it. */
function importsOf(file: string): Import[] {
  const text = textOf(file);
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName: specifier, pos }) => ({
    file,
    line: text.slice(0, pos).split('\n').length,
    specifier,
    target: targetOf(file, specifier),
  }));
}

function targetOf(file: string, specifier: string): Import['target'] {
  const entry = packageJson.imports[specifier];
  if (entry) return { type: 'ours', path: posix.normalize(entry['harmonium-source']) };
  // What is compiled counts as what it was compiled from.
  if (specifier.startsWith('.'))
    return { type: 'ours', path: posix.join(posix.dirname(file), specifier).replace(/^dist\//, '') };
  if (specifier.startsWith('node:')) return { type: 'node' };
  return { type: 'package', name: specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/') };
}

/** `apps/gateway`, `libs/ledger`, `tools`, `test`. */
function folderOf(path: string): string {
  return path.split('/', isInProduct(path) ? 2 : 1).join('/');
}

function folderOfTarget({ target }: Import): string | null {
  return target.type === 'ours' ? folderOf(target.path) : null;
}

function leadsElsewhere(one: Import): boolean {
  return one.target.type === 'ours' && folderOfTarget(one) !== folderOf(one.file);
}

function isDrawn(one: Import): boolean {
  const drawn = [...(MAY_IMPORT[folderOf(one.file)] ?? []), ...(EXCEPTIONS[one.file] ?? [])];
  const allowed = isForTests(one.file) ? [...drawn, ...SPECS_MAY_IMPORT] : drawn;
  return allowed.includes(folderOfTarget(one) ?? '');
}

function isInProduct(path: string): boolean {
  return path.startsWith('apps/') || path.startsWith('libs/');
}

function isForTests(path: string): boolean {
  return /\.(spec|fixture)\.[jt]s$/.test(path) || path.includes('/testing/') || path.startsWith('test/');
}

function isWithin(folder: string, path: string): boolean {
  return path.startsWith(`${folder}/`);
}

function sentences(candidates: readonly Import[], isWrong: (one: Import) => boolean): string[] {
  return candidates.filter(isWrong).map(({ file, line, specifier }) => `${file}:${line} imports ${specifier}`);
}

function textOf(file: string): string {
  return readFileSync(file, 'utf8');
}
