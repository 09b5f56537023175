/** JSON with its numbers as they are written: BIGINT and DECIMAL go beyond what a JavaScript number holds. */
export type Json = null | boolean | string | JsonNumber | readonly Json[] | ReadonlyMap<string, Json>;

export interface JsonNumber {
  readonly number: string;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/uy;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;

/** @throws SyntaxError where it is not JSON */
export function readJson(text: string): Json {
  let at = 0;
  const wrong = (): SyntaxError => new SyntaxError(`Unexpected character at ${at}`);
  const skip = (): void => {
    while (at < text.length && ' \t\r\n'.includes(text[at]!)) at += 1;
  };
  const matched = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) throw wrong();
    at += found.length;
    return found;
  };
  const word = <T extends Json>(name: string, value: T): T => {
    if (!text.startsWith(name, at)) throw wrong();
    at += name.length;
    return value;
  };
  const list = (close: string, one: () => void): void => {
    at += 1;
    skip();
    if (text[at] === close) {
      at += 1;
      return;
    }
    for (;;) {
      one();
      skip();
      if (text[at] === close) {
        at += 1;
        return;
      }
      if (text[at] !== ',') throw wrong();
      at += 1;
    }
  };
  const value = (): Json => {
    skip();
    switch (text[at]) {
      case '{': {
        const found = new Map<string, Json>();
        list('}', () => {
          skip();
          const name = JSON.parse(matched(STRING)) as string;
          skip();
          if (text[at] !== ':') throw wrong();
          at += 1;
          found.set(name, value());
        });
        return found;
      }
      case '[': {
        const found: Json[] = [];
        list(']', () => void found.push(value()));
        return found;
      }
      case '"':
        return JSON.parse(matched(STRING)) as string;
      case 't':
        return word('true', true);
      case 'f':
        return word('false', false);
      case 'n':
        return word('null', null);
      default:
        return { number: matched(NUMBER) };
    }
  };
  const found = value();
  skip();
  if (at < text.length) throw wrong();
  return found;
}
