import type { Route } from '../route.js';

export const MODEL_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/models',
    operationId: 'listModels',
    tag: 'Models',
    summary: 'All models that can be asked',
    scope: null,
    answers: [{ description: 'The models.', body: 'ModelList' }],
    errors: [],
  },
  {
    method: 'get',
    path: '/v1/models/{model}',
    operationId: 'retrieveModel',
    tag: 'Models',
    summary: 'One model',
    scope: null,
    pathParameters: { model: 'Its id. One with slashes in it is written as it is.' },
    answers: [{ description: 'The model.', body: 'Model' }],
    errors: ['model_not_found'],
  },
];
