import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { JsHarmonyEncoding, JsStreamableParser } from 'openai-harmony';

const packages = createRequire(import.meta.url);

/** OpenAI's own Rust implementation of Harmony, compiled to WebAssembly: what we compare ourselves with. */
export interface HarmonyOracle {
  encoding: JsHarmonyEncoding;
  /** A fresh parser of generated tokens, which are taken to belong to a message of `role`. */
  newParser(role: string): JsStreamableParser;
  /** Tokenizes text as content: control-token text stays text. */
  encodeOrdinary(text: string): number[];
}

/**
 * Loads the oracle without a network: what it would fetch, its own code and the ranks of o200k_base,
 * is answered from the installed packages while it loads.
 */
export async function loadHarmonyOracle(): Promise<HarmonyOracle> {
  const networkFetch = globalThis.fetch;
  globalThis.fetch = answerFromPackages;
  try {
    const { JsStreamableParser, load_harmony_encoding } = await import('openai-harmony');
    const encoding = await load_harmony_encoding('HarmonyGptOss', 'https://packages.invalid/');
    return {
      encoding,
      newParser: (role) => new JsStreamableParser(encoding, role),
      encodeOrdinary: (text) => [...encoding.encode(text, [])],
    };
  } finally {
    globalThis.fetch = networkFetch;
  }
}

const answerFromPackages: typeof fetch = async (resource) => {
  const address = resource instanceof Request ? resource.url : String(resource);
  if (address.endsWith('.wasm')) {
    const assets = join(dirname(packages.resolve('openai-harmony')), 'assets');
    return answer(address, join(assets, address.slice(address.lastIndexOf('/') + 1)), 'application/wasm');
  }
  if (address.endsWith('/o200k_base.tiktoken')) {
    return answer(address, packages.resolve('gpt-tokenizer/data/o200k_base.tiktoken'), 'text/plain');
  }
  throw new Error(`The oracle asked for ${address}, which is not among the installed packages`);
};

/** A response that names its address: the oracle refuses one without. */
async function answer(address: string, path: string, contentType: string): Promise<Response> {
  const response = new Response(await readFile(path), { headers: { 'content-type': contentType } });
  return Object.defineProperty(response, 'url', { value: address });
}
