import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { posix } from 'node:path';
import { ModelFileError } from './model-file-error.js';
import { parseModelSource, showSource } from './model-source.js';

const HUB = new URL('https://huggingface.co');

function remote(text: string, mirror = HUB) {
  const source = parseModelSource(text, mirror);
  if (source.type !== 'remote') throw new Error(`${text} is not remote`);
  return source;
}

describe('what a user names as a model', () => {
  it.each([
    ['/models/gpt-oss.gguf', '/models/gpt-oss.gguf'],
    ['models/with a space.gguf', 'models/with a space.gguf'],
    ['./gpt-oss-20b', './gpt-oss-20b'],
    ['file:///models/gpt%20oss.gguf', '/models/gpt oss.gguf'],
  ])('%s is the path %s', (text, path) => {
    expect(parseModelSource(text, HUB)).toEqual({ type: 'local', path });
  });

  it('hf: is a file of a repository on the hub, at its main branch or the revision that is named', () => {
    expect(remote('hf:owner/repo/sub/m.gguf').parts.map(({ url }) => url.href)).toEqual([
      'https://huggingface.co/owner/repo/resolve/main/sub/m.gguf',
    ]);
    expect(remote('hf:owner/repo@v1.0/m.gguf').parts[0]).toMatchObject({
      url: new URL('https://huggingface.co/owner/repo/resolve/v1.0/m.gguf'),
      identity: 'hf/owner/repo/v1.0/m.gguf',
      isOnMirror: true,
    });
  });

  it.each(['https://mirror.example/hub', 'https://mirror.example/hub/'])(
    'hf: is looked for under the mirror %s',
    (mirror) => {
      const [file] = remote('hf:owner/repo/m.gguf', new URL(mirror)).parts;
      expect(file?.url.href).toBe('https://mirror.example/hub/owner/repo/resolve/main/m.gguf');
      expect(file?.identity).toBe('hf/owner/repo/main/m.gguf');
    },
  );

  it('a known name is its files at one commit, with their SHA-256', () => {
    const { name, parts } = remote('gpt-oss-120b');
    expect(name).toBe('gpt-oss-120b');
    expect(parts.map(({ url }) => url.pathname.split('/').at(-1))).toEqual([
      'gpt-oss-120b-mxfp4-00001-of-00003.gguf',
      'gpt-oss-120b-mxfp4-00002-of-00003.gguf',
      'gpt-oss-120b-mxfp4-00003-of-00003.gguf',
    ]);
    for (const { url, sha256 } of [...parts, ...remote('gpt-oss-20b').parts]) {
      expect(url.pathname).toMatch(/^\/ggml-org\/gpt-oss-\d+b-GGUF\/resolve\/[\da-f]{40}\//);
      expect(sha256).toMatch(/^[\da-f]{64}$/);
    }
  });

  it('https: is that file and, if its name says so, those of the other parts', () => {
    const { parts } = remote('https://host.example:8443/a%20b/m-00001-of-00002.gguf?sig=1');
    expect(parts.map(({ url }) => url.href)).toEqual([
      'https://host.example:8443/a%20b/m-00001-of-00002.gguf?sig=1',
      'https://host.example:8443/a%20b/m-00002-of-00002.gguf?sig=1',
    ]);
    expect(parts.map(({ isOnMirror }) => isOnMirror)).toEqual([false, false]);
  });

  it('different queries are different files', () => {
    const identity = (text: string) => remote(text).parts[0]?.identity;
    expect(identity('https://h.example/m.gguf?v=1')).not.toBe(identity('https://h.example/m.gguf?v=2'));
  });

  it.each([
    ['hf:../../etc/passwd', /not the name of an owner/],
    ['hf:owner/../m.gguf', /not the name of an owner/],
    ['hf:owner/repo/../../../etc/m.gguf', /cannot be a name/],
    ['hf:owner/repo/a//m.gguf', /cannot be a name/],
    ['hf:owner/repo/a\\m.gguf', /cannot be a name/],
    ['hf:owner/repo@../m.gguf', /not the name of an owner/],
    ['hf:owner/repo/m.safetensors', /not the name of a \.gguf file/],
    ['hf:owner/m.gguf', /hf: wants/],
    ['hf:', /hf: wants/],
    ['https://h.example/%2e%2e%2fetc%2fm.gguf', /cannot be a name/],
    ['https://h.example/a%00b.gguf', /cannot be a name/],
    ['https://h.example/%ff.gguf', /percent-encoded/],
    ['https://h.example/', /cannot be a name/],
    ['https://', /not a proper URL/],
    ['/models/a\0b.gguf', /NUL/],
    ['hf:owner/repo/m-00002-of-00003.gguf', /not the first part: name "m-00001-of-00003.gguf"/],
    ['hf:owner/repo/m-00001-of-99999.gguf', /at most 1000 files/],
    ['s3://bucket/m.gguf', /it can be a path, file:/],
    ['file://elsewhere/m.gguf', /file:\/\/\/path\/on\/this\/machine/],
  ])('%j is refused with a reason', (text, reason) => {
    const parse = (): unknown => parseModelSource(text, HUB);
    expect(parse).toThrow(ModelFileError);
    expect(parse).toThrow(reason);
  });

  it('is refused when it is longer than a name or a path may be', () => {
    const parse = (letters: number) => () => parseModelSource(`hf:owner/repo/${'a'.repeat(letters)}.gguf`, HUB);
    expect(parse(240)).toThrow(/cannot be a name/);
    expect(parse(3_000)).toThrow(/more than 2048 characters/);
    expect(parse(220)).not.toThrow();
  });

  it('never leads out of the cache, whatever it is', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...'.%2fFeE/\\:@?#\0 a-é'), maxLength: 40 });
    const text = fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 60 }));
    const prefix = fc.constantFrom('', 'hf:', 'hf:o/r/', 'hf:o/r@', 'https://h/', 'http://h/', 'file:///');
    fc.assert(
      fc.property(prefix, text, fc.constantFrom('', '.gguf', '/m.gguf'), (start, middle, end) => {
        try {
          const source = parseModelSource(`${start}${middle}${end}`, HUB);
          if (source.type === 'local') return;
          for (const { identity, url } of source.parts) {
            expect(posix.normalize(identity)).toBe(identity);
            expect(identity).toMatch(/^(hf|web)\/(?!.*(^|\/)\.\.(\/|$))[^\0]+\.gguf$/);
            if (start.startsWith('hf:')) expect(url.origin).toBe(HUB.origin);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(ModelFileError);
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it('is shown without what a URL may hold of secrets', () => {
    expect(showSource('https://user:secret@h.example/m.gguf?signature=secret')).toBe('https://h.example/m.gguf');
    expect(showSource('hf:owner/repo/m.gguf')).toBe('hf:owner/repo/m.gguf');
  });
});
