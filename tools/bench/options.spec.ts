import { describe, expect, it } from '@jest/globals';
import { parseBenchOptions, UsageError } from './options.js';

describe('the command line of the bench', () => {
  it('measures one server at four levels by default', () => {
    expect(parseBenchOptions(['--base-url', 'http://localhost:8080/v1/'])).toEqual({
      scenario: 'load',
      targets: [{ baseUrl: 'http://localhost:8080/v1', key: null, model: null }],
      streamCounts: [1, 8, 32, 64],
      amount: { type: 'requests-per-stream', count: 4 },
      rounds: 1,
      maxTokens: 128,
      prompt: 'Tell me a story.',
      warmupRequests: 1,
      processes: [],
      enginePath: null,
      jsonPath: null,
      promptTokens: [1],
      turns: 4,
    });
  });

  it('lets two servers take turns in three rounds, with one key for both or a key for each', () => {
    const servers = ['--base-url', 'http://a/v1', '--base-url', 'https://b/v1'];
    const keysOf = (flags: string[]) => parseBenchOptions([...servers, ...flags]).targets.map(({ key }) => key);
    expect(parseBenchOptions(servers).rounds).toBe(3);
    expect(keysOf(['--key', 'x'])).toEqual(['x', 'x']);
    expect(keysOf(['--key', 'x', '--key', 'y'])).toEqual(['x', 'y']);
  });

  it('reads the processes to watch', () => {
    const flags = ['--base-url', 'http://a/v1', '--pid', 'gateway=12', '--pid', 'worker=34'];
    expect(parseBenchOptions(flags).processes).toEqual([
      { name: 'gateway', pid: 12 },
      { name: 'worker', pid: 34 },
    ]);
  });

  it('measures prompts where only their lengths are given', () => {
    const options = parseBenchOptions(['--base-url', 'http://a/v1', '--prompt-tokens', '10,200']);
    expect(options).toMatchObject({ scenario: 'prompts', promptTokens: [10, 200] });
  });

  it.each([
    ['prompts', [100, 1000, 8000]],
    ['multi-turn', [100]],
    ['long-prompt', [100_000]],
  ])('has lengths of its own for the scenario %s', (scenario, promptTokens) => {
    expect(parseBenchOptions(['--base-url', 'http://a/v1', '--scenario', scenario])).toMatchObject({ promptTokens });
  });

  it('needs no server to measure the sampling of an engine', () => {
    const options = parseBenchOptions(['--scenario', 'sampling', '--engine', 'x.gguf']);
    expect(options).toMatchObject({ scenario: 'sampling', enginePath: 'x.gguf', targets: [] });
  });

  it.each([
    [[], 'one --base-url'],
    [['--base-url', 'http://a', '--scenario', 'chess'], 'one of load, prompts'],
    [['--base-url', 'http://a', '--scenario', 'sampling'], 'needs --engine'],
    [['--base-url', 'http://a', '--base-url', 'http://b', '--engine', 'x'], 'with one --base-url'],
    [['--base-url', 'http://a', '--prompt-tokens', '0'], '--prompt-tokens'],
    [['--base-url', 'localhost:8080'], 'http or https'],
    [['--base-url', 'http://a', '--concurrency', '1,x'], '--concurrency'],
    [['--base-url', 'http://a', '--requests', '1', '--seconds', '1'], 'not both'],
    [['--base-url', 'http://a', '--pid', '12'], 'worker=1234'],
    [['--base-url', 'http://a', '--key', 'x', '--key', 'y'], 'more --key'],
    [['--base-url', 'http://a', '--wrong'], '--wrong'],
  ])('refuses %j and says why', (commandLine, reason) => {
    expect(() => parseBenchOptions(commandLine)).toThrow(UsageError);
    expect(() => parseBenchOptions(commandLine)).toThrow(reason);
  });
});
