import { commands, l10n, notebooks, workspace } from 'vscode';
import type { Disposable, NotebookCell, NotebookDocument, NotebookEditor, NotebookRendererMessaging } from 'vscode';
import * as z from 'zod/mini';
import { failureOf, plainText } from '../../core/errors';
import { askTexts, type ChannelMessage, channelMessage, type ParameterAnswer, type ParameterMessage, parameterMessage, RENDERER_ID, type TextsMessage } from '../../protocol/notebookView';
import { packBytes, unpackBytes } from '../../protocol/packedBytes';
import type { Port } from '../../protocol/rpc';
import type { Disposal } from '../emitter';
import type { ResultEmbeds, Results } from '../services';
import type { CellResults } from './cellResults';
import { findParameter } from './parameterCells';
import { ParameterEdits } from './parameterEdits';
import { openSaved } from './savedRows';

export interface ResultMessagingDeps {
  readonly embeds: ResultEmbeds;
  readonly results: Pick<Results, 'start' | 'reveal' | 'release'>;
  readonly held: Pick<CellResults, 'cellOf'>;
  /** Something went wrong that nobody waits for. */
  report(error: unknown, what: string): void;
  choices(query: string, cell: NotebookCell, name: string): Promise<readonly string[]>;
}

interface Channel {
  readonly receive: (frame: unknown) => void;
  readonly view: Disposal;
  /** Its page goes with it, without a word. */
  readonly notebook: NotebookDocument;
}

/** Answers the grids below the cells. What they ask is checked where it is answered. */
export class ResultMessaging implements Disposable {
  readonly #messaging: NotebookRendererMessaging;
  readonly #listening: readonly Disposable[];
  readonly #channels = new Map<string, Channel>();
  readonly #parameters = new ParameterEdits();

  constructor(private readonly deps: ResultMessagingDeps) {
    this.#messaging = notebooks.createRendererMessaging(RENDERER_ID);
    this.#listening = [
      this.#messaging.onDidReceiveMessage(({ editor, message }: { readonly editor: NotebookEditor; readonly message: unknown }) => {
        const channel = z.safeParse(channelMessage, message);
        const parameter = z.safeParse(parameterMessage, message);
        if (channel.success) this.#told(channel.data, editor.notebook);
        else if (parameter.success) void this.#answer(parameter.data, editor.notebook);
        else if (z.safeParse(askTexts, message).success) void this.#messaging.postMessage({ headwater: 'texts', bundle: l10n.bundle ?? null } satisfies TextsMessage);
      }),
      workspace.onDidCloseNotebookDocument((notebook) => {
        for (const [channel, known] of this.#channels) if (known.notebook === notebook) this.#close(channel);
      }),
    ];
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    for (const channel of this.#channels.keys()) this.#close(channel);
  }

  #told(message: ChannelMessage, notebook: NotebookDocument): void {
    const known = this.#channels.get(message.channel);
    switch (message.headwater) {
      case 'open':
        if (!known) this.#open(message.channel, message.resultId, { notebook, runAgain: () => runCell(this.deps.held.cellOf(message.resultId)) });
        return;
      case 'openSaved':
        if (!known) void this.#openSaved(message.channel, message.saved, notebook);
        return;
      case 'frame':
        known?.receive(unpackBytes(message.frame));
        return;
      case 'close':
        this.#close(message.channel);
    }
  }

  #close(channel: string): void {
    this.#channels.get(channel)?.view.dispose();
    this.#channels.delete(channel);
  }

  /** What the page says before the rows are a result waits for that. */
  async #openSaved(channel: string, saved: string, notebook: NotebookDocument): Promise<void> {
    const waiting: unknown[] = [];
    const opening: Channel = { notebook, receive: (frame) => void waiting.push(frame), view: { dispose: () => undefined } };
    this.#channels.set(channel, opening);
    const release = (resultId: string): void => {
      this.deps.results.release(resultId);
    };
    const opened = await openSaved(saved, this.deps.results).catch((error: unknown) => {
      this.deps.report(error, l10n.t('Could not show the saved rows'));
      return undefined;
    });
    if (this.#channels.get(channel) !== opening) {
      if (opened) release(opened.resultId);
      return;
    }
    this.#open(channel, opened?.resultId ?? '', { notebook, runAgain: () => runCell(opened?.cell), ...(opened && { release }) });
    for (const frame of waiting) this.#channels.get(channel)?.receive(frame);
  }

  #open(channel: string, resultId: string, { notebook, runAgain, release }: Opened): void {
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
      runAgain,
    });
    const end = (): void => {
      view.dispose();
      release?.(resultId);
    };
    this.#channels.set(channel, {
      notebook,
      view: { dispose: end },
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
      const problem = await this.#parameters.set(notebook, asked.name, asked.value);
      return problem === undefined ? {} : { problem };
    }
    const { cell, parameter } = findParameter(notebook, asked.name);
    return { choices: parameter.query === undefined ? (parameter.choices ?? []) : await this.deps.choices(parameter.query, cell, asked.name) };
  }
}

interface Opened {
  readonly notebook: NotebookDocument;
  readonly runAgain: () => Promise<void>;
  /** Of a result that nobody else needs. */
  readonly release?: (resultId: string) => void;
}

async function runCell(cell: NotebookCell | undefined): Promise<void> {
  if (cell) await commands.executeCommand('notebook.cell.execute', { ranges: [{ start: cell.index, end: cell.index + 1 }], document: cell.notebook.uri });
}
