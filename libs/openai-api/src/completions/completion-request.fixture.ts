import { CONTEXT } from '../chat-completions/chat-request.fixture.js';
import { type CompletionRequest, parseCompletionRequest } from './parse-completion-request.js';

/** The smallest valid body, with some fields replaced. */
export function completionWith(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { model: 'gpt-oss-20b', prompt: 'Once upon a time', ...fields };
}

export const parsed = (fields: Record<string, unknown> = {}): CompletionRequest =>
  parseCompletionRequest(completionWith(fields), CONTEXT);

/** A body that uses every supported field at once. */
export const RICH_COMPLETION = completionWith({
  prompt: [
    [1, 2, 3],
    [4, 5],
  ],
  max_tokens: 20,
  n: 2,
  best_of: 2,
  echo: true,
  suffix: '',
  logprobs: 5,
  stop: ['END', 'STOP'],
  stream: true,
  stream_options: { include_usage: true, include_obfuscation: false },
  temperature: 0.5,
  top_p: 0.9,
  top_k: 40,
  min_p: 0.05,
  frequency_penalty: -2,
  presence_penalty: 2,
  repeat_penalty: 1.1,
  logit_bias: { '0': -100 },
  seed: -1,
  user: 'ann',
  prompt_cache_key: 'acme-stories',
  service_tier: 'flex',
  unknown_field: { anything: [1] },
});
