import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const TINY = 'models/tiny-gpt-oss/tiny-gpt-oss.gguf';
const PRINT = `import('./tools/start/settings.mjs').then(({ readSettings }) =>
  console.log(JSON.stringify(readSettings(process.env, process.argv.slice(1)))));`;

function settingsOf(environment: Record<string, string>, ...args: string[]): unknown {
  const env = { PATH: process.env['PATH'], ...environment };
  return JSON.parse(spawnSync(process.execPath, ['-e', PRINT, '--', ...args], { env, encoding: 'utf8' }).stdout);
}

describe('the settings of npm start', () => {
  it('are two workers with the tiny model when nothing is said', () => {
    expect(settingsOf({})).toMatchObject({ modelPath: null, workers: 2, port: 8080 });
  });

  it.each(['gpt-oss-20b', 'hf:owner/repo/m.gguf', 'https://host.example/m.gguf'])(
    'are one worker with the model %s, which is fetched',
    (source) => {
      const expected = { modelPath: source, workers: 1 };
      expect(settingsOf({}, '--model', source)).toMatchObject(expected);
      expect(settingsOf({}, `--model=${source}`)).toMatchObject(expected);
      expect(settingsOf({ MODEL_PATH: source })).toMatchObject(expected);
      expect(settingsOf({ WORKERS: '3' }, '--model', source)).toMatchObject({ modelPath: source, workers: 3 });
    },
  );

  it('name a file on this machine in full', () => {
    expect(settingsOf({ MODEL_PATH: 'gpt-oss-20b' }, '--model', TINY)).toMatchObject({ modelPath: resolve(TINY) });
  });
});
