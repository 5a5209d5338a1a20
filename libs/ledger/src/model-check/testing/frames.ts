import { type GenerationEvent, type NumberedCommand, decodeFrame, encodeFrameBody, isTerminal } from '#protocol';

/** What the check wants to know of a frame. */
export interface FrameFacts {
  tokens: number;
  isTerminal: boolean;
  /** Number of the command whose effect it logs; 0 for none. */
  command: number;
  change: 'paused' | 'resumed' | null;
  /** For people who read what went wrong. */
  text: string;
}

const known = new Map<string, FrameFacts>();

/** Reads a body; the same ones come again and again. */
export function factsOf(body: Uint8Array): FrameFacts {
  const key = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
  const facts = known.get(key) ?? read(body);
  known.set(key, facts);
  return facts;
}

function read(body: Uint8Array): FrameFacts {
  const { tokenIds, events } = decodeFrame(1, body);
  const [first] = events;
  return {
    tokens: tokenIds.length,
    isTerminal: events.some(isTerminal),
    command: first?.type === 'steered' || first?.type === 'rewound' ? first.command : 0,
    change: first?.type === 'paused' || first?.type === 'resumed' ? first.type : null,
    text: events.map(wordOf).join('+'),
  };
}

function wordOf(event: GenerationEvent): string {
  switch (event.type) {
    case 'content-delta':
      return event.text;
    case 'steered':
    case 'rewound':
      return `${event.type}:${event.command}`;
    case 'error':
      return `error(${event.message})`;
    default:
      return event.type;
  }
}

/** One generated token: who else would have drawn this one at this place? Nobody. */
export function tokenBody(index: number, author: string, draw: number): Buffer {
  const text = `${author}@${index}/${draw}`;
  return bodyOf([{ type: 'content-delta', item: 0, text }], index, [draw]);
}

export function effectBody(index: number, command: NumberedCommand): Buffer {
  if (command.action === 'edit')
    return bodyOf([{ type: 'rewound', command: command.number, toToken: command.toToken, standing: [] }], index);
  const { action, number } = command;
  return bodyOf([{ type: 'steered', command: number, action, tokens: 0, alternatives: 0, applied: true }], index);
}

export function finishBody(author: string): Buffer {
  const usage = { promptTokens: author.length, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 };
  return bodyOf([{ type: 'finish', reason: 'stop', usage }]);
}

export function errorBody(message: string): Buffer {
  return bodyOf([{ type: 'error', code: 'cancelled', message }]);
}

export function changeBody(type: 'paused' | 'resumed'): Buffer {
  return bodyOf([{ type }]);
}

function bodyOf(events: readonly GenerationEvent[], firstTokenIndex = 0, tokenIds: readonly number[] = []): Buffer {
  return Buffer.from(encodeFrameBody({ firstTokenIndex, tokenIds, events }));
}
