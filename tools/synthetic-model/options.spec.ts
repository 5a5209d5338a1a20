import { describe, expect, it } from '@jest/globals';
import { parseModelOptions, UsageError } from './options.js';

const shapeOf = (...flags: string[]) => parseModelOptions(['--out', 'x.gguf', ...flags]).shape;

describe('the command line of the synthetic models', () => {
  it('writes a small random model by default', () => {
    expect(parseModelOptions(['--out', 'x.gguf'])).toEqual({
      path: 'x.gguf',
      shape: {
        layers: 2,
        width: 64,
        queryHeads: 2,
        keyValueHeads: 1,
        experts: 4,
        expertsUsed: 4,
        expertWidth: 64,
        context: 131_072,
      },
      seed: 1,
      vocabularyOnly: false,
      speech: null,
    });
  });

  it('knows the published models', () => {
    const attention = { width: 2880, expertWidth: 2880, queryHeads: 64, keyValueHeads: 8, context: 131_072 };
    expect(shapeOf('--like', 'gpt-oss-20b')).toEqual({ ...attention, layers: 24, experts: 32, expertsUsed: 4 });
    expect(shapeOf('--like', 'gpt-oss-120b')).toEqual({ ...attention, layers: 36, experts: 128, expertsUsed: 4 });
  });

  it('scales widths and heads, and takes single dimensions on top', () => {
    expect(shapeOf('--like', 'gpt-oss-20b', '--scale', '0.25', '--layers', '4')).toMatchObject({
      layers: 4,
      experts: 32,
      width: 704,
      expertWidth: 704,
      queryHeads: 16,
      keyValueHeads: 2,
    });
    expect(shapeOf('--width', '512', '--kv-heads', '2', '--experts', '2', '--context', '262144')).toMatchObject({
      width: 512,
      expertWidth: 512,
      queryHeads: 4,
      keyValueHeads: 2,
      experts: 2,
      expertsUsed: 2,
      context: 262_144,
    });
  });

  it('lets a model speak, as long as it is told', () => {
    const flags = ['--out', 'x.gguf', '--speaks-harmony', '--reasoning-tokens', '5'];
    expect(parseModelOptions(flags).speech).toEqual({ reasoningTokens: 5, answerTokens: 128 });
  });

  it.each([
    [[], '--out'],
    [['--out', 'x', '--like', 'gpt-2'], 'gpt-oss-20b or gpt-oss-120b'],
    [['--out', 'x', '--scale', '2'], 'needs --like'],
    [['--out', 'x', '--like', 'gpt-oss-20b', '--scale', '2'], 'at most 1'],
    [['--out', 'x', '--width', '40'], 'multiple of 32'],
    [['--out', 'x', '--heads', '3', '--kv-heads', '2'], 'multiple of --kv-heads'],
    [['--out', 'x', '--experts-used', '5'], 'at most --experts'],
    [['--out', 'x', '--layers', '0'], '--layers'],
    [['--out', 'x', '--wrong'], '--wrong'],
  ])('refuses %j and says why', (commandLine, reason) => {
    expect(() => parseModelOptions(commandLine)).toThrow(UsageError);
    expect(() => parseModelOptions(commandLine)).toThrow(reason);
  });
});
