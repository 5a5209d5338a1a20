import { styleText } from 'node:util';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';

/** The parts of an answer that a person reads. */
interface ReadableDelta {
  reasoning: string;
  content: string;
}

/**
 * Writes reasoning dimmed and the answer plain as they come, a blank line between them. Node leaves the dimming out
 * where the output is no terminal or NO_COLOR is set.
 */
export async function printAnswer(
  chunks: AsyncIterable<ChatCompletionChunk>,
  output: NodeJS.WritableStream,
): Promise<void> {
  let owesBlankLine = false;
  for await (const chunk of chunks) {
    const { reasoning, content } = readDelta(chunk);
    if (reasoning !== '') {
      output.write(styleText('dim', reasoning, { stream: output }));
      owesBlankLine = true;
    }
    if (content !== '') {
      output.write(owesBlankLine ? `\n\n${content}` : content);
      owesBlankLine = false;
    }
  }
  output.write('\n');
}

function readDelta(chunk: ChatCompletionChunk): ReadableDelta {
  // The client's types do not know reasoning, which servers of gpt-oss add to the delta, some under both names.
  const delta: Record<string, unknown> = { ...chunk.choices[0]?.delta };
  return {
    reasoning: textOf(delta['reasoning_content']) || textOf(delta['reasoning']),
    content: textOf(delta['content']),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
