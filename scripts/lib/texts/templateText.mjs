/**
 * Reads the fixed pieces of an HTML template: which of its letters are shown or spoken, and where its values stand.
 * What stands in `code` and `pre` is no language's. Knows as much of HTML as lit does: text, tags, attributes with and without quotes, comments.
 * @param {readonly string[]} pieces
 * @returns {{ texts: readonly { text: string, piece: number, attribute?: string }[], holes: readonly ({ place: 'text' } | { place: 'attribute', attribute: string } | { place: 'other' })[] }}
 */
export function readTemplate(pieces) {
  const texts = [];
  const holes = [];
  /** @type {'text' | 'comment' | 'tag' | 'name' | 'before' | 'value'} */
  let state = 'text';
  let quote = '';
  let name = '';
  let run = '';
  let code = false;
  pieces.forEach((piece, at) => {
    const end = () => {
      if (run.trim() !== '' && ((state === 'text' && !code) || state === 'value')) texts.push({ text: run.trim(), piece: at, ...(state === 'value' && { attribute: name }) });
      run = '';
    };
    for (let place = 0; place < piece.length; place++) {
      const char = piece[place];
      if (state === 'comment') {
        if (piece.startsWith('-->', place)) {
          state = 'text';
          place += 2;
        }
      } else if (state === 'text') {
        if (piece.startsWith('<!--', place)) {
          end();
          state = 'comment';
          place += 3;
        } else if (char === '<') {
          end();
          state = 'tag';
          if (/^<\/?(code|pre)\b/u.test(piece.slice(place, place + 6))) code = piece[place + 1] !== '/';
        } else run += char;
      } else if (state === 'value') {
        if (quote === '' ? /[\s>]/u.test(char) : char === quote) {
          end();
          state = char === '>' ? 'text' : 'tag';
        } else run += char;
      } else if (char === '>') state = 'text';
      else if (state === 'before') {
        if (/\s/u.test(char)) continue;
        state = 'value';
        quote = /["']/u.test(char) ? char : '';
        if (quote === '') run = char;
      } else if (char === '=') state = 'before';
      else if (/[\s/]/u.test(char)) state = 'tag';
      else if (state === 'tag') {
        state = 'name';
        name = char;
      } else name += char;
    }
    end();
    if (at === pieces.length - 1) return;
    if (state === 'before') {
      state = 'value';
      quote = '';
    }
    holes.push(state === 'text' && !code ? { place: 'text' } : state === 'value' ? { place: 'attribute', attribute: name } : { place: 'other' });
  });
  return { texts, holes };
}
