import type { Route } from '../route.js';

export const OPERATION_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/healthz',
    operationId: 'isAlive',
    tag: 'Operations',
    summary: 'Whether the process lives',
    scope: 'open',
    answers: [{ description: 'It does.', body: 'Health' }],
    errors: [],
  },
  {
    method: 'get',
    path: '/readyz',
    operationId: 'isReady',
    tag: 'Operations',
    summary: 'Whether requests should be sent here',
    scope: 'open',
    answers: [
      { description: 'They should.', body: 'Readiness' },
      { status: 503, description: 'Not now.', body: 'Readiness' },
    ],
    errors: [],
  },
  {
    method: 'get',
    path: '/metrics',
    operationId: 'readMetrics',
    tag: 'Operations',
    summary: 'Measurements for Prometheus',
    scope: 'open',
    answers: [{ description: 'All metrics.', text: 'text/plain' }],
    errors: [],
  },
  {
    method: 'get',
    path: '/openapi.json',
    operationId: 'describeApi',
    tag: 'Operations',
    summary: 'This document',
    scope: 'open',
    answers: [{ description: 'The document.', body: 'OpenApiDocument' }],
    errors: [],
  },
];
