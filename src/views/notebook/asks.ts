import * as z from 'zod/mini';
import { type ParameterAnswer, parameterAnswer } from '../../protocol/notebookView';
import type { RendererContext } from './renderer';

/** Asks the extension host about the parameters of the notebook. */
export class Asks {
  readonly #pending = new Map<string, (answer: ParameterAnswer) => void>();

  constructor(private readonly context: RendererContext) {
    context.onDidReceiveMessage?.((message) => {
      const { success, data } = z.safeParse(parameterAnswer, message);
      if (!success) return;
      this.#pending.get(data.ask)?.(data);
      this.#pending.delete(data.ask);
    });
  }

  ask(asked: { readonly headwater: 'set'; readonly name: string; readonly value: string } | { readonly headwater: 'choices'; readonly name: string }): Promise<ParameterAnswer> {
    const ask = crypto.randomUUID();
    return new Promise((resolve) => {
      this.#pending.set(ask, resolve);
      this.context.postMessage?.({ ...asked, ask });
    });
  }
}
