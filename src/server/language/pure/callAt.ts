import { isName, type Token } from './tokens';

/** The innermost call around a place: its function, and which of its arguments is being written, from 0. */
export interface CallPlace {
  readonly name: string;
  readonly argument: number;
}

export function callAt(tokens: readonly Token[], offset: number): CallPlace | undefined {
  let depth = 0;
  let argument = 0;
  for (let at = tokens.findLastIndex(({ end }) => end <= offset); at >= 0; at--) {
    const token = tokens[at];
    if (token?.key === ')' || token?.key === ']') depth += 1;
    else if (token?.key === '[') depth = Math.max(0, depth - 1);
    else if (token?.key === '(') {
      const name = tokens[at - 1];
      if (depth === 0 && isName(name)) return { name: name.value, argument };
      if (depth === 0) argument = 0;
      else depth -= 1;
    } else if (token?.key === ',' && depth === 0) argument += 1;
  }
  return undefined;
}
