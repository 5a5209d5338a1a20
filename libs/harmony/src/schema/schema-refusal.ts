/**
 * A schema that cannot be turned into a grammar whose every text validates. `keyword` is what stands in the way,
 * `pointer` the place of the schema that holds it, like `properties.a.anyOf[1]`, empty for the outermost one.
 */
export class SchemaRefusal extends Error {
  override readonly name = 'SchemaRefusal';

  constructor(
    readonly keyword: string,
    readonly pointer: string,
    reason: string,
  ) {
    super(`'${keyword}' ${reason} (at ${pointer === '' ? 'the root' : pointer})`);
  }
}
