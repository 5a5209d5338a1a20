import {
  DEFAULT_CONFIG,
  LiteralType,
  SchemaGenerator,
  UnionType,
  createFormatter,
  createParser,
  createProgram,
  ts,
} from 'ts-json-schema-generator';

/**
 * JSON schemas of the exported types of a file. Objects may have more properties than their type names: that is how
 * clients read what they are given.
 */
export function createSchemaGenerator(path) {
  const config = {
    ...DEFAULT_CONFIG,
    path,
    tsconfig: 'tsconfig.json',
    additionalProperties: true,
    skipTypeCheck: true,
  };
  const program = createProgram(config);
  const parser = createParser(program, config, (chain) => chain.addNodeParser(new WordsOfValue(program)));
  return new SchemaGenerator(program, parser, createFormatter(config), config);
}

/**
 * Words that are told by a value: `keyof typeof TABLE`, `z.output<typeof schema>`. The compiler is asked for them, since the
 * generator would have to understand the value's expressions.
 */
class WordsOfValue {
  constructor(program) {
    this.checker = program.getTypeChecker();
  }

  supportsNode(node) {
    const isOfValue = ts.isTypeOperatorNode(node)
      ? ts.isTypeQueryNode(node.type)
      : ts.isTypeReferenceNode(node) && node.typeArguments?.some(ts.isTypeQueryNode);
    return Boolean(isOfValue) && this.membersOf(node).every((type) => type.isStringLiteral());
  }

  createType(node) {
    return new UnionType(this.membersOf(node).map(({ value }) => new LiteralType(value)));
  }

  membersOf(node) {
    const type = this.checker.getTypeFromTypeNode(node);
    return type.isUnion() ? type.types : [type];
  }
}
