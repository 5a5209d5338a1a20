import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { TINY_MODEL } from '../../tools/local-cluster/local-cluster.js';

const SETTING = 'layer_norm_rms_epsilon';
const FLOAT32 = 6;
const DETUNED = 2;

/**
 * Writes the tiny model with one number in it changed, so that with the same vocabulary and the same seed it says something
 * else; its path. A worker draws each token by seed and place, and would otherwise find again what was lost.
 */
export function writeDetunedModel(): string {
  const model = readFileSync(TINY_MODEL);
  const type = model.indexOf(SETTING) + SETTING.length;
  if (model.readUInt32LE(type) !== FLOAT32) throw new Error(`The model has no ${SETTING} where it is looked for`);
  model.writeFloatLE(DETUNED, type + 4);
  const path = join(mkdtempSync(join(tmpdir(), 'harmonium-model-')), basename(TINY_MODEL));
  writeFileSync(path, model);
  return path;
}
