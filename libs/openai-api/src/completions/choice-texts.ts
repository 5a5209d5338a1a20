import type { ContentDelta, FinishReason, GenerationEvent, RewoundEvent, TerminalEvent } from '#protocol';
import type { ChoiceTeller } from '../answers/choices-stream.js';
import { toCompletionFinishReason } from './completion-identity.js';
import { type Echo, LogprobTeller } from './completion-logprobs.js';

/** What is around the choices in a chunk: the same text in all chunks of an answer. */
export interface ChunkFrame {
  head: string;
  tail: string;
}

/** The chunks of one choice of a legacy completion. */
export class ChoiceTexts implements ChoiceTeller {
  private readonly logprobs: LogprobTeller;

  constructor(
    private readonly frame: ChunkFrame,
    private readonly index: number,
    private readonly echo: Echo,
    private readonly includeLogprobs: boolean,
  ) {
    this.logprobs = new LogprobTeller(echo);
  }

  opening(): string {
    const { text } = this.echo;
    const logprobs = this.includeLogprobs ? this.logprobs.echoed() : null;
    return text === '' ? '' : this.chunk(text, JSON.stringify(logprobs));
  }

  push(event: Exclude<GenerationEvent, TerminalEvent>, shown: string[]): void {
    switch (event.type) {
      case 'content-delta':
        return this.content(event, shown);
      case 'paused':
      case 'resumed':
        return void shown.push(this.extended(`{"type":"${event.type}"}`));
      case 'rewound':
        return this.beginAnew(event, shown);
      // Bare text has one item, no thoughts and no calls.
      case 'item-started':
      case 'item-ended':
      case 'reasoning-delta':
      case 'tool-arguments-delta':
      case 'generation-started':
      case 'steered':
      case 'token-inspected':
        return;
    }
  }

  finish(reason: FinishReason, shown: string[]): void {
    shown.push(this.chunk('', 'null', `"${toCompletionFinishReason(reason)}"`));
  }

  private content(delta: ContentDelta, shown: string[]): void {
    const logprobs = this.includeLogprobs ? this.logprobs.push(delta) : null;
    if (delta.text !== '' || logprobs) shown.push(this.chunk(delta.text, JSON.stringify(logprobs)));
  }

  /** Tells the client what stands of all it was given, and goes on from there. */
  private beginAnew({ toToken, standing }: RewoundEvent, shown: string[]): void {
    this.logprobs.beginAnew();
    let { text } = this.echo;
    for (const event of standing) {
      if (event.type !== 'content-delta') continue;
      text += event.text;
      if (this.includeLogprobs) this.logprobs.push(event);
    }
    shown.push(this.extended(JSON.stringify({ type: 'rewound', token: toToken, text })));
  }

  private chunk(text: string, logprobs = 'null', finishReason = 'null', harmonium = ''): string {
    const { head, tail } = this.frame;
    return `${head}{"text":${JSON.stringify(text)},"index":${this.index},"logprobs":${logprobs},"finish_reason":${finishReason}}]${harmonium}${tail}`;
  }

  /** A chunk of what OpenAI has no word for. */
  private extended(harmonium: string): string {
    return this.chunk('', 'null', 'null', `,"harmonium":${harmonium}`);
  }
}
