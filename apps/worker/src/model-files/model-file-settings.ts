import { homedir } from 'node:os';
import { join } from 'node:path';
import { bool, list, makeValidator, str, url } from '#config';
import { HUB_TOKEN_FORM, isHubToken } from './hub-token.js';
import { type ModelFileOptions, USUAL_LIMITS } from './model-file-options.js';

/** Files that hold secrets often end with a line break. The reason never repeats what is set. */
const hubToken = makeValidator<string>((text) => {
  const token = text.trim();
  if (token !== '' && !isHubToken(token)) throw new Error(`must be ${HUB_TOKEN_FORM}`);
  return token;
});

/** The settings of where model files come from, the same for a worker and for `npm run fetch-model`. */
export const MODEL_FILE_SETTINGS = {
  MODEL_CACHE: str({ default: join(homedir(), '.cache', 'harmonium', 'models') }),
  MODEL_MIRROR: url({ default: 'https://huggingface.co' }),
  MODEL_OFFLINE: bool({ default: false }),
  MODEL_ALLOW_HTTP: bool({ default: false }),
  MODEL_SHA256: list({ default: [] }),
  MODEL_MANIFEST: str({ default: '' }),
  HF_TOKEN: hubToken({ default: '' }),
};

interface ModelFileSettings {
  MODEL_CACHE: string;
  MODEL_MIRROR: string;
  MODEL_OFFLINE: boolean;
  MODEL_ALLOW_HTTP: boolean;
  MODEL_SHA256: readonly string[];
  MODEL_MANIFEST: string;
  HF_TOKEN: string;
}

export function toModelFileOptions(settings: ModelFileSettings): ModelFileOptions {
  return {
    cacheDirectory: settings.MODEL_CACHE,
    layout: 'by-source',
    mirror: new URL(settings.MODEL_MIRROR),
    isOffline: settings.MODEL_OFFLINE,
    allowsHttp: settings.MODEL_ALLOW_HTTP,
    token: settings.HF_TOKEN || null,
    sha256: settings.MODEL_SHA256,
    manifestFile: settings.MODEL_MANIFEST || null,
    transfer: USUAL_LIMITS,
  };
}
