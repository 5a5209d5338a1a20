import { Controller, Get, Inject, Param } from '@nestjs/common';
import { type ModelBody, type ServedModel, toModel, toModelList } from '#openai-api';
import { ModelDirectory, type ModelFacts } from './model-directory.js';

/** `GET /v1/models` and `GET /v1/models/{id}`; ids may contain a slash. */
@Controller('v1/models')
export class ModelsController {
  constructor(@Inject(ModelDirectory) private readonly models: ModelDirectory) {}

  @Get()
  list(): unknown {
    return toModelList(this.models.list().map(toServedModel));
  }

  @Get('*')
  show(@Param('*') id: string): ModelBody {
    return toModel(toServedModel(this.models.get(id)));
  }
}

function toServedModel({ name, createdSeconds, contextTokens }: ModelFacts): ServedModel {
  return { id: name, createdSeconds, ownedBy: 'harmonium', contextTokens };
}
