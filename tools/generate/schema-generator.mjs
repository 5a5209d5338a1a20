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
  const parser = createParser(program, config, (chain) => chain.addNodeParser(new KeysOfValue(program)));
  return new SchemaGenerator(program, parser, createFormatter(config), config);
}

/** `keyof typeof TABLE`: asked of the compiler, since the generator would have to understand the table's expressions. */
class KeysOfValue {
  constructor(program) {
    this.checker = program.getTypeChecker();
  }

  supportsNode(node) {
    return ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.KeyOfKeyword && ts.isTypeQueryNode(node.type);
  }

  createType(node) {
    const type = this.checker.getTypeFromTypeNode(node);
    const keys = type.isUnion() ? type.types : [type];
    return new UnionType(keys.map(({ value }) => new LiteralType(value)));
  }
}
