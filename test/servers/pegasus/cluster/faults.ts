/** What happens to a request in place of a quick and whole answer. */
export type Effect =
  /** An error of the frame: ERR_BUSY, ERR_SPLITTING, … The request is not carried out. */
  | { readonly kind: 'error'; readonly error: string }
  /** The answer comes late; the request is carried out at once. */
  | { readonly kind: 'late'; readonly ms: number }
  /** No answer at all. `applied`: carried out nevertheless. */
  | { readonly kind: 'silent'; readonly applied: boolean }
  /** The answer comes in pieces of so many bytes. */
  | { readonly kind: 'pieces'; readonly bytes: number }
  /** Half of the answer, and then the connection breaks. */
  | { readonly kind: 'broken' }
  /** These bytes in place of the answer. */
  | { readonly kind: 'garbage'; readonly bytes: Buffer };

export interface Fault {
  readonly effect: Effect;
  /** Which requests; all where absent. */
  readonly rpc?: string | RegExp;
  readonly port?: number;
  /** How many of them; all where absent. */
  readonly times?: number;
  /** How many are left alone before. */
  readonly after?: number;
}

export class Faults {
  #active: { readonly fault: Fault; left: number; toPass: number }[] = [];

  add(fault: Fault): void {
    this.#active.push({ fault, left: fault.times ?? Infinity, toPass: fault.after ?? 0 });
  }

  clear(): void {
    this.#active = [];
  }

  /** What shall happen to this request. */
  next(rpc: string, port: number): Effect | undefined {
    for (const active of this.#active) {
      const { fault } = active;
      if (fault.port !== undefined && fault.port !== port) continue;
      if (fault.rpc !== undefined && !(typeof fault.rpc === 'string' ? fault.rpc === rpc : fault.rpc.test(rpc))) continue;
      if (active.left <= 0) continue;
      if (active.toPass > 0) {
        active.toPass -= 1;
        continue;
      }
      active.left -= 1;
      return fault.effect;
    }
    return undefined;
  }
}
