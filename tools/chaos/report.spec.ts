import { describe, expect, it } from '@jest/globals';
import type { CampaignResult } from './campaign.js';
import { parseChaosOptions, renderOptions, UsageError } from './options.js';
import { renderReport } from './report.js';

const mark = { role: 'worker', seat: 0, fromMs: 0, untilMs: 1, running: 1 } as const;
const result: CampaignResult = {
  seed: 7,
  durationMs: 61_000,
  marks: [
    { ...mark, name: 'kill worker' },
    { ...mark, name: 'kill worker' },
    { ...mark, name: 'freeze gateway' },
  ],
  outcomes: { complete: 4, left: 1 },
  resumptions: 3,
  gaps: [
    { ms: 700, isAlone: true },
    { ms: 2_100, isAlone: false },
  ],
  tokens: { generated: 400, lost: 0, repeated: 0, changed: 0 },
  violations: [],
};

describe('the report of a campaign', () => {
  it('says what was done, how long streams stood still and what was lost', () => {
    const report = renderReport(result);
    expect(report).toContain('Seed 7: 2 kills and 1 freezes and drains in 61 s.');
    expect(report).toMatch(/\| kill worker +\| +2 \|/);
    expect(report).toMatch(/\| of 5 requests +\|/);
    expect(report).toMatch(/\| all +\| +2 \| +700 \| +2100 \| +2100 \|/);
    expect(report).toMatch(/\| while nothing else was disturbed +\| +1 \| +700 \|/);
    expect(report).toMatch(/\| lost +\| +0 \|/);
    expect(report).toContain('Every promise was kept.');
  });

  it('names the broken promises', () => {
    const violations = [{ property: 'delivery', request: 12, message: 'lost: event 4' } as const];
    expect(renderReport({ ...result, violations })).toContain('- delivery, request 12: lost: event 4');
  });
});

describe('the command line', () => {
  it('has a default for everything, the seed being random', () => {
    expect(parseChaosOptions([], 42)).toEqual({
      kills: 50,
      seed: 42,
      pauseMs: 500,
      streams: 12,
      tokensPerSecond: 25,
      directory: '.harmonium/chaos/seed-42',
    });
  });

  it('can be told again', () => {
    const options = parseChaosOptions(['--kills', '7', '--pause', '0', '--streams', '3', '--pace', '40'], 42);
    expect(parseChaosOptions(renderOptions(options).split(' '), 1)).toEqual(options);
  });

  it('is refused when it makes no sense', () => {
    for (const bad of [['--kills', '0'], ['--seed', 'x'], ['--what']])
      expect(() => parseChaosOptions(bad, 1)).toThrow(UsageError);
  });
});
