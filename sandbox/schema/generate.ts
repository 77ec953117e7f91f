import ts from 'typescript-compiler';
import { withLimits } from './limits.ts';
import type { ApiSchema, Schema } from './schema.ts';

/**
 * Reads the declarations of `@grammyjs/types` and writes the arguments of every method as strict JSON Schemas:
 * no property that is not declared, and the limits that the documentation of each field states.
 *
 * It walks the syntax and not the resolved types, so that a union keeps its name (`RichText` is recursive) and a field
 * keeps its documentation; the checker is asked only where a type is computed (`Exclude<keyof Update, …>`).
 */
export function generateSchema(entryFile: string, version: string): ApiSchema {
  const program = ts.createProgram([entryFile], {
    strict: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  });
  const checker = program.getTypeChecker();
  const walker = createWalker(checker);
  const alias = findApiMethods(program);
  const methods: Record<string, Schema> = {};
  for (const member of alias.members) {
    if (!ts.isMethodSignature(member)) continue;
    const parameter = member.parameters[0];
    methods[member.name.getText()] =
      parameter?.type === undefined
        ? { type: 'object', properties: {}, additionalProperties: false }
        : walker.schemaOf(parameter.type);
  }
  return { version, methods, $defs: walker.definitions };
}

function findApiMethods(program: ts.Program): ts.TypeLiteralNode {
  for (const file of program.getSourceFiles()) {
    for (const statement of file.statements) {
      if (!ts.isTypeAliasDeclaration(statement) || statement.name.text !== 'ApiMethods') continue;
      if (ts.isTypeLiteralNode(statement.type)) return statement.type;
    }
  }
  throw new Error('the installed @grammyjs/types declares no ApiMethods type: the sandbox needs a version that does');
}

function createWalker(checker: ts.TypeChecker) {
  const definitions: Record<string, Schema> = {};

  function schemaOf(node: ts.TypeNode): Schema {
    if (ts.isParenthesizedTypeNode(node)) return schemaOf(node.type);
    if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword) return schemaOf(node.type);
    if (ts.isArrayTypeNode(node)) return { type: 'array', items: schemaOf(node.elementType) };
    if (ts.isUnionTypeNode(node)) return unionOf(node.types.filter((type) => !isUndefined(type)).map(schemaOf));
    // `string & Record<never, never>` keeps editors suggesting the known literals; any string is meant.
    const [brand] = ts.isIntersectionTypeNode(node) ? node.types : [];
    if (brand !== undefined) return schemaOf(brand);
    if (ts.isTypeLiteralNode(node)) return objectOf(checker.getTypeAtLocation(node));
    if (ts.isTypeReferenceNode(node)) return referenceOf(node);
    switch (node.kind) {
      case ts.SyntaxKind.StringKeyword:
        return { type: 'string' };
      case ts.SyntaxKind.NumberKeyword:
        return { type: 'number' };
      case ts.SyntaxKind.BooleanKeyword:
        return { type: 'boolean' };
      default:
        return computed(checker.getTypeAtLocation(node), node.getText());
    }
  }

  function referenceOf(node: ts.TypeReferenceNode): Schema {
    const name = node.typeName.getText();
    const [first] = node.typeArguments ?? [];
    if (name === 'F') return { type: 'string', 'x-file': true };
    if ((name === 'ReadonlyArray' || name === 'Array') && first !== undefined) {
      return { type: 'array', items: schemaOf(first) };
    }
    if (name === 'Omit' || name === 'Pick' || name === 'Partial') return objectOf(checker.getTypeAtLocation(node));
    if (name === 'Exclude' || name === 'Extract') return computed(checker.getTypeAtLocation(node), node.getText());
    return definitionOf(node);
  }

  function definitionOf(node: ts.TypeReferenceNode): Schema {
    const local = checker.getSymbolAtLocation(node.typeName);
    if (local === undefined) throw new Error(`cannot resolve the type ${node.getText()}`);
    const symbol = local.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(local) : local;
    const key = checker.getFullyQualifiedName(symbol).replace(/^".*"\./, '');
    const reference: Schema = { $ref: `#/$defs/${key}` };
    if (key in definitions) return reference;
    definitions[key] = {};
    const alias = symbol.declarations?.find(ts.isTypeAliasDeclaration);
    definitions[key] = alias === undefined ? objectOf(checker.getDeclaredTypeOfSymbol(symbol)) : schemaOf(alias.type);
    return reference;
  }

  function objectOf(type: ts.Type): Schema {
    const properties: Record<string, Schema> = {};
    const required: string[] = [];
    for (const property of type.getProperties()) {
      const declaration = property.declarations?.find(ts.isPropertySignature);
      if (declaration?.type === undefined) continue;
      const documentation = ts.displayPartsToString(property.getDocumentationComment(checker));
      const name = property.getName();
      properties[name] = withLimits(schemaOf(declaration.type), documentation);
      if (!(property.flags & ts.SymbolFlags.Optional)) required.push(name);
    }
    return { type: 'object', properties, required, additionalProperties: false };
  }

  /** `type` decides between the alternatives where every one of them names its own: errors then say what is wrong. */
  function unionOf(alternatives: readonly Schema[]): Schema {
    const literals = alternatives.flatMap((schema) => literalsOf(schema) ?? []);
    if (literals.length > 0 && alternatives.every((schema) => literalsOf(schema) !== null)) return { enum: literals };
    const tagged = alternatives.filter((schema) => tagOf(schema) !== null);
    const others = alternatives.filter((schema) => tagOf(schema) === null);
    const tags = new Set(tagged.map(tagOf));
    if (tagged.length < 2 || tags.size !== tagged.length) return { anyOf: alternatives };
    const union: Schema = {
      type: 'object',
      required: ['type'],
      discriminator: { propertyName: 'type' },
      oneOf: tagged,
    };
    return others.length === 0 ? union : { anyOf: [...others, union] };
  }

  function tagOf(schema: Schema): string | null {
    const key = schema.$ref?.replace('#/$defs/', '');
    const type = (key === undefined ? schema : definitions[key])?.properties?.type;
    return typeof type?.const === 'string' ? type.const : null;
  }

  function isUndefined(node: ts.TypeNode): boolean {
    return node.kind === ts.SyntaxKind.UndefinedKeyword || node.kind === ts.SyntaxKind.NeverKeyword;
  }

  return { schemaOf, definitions };
}

function literalsOf(schema: Schema): readonly (string | number)[] | null {
  if (schema.enum !== undefined) return schema.enum;
  return typeof schema.const === 'string' || typeof schema.const === 'number' ? [schema.const] : null;
}

/** A type that only the checker can work out: a literal, or a union of literals such as `keyof Update` or a template. */
function computed(type: ts.Type, text: string): Schema {
  if (type.isUnion()) {
    const values = type.types.map((part) => literalOf(part, text));
    return { enum: values.filter((value) => typeof value !== 'boolean') };
  }
  return { const: literalOf(type, text) };
}

function literalOf(type: ts.Type, text: string): string | number | boolean {
  if (type.isStringLiteral() || type.isNumberLiteral()) return type.value;
  if (type.flags & ts.TypeFlags.BooleanLiteral) return text === 'true';
  throw new Error(`the schema generator does not understand the type ${text}`);
}
