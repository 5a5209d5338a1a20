export { Vocabulary } from './vocabulary/vocabulary.js';
export type { HarmonyControlTokens } from './vocabulary/vocabulary.js';
export { renderPrompt } from './render/render-prompt.js';
export { HarmonyParser } from './parse/harmony-parser.js';
export { RECOVERY_FAMILIES, type RecoveryFamily } from './parse/recovery-family.js';
export { HarmonyGuide } from './guide/harmony-guide.js';
export type { GrammarRule, NextToken } from './guide/next-token.js';
export { compileSchema } from './schema/compile-schema.js';
export { SchemaRefusal } from './schema/schema-refusal.js';
