import { describe, expect, it } from '@jest/globals';
import { parseCpuSeconds, parseResidentBytes, ProcessWatch } from './process-sampling.js';

describe('process sampling', () => {
  it('reads user and system time, however strange the name of the command', () => {
    const stat = '42 (a ) (b) S 1 42 42 0 -1 4194560 1000 0 0 0 150 50 0 0 20 0 11 0 5000 1000000 2000';
    expect(parseCpuSeconds(stat)).toBe(2);
  });

  it('reads resident memory, which a process that has just ended no longer has', () => {
    expect(parseResidentBytes('Name:\tnode\nVmHWM:\t  900 kB\nVmRSS:\t   800 kB\n')).toBe(800 * 1024);
    expect(parseResidentBytes('Name:\tnode\nState:\tZ (zombie)\n')).toBeNull();
  });

  it('gives nulls for a process that is not there', () => {
    const beyondAllPids = 2 ** 30;
    expect(ProcessWatch.start([{ name: 'gone', pid: beyondAllPids }]).stop()).toEqual([
      { name: 'gone', cpuSeconds: null, residentBytes: null },
    ]);
  });
});
