import { type Vocabulary, renderPrompt } from '#harmony';
import { type GenerationRequest, type OutputRules, ServingError } from '#protocol';
import { type ToolBinding, compileRules } from './compile-rules.js';

/** A request in the terms of one vocabulary: what the model reads, and what binds what it writes. */
export interface PreparedRequest {
  tokenIds: readonly number[];
  rules: OutputRules;
}

/** Throws a `ServingError` of status 400 for what only the vocabulary or a compiler can know to be wrong. */
export function prepareRequest(
  request: GenerationRequest,
  vocabulary: Vocabulary,
  toolBinding: ToolBinding,
): PreparedRequest {
  for (const { tokenId } of request.sampling.logitBias) requireText(tokenId, vocabulary);
  return {
    rules: compileRules(request, toolBinding),
    tokenIds: renderPrompt(request.conversation, vocabulary),
  };
}

function requireText(tokenId: number, vocabulary: Vocabulary): void {
  if (!vocabulary.isControl(tokenId)) return;
  throw new ServingError('invalid_value', `Invalid 'logit_bias': ${tokenId} is no token of text in this model.`, {
    param: 'logit_bias',
  });
}
