import { controlSchema } from '../../generations/parse-control.js';
import { eventsQuerySchema, listQuerySchema, showQuerySchema } from '../../generations/parse-queries.js';
import type { Route } from '../route.js';

const ID = 'The id of a generation, as `x-harmonium-generation-id` tells it.';

export const GENERATION_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/generations',
    operationId: 'listGenerations',
    tag: 'Generations',
    summary: 'Your generations, newest first',
    scope: null,
    query: listQuerySchema,
    answers: [{ description: 'The generations.', body: 'GenerationList' }],
    errors: ['invalid_value', 'ledger_unavailable'],
  },
  {
    method: 'get',
    path: '/v1/generations/{id}',
    operationId: 'retrieveGeneration',
    tag: 'Generations',
    summary: 'A generation and what it says so far',
    description: 'Reasoning only for a key with the scope `reasoning:see`.',
    scope: null,
    pathParameters: { id: ID },
    query: showQuerySchema,
    answers: [{ description: 'The generation.', body: 'GenerationOutput' }],
    errors: ['invalid_value', 'generation_not_found', 'ledger_unavailable'],
  },
  {
    method: 'get',
    path: '/v1/generations/{id}/events',
    operationId: 'followGeneration',
    tag: 'Generations',
    summary: 'The stream of a generation, again and from anywhere',
    description:
      'In the dialect in which it was asked for, or with `format=events` in none. Event ids are places in its log, the same at every gateway.',
    scope: null,
    pathParameters: { id: `${ID} Several, with commas between, are the choices of one chat.` },
    query: eventsQuerySchema,
    headers: ['Last-Event-ID'],
    answers: [{ description: 'Its events, from the one behind the last that you have.', events: 'FollowedEvent' }],
    errors: ['invalid_value', 'generation_not_found', 'ledger_unavailable', 'shutting_down'],
  },
  {
    method: 'post',
    path: '/v1/generations/{id}/control',
    operationId: 'controlGeneration',
    tag: 'Generations',
    summary: 'Pause, resume, cancel, steer, edit or fork a generation',
    description:
      'The scope `reasoning:steer` is needed for all that changes what is thought or said. A fork answers with the list of the new generations.',
    scope: null,
    pathParameters: { id: ID },
    body: { name: 'GenerationControl', schema: controlSchema },
    answers: [{ description: 'The generation as it is now.', body: 'GenerationControlled' }],
    errors: ['generation_not_found', 'generation_finished', 'generation_changed', 'ledger_unavailable'],
  },
];
