/** Regenerates the code that is committed under `generated/`: all of it, or only `protobuf`, `schemas` or `shapes`. */
import { writeFileSync } from 'node:fs';
import { ANSWER_SCHEMAS_FILE, generateAnswerSchemas } from './answer-schemas.mjs';
import { ANTHROPIC_SHAPES_FILE, generateAnthropicShapes } from './anthropic-shapes.mjs';
import { generateProtobuf } from './protobuf.mjs';

const [asked] = process.argv.slice(2);
const GENERATORS = {
  protobuf: generateProtobuf,
  schemas: () => writeFileSync(ANSWER_SCHEMAS_FILE, generateAnswerSchemas()),
  shapes: () => writeFileSync(ANTHROPIC_SHAPES_FILE, generateAnthropicShapes()),
};

if (asked !== undefined && !(asked in GENERATORS)) {
  console.error(`There is no ${asked} to generate, only ${Object.keys(GENERATORS).join(' and ')}.`);
  process.exit(1);
}
for (const [name, generate] of Object.entries(GENERATORS)) if (asked === undefined || asked === name) generate();
