/** What stands in the place of a secret. */
export const HIDDEN = '•••';

// Every repetition before a fixed part is bounded: a statement may be one word of a megabyte.
const WORDS = String.raw`\w{0,40}(?:password|passwd|pwd|passphrase|secret|token|api_?key|access_?key|account_?key|credentials?|signature)\w{0,40}`;
/** `PASSWORD 'x'`, `secret = 'x'`, `"token": 'x'`, `IDENTIFIED BY 'x'`. */
const NAMED = new RegExp(String.raw`(?<before>\b(?:${WORDS}|identified\s{1,20}by)["'\x60]?\s{0,20}(?:=>|:=|=|:)?\s{0,20})'(?:[^']|'')*'`, 'giu');
/** `password=x` inside a text, such as a connection string or a URL. */
const INSIDE = new RegExp(String.raw`(?<before>\b(?:${WORDS}|sig)\s{0,20}=\s{0,20})[^\s'"&;,]+`, 'giu');
const USERINFO = /(?<before>\b[a-z][\w+.-]{0,30}:\/\/[^\s/:@']*:)[^\s/@']+(?=@)/giu;
const LITERAL = /'(?:[^']|'')*'/gu;

/** The statement without what looks like a secret in its texts. */
export function withoutSecrets(statement: string): string {
  return statement
    .replace(NAMED, `$<before>'${HIDDEN}'`)
    .replace(LITERAL, (literal) => literal.replace(INSIDE, `$<before>${HIDDEN}`))
    .replace(USERINFO, `$<before>${HIDDEN}`);
}
