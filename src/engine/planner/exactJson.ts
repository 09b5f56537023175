/** Numbers of a JSON text as strings, so that none loses digits. @throws SyntaxError */
export function parseExactJson(text: string): unknown {
  const quoted = text.replaceAll(/("(?:[^"\\]|\\.)*")|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gsu, (match, string: string | undefined) => string ?? `"${match}"`);
  const value: unknown = JSON.parse(quoted);
  return value;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectAt(value: JsonObject, key: string): JsonObject | undefined {
  const found = value[key];
  return isObject(found) ? found : undefined;
}

export function textAt(value: JsonObject, key: string): string | undefined {
  const found = value[key];
  return typeof found === 'string' ? found : undefined;
}

export function objectsAt(value: JsonObject, key: string): readonly JsonObject[] {
  const found: unknown = value[key];
  return Array.isArray(found) ? found.filter(isObject) : [];
}

/** One text or a list of texts, as plans write lists. */
export function textsAt(value: JsonObject, key: string): readonly string[] {
  const found: unknown = value[key];
  if (typeof found === 'string') return found === '' ? [] : [found];
  return Array.isArray(found) ? found.filter((item) => typeof item === 'string') : [];
}
