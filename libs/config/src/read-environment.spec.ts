import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, list, port, readEnvironment, str, wholeNumber } from './index.js';

const specs = {
  SLOTS: wholeNumber({ min: 1, max: 256 })({ default: 8 }),
  PORT: port(),
  NAME: str(),
  KEYS: list({ default: [] }),
};

describe('reading the environment', () => {
  it('gives typed settings and defaults', () => {
    const settings = readEnvironment({ PORT: '8080', NAME: 'a', KEYS: 'x, y,' }, specs);
    expect([settings.SLOTS, settings.PORT, settings.NAME, settings.KEYS]).toEqual([8, 8080, 'a', ['x', 'y']]);
  });

  it('treats an empty variable as unset', () => {
    expect(readEnvironment({ SLOTS: '', PORT: '1', NAME: 'a' }, specs).SLOTS).toBe(8);
  });

  it('names everything that is wrong at once', () => {
    const read = (): unknown => readEnvironment({ SLOTS: '0', PORT: 'http' }, specs);
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(/SLOTS: must be a whole number from 1 to 256, not "0"/);
    expect(read).toThrow(/PORT[^]*NAME|NAME[^]*PORT/);
  });
});
