import { describe, expect, it } from '@jest/globals';
import { ModelAliases, parseModelAliases } from './model-aliases.js';

describe('aliases of models', () => {
  const aliases = new ModelAliases(
    parseModelAliases(
      'claude-gpt-oss-120b=gpt-oss-120b, gpt-4o = gpt-oss-20b:law,claude-*=gpt-oss-20b,claude-opus*=openai/gpt-oss-120b,,',
    ),
  );

  it.each([
    ['gpt-4o', 'gpt-oss-20b:law'],
    ['claude-gpt-oss-120b', 'gpt-oss-120b'],
    ['claude-sonnet-5', 'gpt-oss-20b'],
    ['claude-', 'gpt-oss-20b'],
    ['claude-opus', 'openai/gpt-oss-120b'],
    ['claude-opus-4-5', 'openai/gpt-oss-120b'],
    ['gpt-4o-mini', null],
    ['claude', null],
    ['', null],
    ['constructor', null],
  ])('%s stands for %s', (name, model) => {
    expect(aliases.modelOf(name)).toBe(model);
  });

  it('can be listed by name, but for those that are patterns', () => {
    expect(aliases.names).toEqual(['claude-gpt-oss-120b', 'gpt-4o']);
  });

  it('may stand for every name there is', () => {
    expect(new ModelAliases(parseModelAliases('*=gpt-oss-20b')).modelOf('anything')).toBe('gpt-oss-20b');
  });
});

describe('aliases that cannot be', () => {
  it('are named all at once', () => {
    const parse = (): unknown => parseModelAliases('a=b,a=c,one,x=x,y*z=b,k=l*,m n=b,=b,o=');
    expect(parse).toThrow(
      [
        '"a" stands there twice',
        '"one" is not a name and a model, such as gpt-4o=gpt-oss-20b',
        '"x" stands for itself',
        '"y*z" is no name of a model, nor one that ends in *',
        '"l*" is no name of a model',
        '"m n" is no name of a model, nor one that ends in *',
        '"" is no name of a model, nor one that ends in *',
        '"" is no name of a model',
      ].join('; '),
    );
  });
});
