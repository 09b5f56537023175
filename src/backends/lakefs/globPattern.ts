/** A glob of a branch protection rule as an expression for whole names: `*`, `?`, `[abc]`, `[!abc]`, `{one,other}`, `\` before a mark. */
export function globExpression(pattern: string): RegExp {
  let source = '';
  let braces = 0;
  for (let at = 0; at < pattern.length; at++) {
    const mark = pattern.charAt(at);
    const close = mark === '[' ? pattern.indexOf(']', at + 2) : -1;
    if (mark === '\\' && at + 1 < pattern.length) source += escaped(pattern.charAt(++at));
    else if (mark === '*') source += '.*';
    else if (mark === '?') source += '.';
    else if (close > 0) {
      const inside = pattern.slice(at + 1, close);
      source += `[${inside.startsWith('!') ? '^' : ''}${inside.replace(/^!/u, '').replaceAll(/[\\\]^]/gu, '\\$&')}]`;
      at = close;
    } else if (mark === '{') {
      braces++;
      source += '(?:';
    } else if (mark === '}' && braces > 0) {
      braces--;
      source += ')';
    } else source += mark === ',' && braces > 0 ? '|' : escaped(mark);
  }
  return new RegExp(`^${source}${')'.repeat(braces)}$`, 'su');
}

function escaped(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/u.test(character) ? `\\${character}` : character;
}
