/** Does its work once, after all that called for it in one turn of the event loop. */
export class Soon {
  #waiting: NodeJS.Immediate | undefined;

  constructor(private readonly work: () => void) {}

  readonly call = (): void => {
    this.#waiting ??= setImmediate(() => {
      this.#waiting = undefined;
      this.work();
    });
  };

  dispose(): void {
    clearImmediate(this.#waiting);
    this.#waiting = undefined;
  }
}
