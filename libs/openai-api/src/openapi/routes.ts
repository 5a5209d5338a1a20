import type { Route } from './route.js';
import { CHAT_ROUTES } from './routes/chat-routes.js';
import { GENERATION_ROUTES } from './routes/generation-routes.js';
import { MODEL_ROUTES } from './routes/model-routes.js';
import { OPERATION_ROUTES } from './routes/operation-routes.js';

/** Everything that a gateway serves. */
export const ROUTES: readonly Route[] = [...CHAT_ROUTES, ...MODEL_ROUTES, ...GENERATION_ROUTES, ...OPERATION_ROUTES];
