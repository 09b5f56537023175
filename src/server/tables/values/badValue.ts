/** Why a text is no value of a type: one sentence for people, without the text's place. */
export class BadValue extends Error {
  override readonly name = 'BadValue';
}

/** Cuts a text for a message. */
export function shortly(text: string): string {
  return text.length > 60 ? `“${text.slice(0, 60)}…”` : `“${text}”`;
}
