import type { Conversation } from '#protocol';

const IDENTITY = 'You are ChatGPT, a large language model trained by OpenAI.';
const KNOWLEDGE_CUTOFF = '2024-06';

/**
 * The text of the system message. It is ours alone: what a client calls system or developer message goes into the
 * developer message. All three channels are named even without tools, because leaving `commentary` out makes the
 * model's headers worse (vllm-project/vllm#23167).
 */
export function systemText(conversation: Conversation): string {
  const identity = [IDENTITY, `Knowledge cutoff: ${KNOWLEDGE_CUTOFF}`];
  if (conversation.currentDate !== null) identity.push(`Current date: ${conversation.currentDate}`);
  const channels = ['# Valid channels: analysis, commentary, final. Channel must be included for every message.'];
  if (conversation.tools.length > 0) {
    channels.push("Calls to these tools must go to the commentary channel: 'functions'.");
  }
  return [identity.join('\n'), `Reasoning: ${conversation.reasoningEffort}`, channels.join('\n')].join('\n\n');
}
