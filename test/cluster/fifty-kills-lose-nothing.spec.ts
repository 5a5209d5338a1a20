import { describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCampaign } from '../../tools/chaos/campaign.js';
import { renderOptions } from '../../tools/chaos/options.js';
import { renderReport } from '../../tools/chaos/report.js';

const KILLS = 50;
const WITHIN_MS = 240_000;

describe(`${KILLS} kills of workers, gateways and Redis, with freezes, drains and leaving clients among them`, () => {
  it(
    'lose, repeat and change nothing, and every accepted request ends',
    async () => {
      const seed = randomInt(1_000_000);
      const directory = mkdtempSync(join(tmpdir(), `harmonium-chaos-${seed}-`));
      const options = { kills: KILLS, seed, pauseMs: 250, streams: 12, tokensPerSecond: 25, directory };
      console.log(`Again with: npm run chaos -- ${renderOptions(options)}`);
      const result = await runCampaign(options, () => undefined);
      console.log(renderReport(result));
      expect(result.violations).toEqual([]);
      expect(result.tokens).toMatchObject({ lost: 0, repeated: 0, changed: 0 });
      expect(result.tokens.generated).toBeGreaterThan(0);
      expect(result.resumptions).toBeGreaterThan(0);
      rmSync(directory, { recursive: true, force: true });
    },
    WITHIN_MS,
  );
});
