/** The head of a reply of HTTP/1.1 whose body is as long as it says. */
export interface ReplyHead {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of the body. */
  readonly length: number;
}

/** @param text status line and headers, without the empty line. @returns `undefined` for what is anything else */
export function replyHead(text: string): ReplyHead | undefined {
  const [first = '', ...lines] = text.split('\r\n');
  const status = /^HTTP\/1\.1 (\d{3})(?: |$)/u.exec(first)?.[1];
  if (status === undefined) return undefined;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) return undefined;
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  const length = headers['content-length'] ?? '';
  if (!/^\d{1,15}$/u.test(length) || headers['transfer-encoding'] !== undefined || headers['content-encoding'] !== undefined) return undefined;
  return { status: Number(status), headers, length: Number(length) };
}
