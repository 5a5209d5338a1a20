/** A model as the cluster serves it, under one of its names. */
export interface ServedModel {
  id: string;
  createdSeconds: number;
  ownedBy: string;
  contextTokens: number;
  /** How many generations its workers run side by side, all together. */
  slots: number;
  readyWorkers: number;
  /** The served model that this name stands for; `null` for a name of its own. */
  aliasOf: string | null;
  /** The LoRA adapter that it is; `null` for a model as it is. */
  adapter: string | null;
}

/** OpenAI's model object. */
interface OpenAiModel {
  id: string;
  object: 'model';
  created: number;
  owned_by: string;
}

/** What Anthropic's has beside `id`. `lifecycle` and what follows say that nothing is planned. */
interface AnthropicModel {
  type: 'model';
  display_name: string;
  /** RFC 3339. */
  created_at: string;
  max_input_tokens: number;
  max_tokens: number;
  capabilities: null;
  lifecycle: 'active';
  line: null;
  deprecated_at: null;
  retires_at: null;
}

/** Our additions; context and modalities under the names OpenRouter and vLLM gave them. */
interface ModelExtension {
  context_length: number;
  max_model_len: number;
  architecture: { modality: 'text->text'; input_modalities: ['text']; output_modalities: ['text'] };
  slots: number;
  ready_workers: number;
  alias_of: string | null;
  adapter: string | null;
}

/** A model as the clients of OpenAI and those of Anthropic read it. */
export type ModelBody = OpenAiModel & AnthropicModel & ModelExtension;

/** A list of models as both read it; it is always whole. */
export interface ModelListBody {
  object: 'list';
  data: ModelBody[];
  has_more: false;
  first_id: string | null;
  last_id: string | null;
}

/** The answer of `GET /v1/models/{id}`. */
export function toModel(model: ServedModel): ModelBody {
  const { id, createdSeconds, contextTokens } = model;
  return {
    id,
    object: 'model',
    created: createdSeconds,
    owned_by: model.ownedBy,
    type: 'model',
    display_name: id,
    created_at: new Date(createdSeconds * 1_000).toISOString(),
    max_input_tokens: contextTokens,
    max_tokens: contextTokens,
    capabilities: null,
    lifecycle: 'active',
    line: null,
    deprecated_at: null,
    retires_at: null,
    context_length: contextTokens,
    max_model_len: contextTokens,
    architecture: { modality: 'text->text', input_modalities: ['text'], output_modalities: ['text'] },
    slots: model.slots,
    ready_workers: model.readyWorkers,
    alias_of: model.aliasOf,
    adapter: model.adapter,
  };
}

/** The answer of `GET /v1/models`, in the order given. */
export function toModelList(models: readonly ServedModel[]): ModelListBody {
  const data = models.map(toModel);
  return { object: 'list', data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}
