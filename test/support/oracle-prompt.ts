import type { Content, Message } from 'openai-harmony';
import type { Conversation, ConversationMessage } from '#protocol';
import type { HarmonyControlTokens } from '#harmony';
import type { HarmonyOracle } from './harmony-oracle.js';

/**
 * A conversation rendered by OpenAI's library, except for two things it cannot do: tool calls are channel first, as
 * the model emits them, and `developerText` stands in for the developer message if there are response formats.
 * Its rule of forgetting reasoning agrees with ours unless there is an answer before the last turn's reasoning.
 */
export function oraclePrompt(
  { encoding }: HarmonyOracle,
  control: HarmonyControlTokens,
  conversation: Conversation,
  developerText: string,
): number[] {
  const messages = [
    message('system', systemContent(conversation)),
    ...(developerText === '' ? [] : [message('developer', developerContent(conversation, developerText))]),
    ...conversation.messages.map(oracleMessage),
  ];
  const ids = encoding.renderConversationForCompletion({ messages }, 'assistant', { auto_drop_analysis: true });
  return withCallEndings([...ids], control);
}

/** The library is told that the recipient belongs to the channel, so it does not know that these are calls. */
function withCallEndings(ids: number[], control: HarmonyControlTokens): number[] {
  let isCall = false;
  return ids.map((id) => {
    if (id === control.start) isCall = false;
    if (id === control.constrain) isCall = true;
    return isCall && id === control.end ? control.call : id;
  });
}

function oracleMessage(part: ConversationMessage): Message {
  switch (part.type) {
    case 'developer':
      return message('developer', { type: 'developer_content', instructions: part.text, tools: null });
    case 'user':
      return message('user', text(part.text));
    case 'reasoning':
      return { ...message('assistant', text(part.text)), channel: 'analysis' };
    case 'preamble':
      return { ...message('assistant', text(part.text)), channel: 'commentary' };
    case 'answer':
      return { ...message('assistant', text(part.text)), channel: 'final' };
    case 'tool-call': {
      const channel = `commentary to=functions.${part.name}`;
      return { ...message('assistant', text(part.argumentsText)), channel, content_type: '<|constrain|>json' };
    }
    case 'tool-result': {
      const author = { name: `functions.${part.name}`, recipient: 'assistant', channel: 'commentary' };
      return { ...message('tool', text(part.text)), ...author };
    }
    case 'produced-turn':
      throw new Error('The library renders text, not token ids');
  }
}

function systemContent({ reasoningEffort, currentDate }: Conversation): Content {
  const efforts = { low: 'Low', medium: 'Medium', high: 'High' } as const;
  return {
    type: 'system_content',
    model_identity: 'You are ChatGPT, a large language model trained by OpenAI.',
    knowledge_cutoff: '2024-06',
    conversation_start_date: currentDate,
    reasoning_effort: efforts[reasoningEffort],
    tools: null,
    channel_config: { valid_channels: ['analysis', 'commentary', 'final'], channel_required: true },
  };
}

function developerContent({ instructions, tools, responseFormats }: Conversation, developerText: string): Content {
  if (responseFormats.length > 0) return text(developerText);
  const functions = { name: 'functions', description: null, tools: [...tools] };
  return {
    type: 'developer_content',
    instructions: instructions === '' ? null : instructions,
    tools: tools.length === 0 ? null : { functions },
  };
}

function message(role: Message['role'], content: Content): Message {
  return { role, content: [content] };
}

function text(value: string): Content {
  return { type: 'text', text: value };
}
