/** What goes wrong with an answer. */
export type Fault =
  /** The connection breaks after this many rows. */
  | { readonly kind: 'dies'; readonly afterRows: number }
  /** Half of a row, then the connection breaks. */
  | { readonly kind: 'halfRow'; readonly afterRows: number }
  /** Half of a row, then an orderly end. */
  | { readonly kind: 'cutShort'; readonly afterRows: number }
  | { readonly kind: 'errorRow'; readonly afterRows: number; readonly code: number; readonly message: string }
  | { readonly kind: 'answer'; readonly status: number; readonly type?: string; readonly headers?: Readonly<Record<string, string>>; readonly body: string }
  /** Waits before it answers. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Never answers. */
  | { readonly kind: 'silent' }
  /** Breaks the connection instead of answering. */
  | { readonly kind: 'reset' };

/** Faults that wait for their request, by path. */
export class Faults {
  private readonly armed: { readonly path: string; readonly fault: Fault; left: number }[] = [];

  /** @param times how many requests it meets */
  arm(path: string, fault: Fault, times = 1): void {
    this.armed.push({ path, fault, left: times });
  }

  take(path: string): Fault | undefined {
    const found = this.armed.find((one) => one.path === path && one.left > 0);
    if (found) found.left -= 1;
    return found?.fault;
  }

  clear(): void {
    this.armed.length = 0;
  }
}
