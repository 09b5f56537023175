import { commands, notebooks } from 'vscode';
import type { Disposable, NotebookRendererMessaging } from 'vscode';
import * as z from 'zod/mini';
import { type ChannelMessage, channelMessage, RENDERER_ID } from '../../protocol/notebookView';
import { packBytes, unpackBytes } from '../../protocol/packedBytes';
import type { Port } from '../../protocol/rpc';
import type { Disposal } from '../emitter';
import type { ResultEmbeds, Results } from '../services';
import type { CellResults } from './cellResults';

export interface ResultMessagingDeps {
  readonly embeds: ResultEmbeds;
  readonly results: Pick<Results, 'reveal'>;
  readonly held: Pick<CellResults, 'cellOf'>;
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
    this.#listening = this.#messaging.onDidReceiveMessage(({ message }: { readonly message: unknown }) => {
      const { success, data } = z.safeParse(channelMessage, message);
      if (success) this.#told(data);
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

  async #runAgain(resultId: string): Promise<void> {
    const cell = this.deps.held.cellOf(resultId);
    if (cell) await commands.executeCommand('notebook.cell.execute', { ranges: [{ start: cell.index, end: cell.index + 1 }], document: cell.notebook.uri });
  }
}
