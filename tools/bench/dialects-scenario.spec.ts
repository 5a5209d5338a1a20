import { describe, expect, it } from '@jest/globals';
import { measureDialects } from './dialects-scenario.js';
import { parseBenchOptions, UsageError } from './options.js';

describe('the scenario of the dialects', () => {
  it('needs no server, and asks for a thousand tokens', () => {
    expect(parseBenchOptions(['--scenario', 'dialects'])).toMatchObject({
      targets: [],
      enginePath: null,
      maxTokens: 1_000,
    });
    expect(() => parseBenchOptions(['--scenario', 'dialects', '--base-url', 'http://127.0.0.1:1/v1'])).toThrow(
      UsageError,
    );
  });

  it('tells of each dialect what it costs, the first one being the measure', async () => {
    const options = parseBenchOptions(['--scenario', 'dialects', '--max-tokens', '8', '--rounds', '2']);
    const { cases } = await measureDialects(options, () => undefined);
    expect(cases.map(({ labels }) => labels['dialect'])).toEqual(
      expect.arrayContaining(['chat completions', 'responses']),
    );
    expect(cases[0]?.summaries[0]?.figures['times chat']).toBe(1);
    for (const { summaries } of cases) expect(summaries[0]?.figures['bytes per token']).toBeGreaterThan(50);
  });
});
