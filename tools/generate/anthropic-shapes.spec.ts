import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { ANTHROPIC_SHAPES_FILE, generateAnthropicShapes } from './anthropic-shapes.mjs';

it("the shapes of Anthropic's answers are those of its package; if not, run npm run generate -- shapes", () => {
  expect(readFileSync(ANTHROPIC_SHAPES_FILE, 'utf8')).toBe(generateAnthropicShapes());
});
