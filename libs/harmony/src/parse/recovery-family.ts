/**
 * The ways in which a model's output departs from Harmony's grammar, each with the outcome we give it.
 * Seen in the wild: the issues of openai/harmony, vllm-project/vllm, ggml-org/llama.cpp and others.
 */
export const RECOVERY_FAMILIES = [
  /** Text without any header, then the message ends: reasoning. */
  'headerless-thought',
  /** Text without any header, then generation ends: content. */
  'headerless-answer',
  /** `<|channel|>analysis I must...` without `<|message|>`: the rest of the header is the body. */
  'missing-message',
  /** Different channels in one header: the last valid one. */
  'contradicting-channel',
  /** The same channel twice: once. */
  'duplicate-channel',
  /** `<|start|><|start|>assistant`, `assistantassistant`: once. */
  'repeated-start',
  /** Text where none belongs, after a message or in front of a header: filler is dropped, the rest is reasoning. */
  'text-between-messages',
  /** No channel, an empty or an unknown one: content. */
  'unknown-channel',
  /** `??`, `commentary?commentary?`, free text as a channel: reasoning. */
  'garbled-channel',
  /** `<|return|>` or `<|call|>` right after `<|end|>`: done. */
  'stop-after-end',
  /** `<|start|>final<|message|>`: that channel. */
  'channel-as-role',
  /** A declared tool where a role or a channel belongs, or without `functions.`: a call of it. */
  'bare-tool-name',
  /** More words than a header has: ignored, and the first recipient counts. */
  'extra-header-words',
  /** `<|constrain|>` with something that is not a content type: ignored, or reasoning if no body follows. */
  'garbled-content-type',
  /** `functions.shelljson`: the tool without `json`. */
  'json-glued-to-name',
  /** Arguments that are not one JSON object: cut after it, unwrapped from a list, `{}` if empty, else passed through. */
  'malformed-arguments',
  /** A message begins without `<|start|>`, or before the last one ended: as if the border were there. */
  'missing-border',
  /** A call of a tool that does not exist: reasoning. */
  'undeclared-tool',
  /** A tool's result or a user's message, made up by the model: dropped. */
  'invented-turn',
  /** Generation was cut inside a header: the fragment is dropped. */
  'cut-header',
  /** JSON in commentary that names no tool: content. */
  'json-in-commentary',
  /** A control or reserved token inside a text: dropped. */
  'stray-control-token',
] as const;

export type RecoveryFamily = (typeof RECOVERY_FAMILIES)[number];
