/** Fetches and verifies a model ahead of its worker, and prints where it is: for init containers and machines without a network. */
import { parseArgs } from 'node:util';
import { readEnvironment } from '#config';
import { KNOWN_MODELS } from './known-models.js';
import { MODEL_FILE_SETTINGS, toModelFileOptions } from './model-file-settings.js';
import type { ModelFileOptions } from './model-file-options.js';
import { showSource } from './model-source.js';
import { resolveModelFile } from './resolve-model-file.js';
import { terminalObserver } from './terminal-observer.js';

const USAGE = `Fetches a model, verifies it, and prints the path of its (first) file.

  npm run fetch-model -- SOURCE [--to DIRECTORY]

SOURCE is ${[...KNOWN_MODELS.keys()].join(', ')}, hf:owner/repository[@revision]/file.gguf, https://..., or a path.
With --to the files lie right in that directory; otherwise in MODEL_CACHE, where a worker finds them by the same SOURCE.
MODEL_MIRROR, MODEL_SHA256, MODEL_MANIFEST, MODEL_OFFLINE, MODEL_ALLOW_HTTP and HF_TOKEN count as for a worker.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { to: { type: 'string' } }, allowPositionals: true });
  const [source] = positionals;
  if (source === undefined || positionals.length > 1) throw new Error(USAGE);
  const settings = toModelFileOptions(readEnvironment(process.env, MODEL_FILE_SETTINGS));
  console.log(await fetchModel(source, values.to === undefined ? settings : into(values.to, settings)));
}

async function fetchModel(source: string, options: ModelFileOptions): Promise<string> {
  const observer = terminalObserver(process.stderr);
  try {
    return (await resolveModelFile(source, options, observer)).path;
  } catch (error) {
    throw new Error(`The model ${showSource(source)} cannot be fetched: ${messageOf(error)}`, { cause: error });
  } finally {
    observer.close();
  }
}

function into(directory: string, settings: ModelFileOptions): ModelFileOptions {
  return { ...settings, cacheDirectory: directory, layout: 'flat' };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
