import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript-compiler';

/** A text key in the source. `pattern`: what a template such as `bot-command-${name}` can become. */
export interface UsedKey {
  readonly where: string;
  readonly key: string;
  readonly pattern: RegExp;
  /** Names of the parameters, where they are written beside the key; null where they come from elsewhere. */
  readonly params: readonly string[] | null;
}

/** All literals in `directory` that look like a text key: words with dashes, of which the first is one of `prefixes`. */
export function usedKeys(directory: string, prefixes: ReadonlySet<string>): UsedKey[] {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => {
    const path = join(directory, file);
    const source = ts.createSourceFile(file, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    return literalsIn(source).flatMap((node): UsedKey[] => {
      const parts = partsOf(node);
      const first = parts[0]?.split('-')[0] ?? '';
      if (!prefixes.has(first) || !parts.every((part) => /^[\w-]*$/.test(part)) || !parts.join('').includes('-'))
        return [];
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      const pattern = new RegExp(`^${parts.join('[\\w-]+')}$`);
      return [{ where: `${file}:${line}`, key: parts.join('…'), pattern, params: paramsBeside(node) }];
    });
  });
}

function literalsIn(source: ts.SourceFile): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node))
      found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The fixed parts of a literal, between which a template has values. */
function partsOf(node: ts.Node): string[] {
  if (ts.isTemplateExpression(node)) return [node.head.text, ...node.templateSpans.map((span) => span.literal.text)];
  return ts.isStringLiteralLike(node) ? [node.text] : [];
}

/** `t(locale, 'key', { a })`, `new UserError('key', { a })`, `{ key: 'key', params: { a } }`. */
function paramsBeside(node: ts.Node): string[] | null {
  const { parent } = node;
  if (
    ts.isPropertyAssignment(parent) &&
    parent.name.getText() === 'key' &&
    ts.isObjectLiteralExpression(parent.parent)
  ) {
    const params = parent.parent.properties.find((one) => one.name?.getText() === 'params');
    if (params === undefined) return null;
    return ts.isPropertyAssignment(params) ? namesOf(params.initializer) : null;
  }
  if (!(ts.isCallExpression(parent) || ts.isNewExpression(parent))) return null;
  const callee = parent.expression.getText().split('.').at(-1);
  if (callee !== 't' && callee !== 'UserError') return null;
  const args = parent.arguments ?? [];
  const next = args[args.findIndex((argument) => argument.pos === node.pos) + 1];
  return next === undefined ? [] : namesOf(next);
}

function namesOf(node: ts.Expression): string[] | null {
  if (!ts.isObjectLiteralExpression(node) || node.properties.some(ts.isSpreadAssignment)) return null;
  return node.properties.map((property) => property.name?.getText() ?? '');
}
