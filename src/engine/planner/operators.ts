import { isObject, type JsonObject, objectsAt, parseExactJson, textAt } from './exactJson';

/** The names of all operators of a plan, from the top. @throws SyntaxError */
export function operatorsOf(plan: string): readonly string[] {
  const roots = parseExactJson(plan);
  const names: string[] = [];
  const visit = (node: JsonObject): void => {
    names.push((textAt(node, 'name') ?? '').trim());
    objectsAt(node, 'children').forEach(visit);
  };
  for (const root of Array.isArray(roots) ? roots : []) if (isObject(root)) visit(root);
  return names;
}
