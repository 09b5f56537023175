/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export function addressOf(text: string): Address {
  const at = text.lastIndexOf(':');
  return { host: text.slice(0, at), port: Number(text.slice(at + 1)) };
}
