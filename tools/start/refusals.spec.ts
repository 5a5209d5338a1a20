import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';

/** Runs the command; with a setting that is wrong it ends before it changes or starts anything. */
function startWith(environment: Record<string, string>, args: string[] = []) {
  const run = spawnSync(process.execPath, ['tools/start/main.mjs', ...args], {
    env: {
      ...process.env,
      PORT: '',
      WORKERS: '',
      MODEL_PATH: '',
      REDIS_URL: '',
      HARMONIUM_API_KEY: '',
      ...environment,
    },
    encoding: 'utf8',
  });
  return { status: run.status, output: run.stdout, complaint: run.stderr };
}

describe('npm start with a setting that is wrong', () => {
  it.each([
    [{ PORT: 'abc' }, 'PORT must be a whole number from 1 to 65535, not "abc".'],
    [{ PORT: '65536' }, 'PORT must be a whole number from 1 to 65535, not "65536".'],
    [{ WORKERS: '0' }, 'WORKERS must be a whole number from 1 to 64, not "0".'],
    [{ WORKERS: '65' }, 'WORKERS must be a whole number from 1 to 64, not "65".'],
    [{ MODEL_PATH: '/nowhere.gguf' }, 'MODEL_PATH must name a GGUF file, and there is none at "/nowhere.gguf".'],
    [
      { REDIS_URL: 'http://redis' },
      'REDIS_URL must begin with redis://, rediss://, redis+sentinel:// or rediss+sentinel://.',
    ],
    [{ HARMONIUM_API_KEY: 'two, keys' }, 'HARMONIUM_API_KEY may hold only letters, digits and'],
  ])('says about %j what to put right, in one sentence', (environment, sentence) => {
    const { status, output, complaint } = startWith(environment);
    expect(complaint).toContain(sentence);
    expect(complaint.trimEnd().split('\n')).toHaveLength(1);
    expect([status, output]).toEqual([1, '']);
  });

  it.each([
    [['--modell', 'x'], 'npm start takes "-- --model MODEL" and nothing else.'],
    [['gpt-oss-20b'], 'npm start takes "-- --model MODEL" and nothing else.'],
    [['--model', '/nowhere.gguf'], 'MODEL_PATH must name a GGUF file, and there is none at "/nowhere.gguf".'],
  ])('says about the arguments %j what to put right', (args, sentence) => {
    const { status, output, complaint } = startWith({}, args);
    expect([status, output, complaint]).toEqual([1, '', `${sentence}\n`]);
  });

  it('names all of them at once', () => {
    expect(startWith({ PORT: '-1', WORKERS: '1.5' }).complaint).toMatch(/^PORT .*\nWORKERS .*\n$/);
  });
});
