import type { GenerationEvent, RewoundEvent, TokenLikelihood } from '#protocol';

/** How control tokens are called; no token of a text is written like this. */
const CONTROL_NAME = /^<\|[^|]+\|>$/;

/**
 * What somebody who may not see the model think is shown of its events, in their order: nothing of reasoning, and of
 * inspected tokens only those in the text of something else.
 */
export class VisibleEvents {
  private readonly hidden = new Set<number>();
  /** Whether the item that is open now is one of those shown. */
  private isOpen = false;

  /** The event as it is shown; `null` if it is not. */
  show(event: GenerationEvent): GenerationEvent | null {
    switch (event.type) {
      case 'item-started':
        if (event.kind === 'reasoning') this.hidden.add(event.item);
        this.isOpen = event.kind !== 'reasoning';
        return this.isOpen ? event : null;
      case 'item-ended':
        this.isOpen = false;
        return this.hidden.has(event.item) ? null : event;
      case 'reasoning-delta':
        return null;
      case 'token-inspected':
        return this.isOpen && !isControl(event.token) ? event : null;
      case 'rewound':
        return this.beginAnew(event);
      case 'generation-started':
      case 'content-delta':
      case 'tool-arguments-delta':
      case 'paused':
      case 'resumed':
      case 'steered':
      case 'finish':
      case 'error':
        return event;
    }
  }

  private beginAnew(event: RewoundEvent): RewoundEvent {
    this.hidden.clear();
    this.isOpen = false;
    return { ...event, standing: event.standing.flatMap((standing) => this.show(standing) ?? []) };
  }
}

/** One that ends an item is told of while the item is still open. */
function isControl({ bytes }: TokenLikelihood): boolean {
  return CONTROL_NAME.test(Buffer.from(bytes).toString());
}
