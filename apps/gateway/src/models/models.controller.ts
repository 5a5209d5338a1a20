import { Controller, Get, Inject, Param } from '@nestjs/common';
import { type ModelBody, type ModelListBody, type ServedModel, toModel, toModelList } from '#openai-api';
import { ModelDirectory, type NamedModel } from './model-directory.js';

/** `GET /v1/models` and `GET /v1/models/{id}`; ids may contain a slash. */
@Controller('v1/models')
export class ModelsController {
  constructor(@Inject(ModelDirectory) private readonly models: ModelDirectory) {}

  @Get()
  list(): ModelListBody {
    return toModelList(this.models.list().map(toServedModel));
  }

  @Get('*')
  show(@Param('*') id: string): ModelBody {
    return toModel(toServedModel(this.models.describe(id)));
  }
}

function toServedModel({ name, ...facts }: NamedModel): ServedModel {
  return { ...facts, id: name, ownedBy: 'harmonium' };
}
