import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { toOpenApiDocument } from '#openai-api';
import { DOCUMENT, PAGE } from './docs-addresses.js';

/** Everything comes from the gateway itself, and the page may speak to nobody else. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "base-uri 'none'",
  "connect-src 'self'",
  "font-src 'self' data:",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "img-src 'self' data:",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
].join('; ');

const document = toOpenApiDocument();

/** `GET /openapi.json`: the document of the API. It needs no key. */
export function serveDocument(fastify: FastifyInstance): void {
  const text = JSON.stringify(document);
  fastify.get(DOCUMENT, (_request, reply) => reply.type('application/json; charset=utf-8').send(text));
}

/**
 * `/docs`: a page to read the document, and to try the API out with a key that one pastes. It needs neither a key nor the
 * internet. Resolves when its routes are in their place.
 */
export async function serveDocsPage(fastify: FastifyInstance): Promise<void> {
  // The package types documents more narrowly than OpenAPI 3.1 allows; ours is checked by a test.
  await fastify.register(swagger, { mode: 'static', specification: { document: document as never } });
  await fastify.register(swaggerUi, {
    routePrefix: PAGE,
    staticCSP: CONTENT_SECURITY_POLICY,
    theme: { title: 'Harmonium' },
    uiConfig: {
      // Without the bar at the top, which is there to look at other documents.
      layout: 'BaseLayout',
      deepLinking: true,
      docExpansion: 'list',
      defaultModelsExpandDepth: 0,
      displayRequestDuration: true,
      persistAuthorization: true,
      tryItOutEnabled: true,
      // Else every page view asks a server on the internet whether the document is valid.
      validatorUrl: null,
    },
  });
}
