/** What stands in the place of a secret. */
export const HIDDEN = '•••';

const WORDS = String.raw`\w*(?:password|passwd|pwd|passphrase|secret|token|api_?key|access_?key|account_?key|credentials?|signature)\w*`;
/** `PASSWORD 'x'`, `secret = 'x'`, `"token": 'x'`, `IDENTIFIED BY 'x'`. */
const NAMED = new RegExp(String.raw`(?<before>(?:\b${WORDS}|\bidentified\s+by)["\`']?\s*(?:=>|:=|=|:)?\s*)'(?:[^']|'')*'`, 'giu');
/** `password=x` inside a text, such as a connection string or a URL. */
const INSIDE = new RegExp(String.raw`(?<before>\b(?:${WORDS}|sig)\s*=\s*)[^\s'"&;,]+`, 'giu');
const USERINFO = /(?<before>\b[a-z][\w+.-]*:\/\/[^\s/:@']*:)[^\s/@']+(?=@)/giu;
const LITERAL = /'(?:[^']|'')*'/gu;

/** The statement without what looks like a secret in its texts. */
export function withoutSecrets(statement: string): string {
  return statement
    .replace(NAMED, `$<before>'${HIDDEN}'`)
    .replace(LITERAL, (literal) => literal.replace(INSIDE, `$<before>${HIDDEN}`))
    .replace(USERINFO, `$<before>${HIDDEN}`);
}
