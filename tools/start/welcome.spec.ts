import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { renderWelcome } from './welcome.js';

const welcome = { baseUrl: 'http://127.0.0.1:8080', model: "it's a model", apiKey: 'sk-1', isKeyOnFile: true };

/** What a shell makes of the line that begins with this command: one argument per line. */
function pasted(command: string, text: string): string[] {
  const line = text.split('\n').find((candidate) => candidate.trim().startsWith(command)) ?? '';
  const { stdout } = spawnSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' });
  return stdout.trimEnd().split('\n');
}

describe('what npm start says at the end', () => {
  it('has a curl line that asks the model for a stream, whatever its name holds', () => {
    const body: unknown = JSON.parse(pasted('curl', renderWelcome(welcome)).at(-1) ?? '');
    expect(body).toMatchObject({ model: "it's a model", stream: true });
  });

  it('shows the short chat command where that finds server and key by itself', () => {
    expect(renderWelcome(welcome)).toContain('\n  npm run chat -- "');
  });

  it('names server and key in the chat command where it could not know them', () => {
    const elsewhere = renderWelcome({ ...welcome, baseUrl: 'http://127.0.0.1:8097', isKeyOnFile: false });
    expect(elsewhere).toContain(
      '  HARMONIUM_BASE_URL=http://127.0.0.1:8097/v1 HARMONIUM_API_KEY=sk-1 npm run chat -- "',
    );
  });
});
