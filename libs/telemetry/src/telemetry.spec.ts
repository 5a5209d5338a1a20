import { describe, expect, it } from '@jest/globals';
import { Metrics } from './index.js';
import { describeError } from './logger.js';

describe('metrics', () => {
  it('shows every labelled series as 0 before anything happened', async () => {
    const metrics = new Metrics('worker');
    metrics.counter('harmonium_ends_total', 'Ends.', 'reason', ['stop', 'length']);
    const text = await metrics.render();
    expect(text).toMatch(/harmonium_ends_total\{reason="stop",service="worker"\} 0/);
    expect(text).toMatch(/harmonium_ends_total\{reason="length",service="worker"\} 0/);
  });

  it('asks a gauge for its value at each scrape', async () => {
    const metrics = new Metrics('worker');
    let busy = 1;
    metrics.gauge('harmonium_busy_slots', 'Busy slots.', () => busy);
    expect(await metrics.render()).toContain('harmonium_busy_slots{service="worker"} 1');
    busy = 3;
    expect(await metrics.render()).toContain('harmonium_busy_slots{service="worker"} 3');
  });
});

describe('an error in the log', () => {
  it('says what happened and why, and nothing that the error carries along', () => {
    const cause = Object.assign(new Error('WRONGPASS'), { command: { args: ['AUTH', 'secret'] } });
    const logged = JSON.stringify(describeError(new Error('redis is away', { cause })));
    expect(logged).toContain('redis is away');
    expect(logged).toContain('WRONGPASS');
    expect(logged).not.toContain('secret');
  });
});
