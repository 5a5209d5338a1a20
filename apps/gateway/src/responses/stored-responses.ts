import type { GenerationControl, GenerationLedger } from '#ledger';
import { readResponseId } from '#openai-api';
import { ServingError, encodeEventFrame } from '#protocol';
import type { BegunResponses } from './begun-responses.js';
import type { ResponseArchive } from './response-archive.js';
import type { PresentResponse, Responses } from './response-forms.js';

const CANCELLED = encodeEventFrame({ type: 'error', code: 'cancelled', message: 'The response was cancelled.' });

interface EndingLedger {
  generations: Pick<GenerationLedger, 'terminate'>;
  control: Pick<GenerationControl, 'forget'>;
}

/** What tenants do with the responses that are stored for them, wherever these were made. */
export class StoredResponses {
  constructor(
    private readonly archive: Pick<ResponseArchive, 'settle'>,
    private readonly responses: Pick<Responses, 'forget'>,
    private readonly ledger: EndingLedger,
    private readonly begun: Pick<BegunResponses, 'forget'>,
  ) {}

  /** A tenant's response as it is now. Throws `response_not_found` for any other. */
  async find(tenant: string, id: string): Promise<PresentResponse> {
    const present = readResponseId(id) === null ? null : await this.archive.settle(tenant, id);
    if (present?.kept.isStored) return present;
    throw new ServingError('response_not_found', `Response with id '${id}' not found.`);
  }

  /** Ends a response in the background; one that has ended stays as it is. Throws `invalid_value` for one that somebody waits for. */
  async cancel(tenant: string, id: string): Promise<PresentResponse> {
    const present = await this.find(tenant, id);
    if (!present.kept.echo.fields.background)
      throw new ServingError(
        'invalid_value',
        'Only responses that were created with background=true can be cancelled.',
      );
    if (present.hasEnded) return present;
    await this.ledger.generations.terminate(present.kept.generationId, CANCELLED);
    return this.find(tenant, id);
  }

  /** Ends a response and forgets it, with what there is of its generation. */
  async delete(tenant: string, id: string): Promise<void> {
    const present = await this.find(tenant, id);
    const { generationId } = present.kept;
    if (!present.hasEnded) {
      await this.ledger.generations.terminate(generationId, CANCELLED);
      // Its conversation waits for it.
      await this.archive.settle(tenant, id);
    }
    this.begun.forget(id);
    await this.responses.forget(tenant, id);
    await this.ledger.control.forget(generationId);
  }
}
