import { commands, l10n, notebooks } from 'vscode';
import type { Disposable, NotebookCell, NotebookDocument, NotebookEditor, NotebookRendererMessaging } from 'vscode';
import * as z from 'zod/mini';
import { failureOf, plainText } from '../../core/errors';
import { type ChannelMessage, channelMessage, type ParameterAnswer, type ParameterMessage, parameterMessage, RENDERER_ID } from '../../protocol/notebookView';
import { packBytes, unpackBytes } from '../../protocol/packedBytes';
import type { Port } from '../../protocol/rpc';
import type { Disposal } from '../emitter';
import type { ResultEmbeds, Results } from '../services';
import type { CellResults } from './cellResults';
import { findParameter, setParameter } from './parameterCells';

export interface ResultMessagingDeps {
  readonly embeds: ResultEmbeds;
  readonly results: Pick<Results, 'reveal'>;
  readonly held: Pick<CellResults, 'cellOf'>;
  choices(query: string, cell: NotebookCell, name: string): Promise<readonly string[]>;
}

interface Channel {
  readonly receive: (frame: unknown) => void;
  readonly view: Disposal;
}

/** Answers the grids below the cells. What they ask is checked where it is answered. */
export class ResultMessaging implements Disposable {
  readonly #messaging: NotebookRendererMessaging;
  readonly #listening: Disposable;
  readonly #channels = new Map<string, Channel>();

  constructor(private readonly deps: ResultMessagingDeps) {
    this.#messaging = notebooks.createRendererMessaging(RENDERER_ID);
    this.#listening = this.#messaging.onDidReceiveMessage(({ editor, message }: { readonly editor: NotebookEditor; readonly message: unknown }) => {
      const channel = z.safeParse(channelMessage, message);
      const parameter = z.safeParse(parameterMessage, message);
      if (channel.success) this.#told(channel.data);
      else if (parameter.success) void this.#answer(parameter.data, editor.notebook);
    });
  }

  dispose(): void {
    this.#listening.dispose();
    for (const { view } of this.#channels.values()) view.dispose();
    this.#channels.clear();
  }

  #told(message: ChannelMessage): void {
    const known = this.#channels.get(message.channel);
    switch (message.headwater) {
      case 'open':
        if (!known) this.#open(message.channel, message.resultId);
        return;
      case 'frame':
        known?.receive(unpackBytes(message.frame));
        return;
      case 'close':
        known?.view.dispose();
        this.#channels.delete(message.channel);
    }
  }

  #open(channel: string, resultId: string): void {
    let receive: (frame: unknown) => void = () => undefined;
    const port: Port = {
      post: (frame) => {
        // To every editor: each output knows its own channel, and the editor that asked may have come back as another.
        void this.#messaging.postMessage({ headwater: 'frame', channel, frame: packBytes(frame) } satisfies ChannelMessage);
      },
      listen: (listener) => {
        receive = listener;
        return () => {
          receive = () => undefined;
        };
      },
    };
    const view = this.deps.embeds.embed(port, resultId, {
      reveal: () => this.deps.results.reveal(resultId),
      runAgain: () => this.#runAgain(resultId),
    });
    this.#channels.set(channel, {
      view,
      receive: (frame) => {
        receive(frame);
      },
    });
  }

  /** Never rejects: what went wrong is the answer. */
  async #answer(asked: ParameterMessage, notebook: NotebookDocument): Promise<void> {
    const answer = await this.#answerTo(asked, notebook).catch((error: unknown) => {
      const { what, why } = failureOf(error, l10n.t('Could not change the parameter'));
      return { problem: plainText(`${what}: ${why}`) };
    });
    await this.#messaging.postMessage({ headwater: 'answer', ask: asked.ask, ...answer } satisfies ParameterAnswer);
  }

  async #answerTo(asked: ParameterMessage, notebook: NotebookDocument): Promise<Omit<ParameterAnswer, 'headwater' | 'ask'>> {
    if (asked.headwater === 'set') {
      const problem = await setParameter(notebook, asked.name, asked.value);
      return problem === undefined ? {} : { problem };
    }
    const { cell, parameter } = findParameter(notebook, asked.name);
    return { choices: parameter.query === undefined ? (parameter.choices ?? []) : await this.deps.choices(parameter.query, cell, asked.name) };
  }

  async #runAgain(resultId: string): Promise<void> {
    const cell = this.deps.held.cellOf(resultId);
    if (cell) await commands.executeCommand('notebook.cell.execute', { ranges: [{ start: cell.index, end: cell.index + 1 }], document: cell.notebook.uri });
  }
}
