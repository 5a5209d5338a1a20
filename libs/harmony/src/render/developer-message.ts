import type { Conversation, ResponseFormat } from '#protocol';
import { toolsSection } from './tool-declarations.js';

/** The text of the leading developer message: what the client instructs, its tools and formats; empty if it has none. */
export function developerText(conversation: Conversation): string {
  const sections: string[] = [];
  if (conversation.instructions !== '') sections.push(instructionsSection(conversation.instructions));
  if (conversation.tools.length > 0) sections.push(toolsSection(conversation.tools));
  if (conversation.responseFormats.length > 0) sections.push(responseFormatsSection(conversation.responseFormats));
  return sections.join('\n\n');
}

/** Instructions as every developer message words them, the leading one and those in the middle of a conversation. */
export function instructionsSection(text: string): string {
  return `# Instructions\n\n${text}`;
}

/** openai/harmony `docs/format.md`, "Structured output". The library cannot render it, so the document is the source. */
function responseFormatsSection(formats: readonly ResponseFormat[]): string {
  return ['# Response Formats', ...formats.map(responseFormatText)].join('\n\n');
}

function responseFormatText({ name, description, schema }: ResponseFormat): string {
  const comment = description === '' ? '' : `// ${description}\n`;
  return `## ${name}\n\n${comment}${JSON.stringify(schema)}`;
}
