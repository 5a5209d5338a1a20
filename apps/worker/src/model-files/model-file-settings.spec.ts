import { describe, expect, it } from '@jest/globals';
import { readEnvironment } from '#config';
import { MODEL_FILE_SETTINGS, toModelFileOptions } from './model-file-settings.js';

const tokenOf = (HF_TOKEN: string) => toModelFileOptions(readEnvironment({ HF_TOKEN }, MODEL_FILE_SETTINGS)).token;

describe('HF_TOKEN', () => {
  it.each([
    ['hf_secret', 'hf_secret'],
    [' hf_secret\r\n', 'hf_secret'],
    ['', null],
    [' \n', null],
  ])('%j is read as %j', (text, token) => {
    expect(tokenOf(text)).toBe(token);
  });

  it.each(['hf_sec\nret', 'hf_sec\r\nret', 'hf_sec ret', 'hf_sec\tret', 'hf_sec\0ret', 'hf_secrét', 'hf_sec\u2028ret'])(
    '%j is refused with a sentence that does not repeat it',
    (text) => {
      expect(() => tokenOf(text)).toThrow(
        /:\n {2}- HF_TOKEN: must be one line of printable ASCII characters without spaces$/,
      );
    },
  );
});
