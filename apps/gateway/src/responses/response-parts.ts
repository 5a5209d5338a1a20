import type { LedgerAccess } from '#ledger';
import type { Answers } from '../answers/answers.js';
import { Conversations } from '../conversations/conversations.js';
import type { GatewayConfig } from '../gateway.config.js';
import type { SeenFrames } from '../generations/seen-frames.js';
import type { LiveGenerations } from '../live/live-generations.js';
import type { ReasoningSeals } from '../sealing/reasoning-seals.js';
import { BegunResponses } from './begun-responses.js';
import { ResponseAnswers } from './response-answers.js';
import { ResponseArchive } from './response-archive.js';
import { ResponseConversations } from './response-conversations.js';
import { ResponseCreation } from './response-creation.js';
import type { ResponseForms } from './response-forms.js';
import { ResponseHistory } from './response-history.js';
import { ResponseItems } from './response-items.js';
import { ResponseReplays } from './response-replays.js';
import { ResponseStreams } from './response-streams.js';
import { StoredResponses } from './stored-responses.js';

/** What of a gateway the responses are made of. */
interface ResponseSources {
  ledger: Pick<LedgerAccess, 'openResponses' | 'openConversations' | 'generations' | 'control'>;
  answers: Answers;
  live: LiveGenerations;
  seals: ReasoningSeals;
  seen: SeenFrames;
}

/** Everything that serves responses. */
export interface ResponseParts {
  archive: ResponseArchive;
  begun: BegunResponses;
  history: ResponseHistory;
  items: ResponseItems;
  conversations: Conversations;
  creation: ResponseCreation;
  answers: ResponseAnswers;
  stored: StoredResponses;
  replays: ResponseReplays;
  streams: ResponseStreams;
}

/** The wiring diagram of responses. `onError` is told why one could not be archived now. */
export function openResponses(
  { ledger, answers, live, seals, seen }: ResponseSources,
  config: Pick<GatewayConfig, 'storedResponsesMs'>,
  onError: (error: unknown) => void,
): ResponseParts {
  const responses = ledger.openResponses<ResponseForms>(config.storedResponsesMs);
  const conversations = ledger.openConversations(config.storedResponsesMs);
  const { control } = ledger;
  const archive = new ResponseArchive(responses, { control, conversations }, live, seals, onError);
  const turnsOfConversations = new ResponseConversations(conversations, archive);
  const history = new ResponseHistory(archive, responses, turnsOfConversations);
  const streams = new ResponseStreams(seals, control);
  const begun = new BegunResponses(responses, conversations, seen);
  return {
    archive,
    begun,
    history,
    items: new ResponseItems(archive),
    conversations: new Conversations(conversations, archive, turnsOfConversations, history),
    creation: new ResponseCreation(history, responses, turnsOfConversations, begun),
    answers: new ResponseAnswers(answers, streams, archive),
    stored: new StoredResponses(archive, responses, ledger, begun),
    replays: new ResponseReplays({ answers, live, streams, archive }),
    streams,
  };
}
