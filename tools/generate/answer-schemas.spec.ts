import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { ANSWER_SCHEMAS_FILE, generateAnswerSchemas } from './answer-schemas.mjs';

it('the schemas of answers are those of their types; if not, run npm run generate -- schemas', () => {
  expect(readFileSync(ANSWER_SCHEMAS_FILE, 'utf8')).toBe(generateAnswerSchemas());
});
