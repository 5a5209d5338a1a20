import type { Route } from './route.js';
import { CHAT_ROUTES } from './routes/chat-routes.js';
import { COMPLETION_ROUTES } from './routes/completion-routes.js';
import { CONVERSATION_ROUTES } from './routes/conversation-routes.js';
import { GENERATION_ROUTES } from './routes/generation-routes.js';
import { MESSAGE_ROUTES } from './routes/message-routes.js';
import { MODEL_ROUTES } from './routes/model-routes.js';
import { OPERATION_ROUTES } from './routes/operation-routes.js';
import { RESPONSE_ROUTES } from './routes/response-routes.js';
import { TOKEN_ROUTES } from './routes/token-routes.js';

/** Everything that a gateway serves. */
export const ROUTES: readonly Route[] = [
  ...CHAT_ROUTES,
  ...RESPONSE_ROUTES,
  ...CONVERSATION_ROUTES,
  ...MESSAGE_ROUTES,
  ...COMPLETION_ROUTES,
  ...TOKEN_ROUTES,
  ...MODEL_ROUTES,
  ...GENERATION_ROUTES,
  ...OPERATION_ROUTES,
];
