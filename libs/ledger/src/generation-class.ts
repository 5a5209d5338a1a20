import { GENERATION_CLASSES, type GenerationClass } from '#protocol';

/** The class that a record names. We wrote it ourselves; anything else is a mistake worth hearing of. */
export function toGenerationClass(text: unknown): GenerationClass {
  const found = GENERATION_CLASSES.find((generationClass) => generationClass === text);
  if (!found) throw new Error(`A record names the class ${JSON.stringify(text)}, which does not exist`);
  return found;
}
