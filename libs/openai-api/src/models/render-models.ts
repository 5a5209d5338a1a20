/** A model as the cluster serves it. */
export interface ServedModel {
  id: string;
  createdSeconds: number;
  ownedBy: string;
  contextTokens?: number;
}

/** OpenAI's model object; `context_length` is our addition, under the name OpenRouter gave it. */
export interface ModelBody {
  id: string;
  object: 'model';
  created: number;
  owned_by: string;
  context_length?: number;
}

/** The answer of `GET /v1/models/{id}`. */
export function toModel(model: ServedModel): ModelBody {
  return {
    id: model.id,
    object: 'model',
    created: model.createdSeconds,
    owned_by: model.ownedBy,
    ...(model.contextTokens === undefined ? {} : { context_length: model.contextTokens }),
  };
}

/** The answer of `GET /v1/models`, in the order given. */
export function toModelList(models: readonly ServedModel[]): { object: 'list'; data: ModelBody[] } {
  return { object: 'list', data: models.map(toModel) };
}
