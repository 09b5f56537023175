import { html, type TemplateResult } from 'lit';
import * as z from 'zod/mini';
import { type Port, RpcError } from '../../protocol/rpc';
import { parametersOutput, resultOutput, savedOutput } from '../../protocol/notebookView';
import { ResultsApp } from '../results/app';
import { type HostLink, hostLink } from '../results/hostLink';
import { iconButton } from '../results/tabStrip';
import { t } from '../shared/l10n';
import type { Asks } from './asks';
import type { Channels } from './channels';
import { ParametersView } from './parameters';
import type { OutputItem, Renderer } from './renderer';
import type { Room } from './room';

interface Shown {
  readonly element: HTMLElement;
  readonly resultId: string;
  readonly end: () => void;
}

/** The results below the cells of one notebook. */
export class Outputs implements Renderer {
  readonly #shown = new Map<string, Shown>();

  constructor(
    private readonly channels: Channels,
    private readonly asks: Asks,
    private readonly makeRoom: (element: HTMLElement) => Room,
  ) {}

  renderOutputItem(item: OutputItem, element: HTMLElement, signal: AbortSignal): void {
    const { success, data } = z.safeParse(resultOutput, item.json());
    const before = this.#shown.get(item.id);
    // An output that only got its final text is rendered again: what stands there goes on.
    if (success && before?.element === element && before.resultId === data.resultId && element.firstChild) return;
    this.disposeOutputItem(item.id);
    if (signal.aborted) return;
    const parameters = z.safeParse(parametersOutput, item.json());
    const saved = z.safeParse(savedOutput, item.json());
    if (parameters.success) {
      const room = this.makeRoom(element);
      new ParametersView(room.root, parameters.data, this.asks).show();
      this.#shown.set(item.id, { element, resultId: '', end: () => { room.dispose(); } });
    } else if (success) this.#shown.set(item.id, { element, resultId: data.resultId, end: this.#show(this.channels.open(data), element, openInPanel) });
    else if (saved.success) this.#shown.set(item.id, { element, resultId: '', end: this.#show(this.channels.open(saved.data), element, savedNote) });
    else element.replaceChildren(t('This output was written by another version of Headwater.'));
  }

  disposeOutputItem(id?: string): void {
    const gone = id === undefined ? [...this.#shown.keys()] : [id];
    for (const one of gone) {
      this.#shown.get(one)?.end();
      this.#shown.delete(one);
    }
  }

  /** Returns the end of it. */
  #show(port: Port, element: HTMLElement, lead: (link: HostLink) => TemplateResult): () => void {
    const room = this.makeRoom(element);
    const link = hostLink(port);
    const app = new ResultsApp(link, { getState: () => undefined, setState: () => undefined }, room.root, {
      fits: (pane, rows) => {
        room.fit(pane, rows);
      },
      lead: () => lead(link),
    });
    app.start();
    return () => {
      app.dispose();
      room.dispose();
    };
  }
}

const openInPanel = (link: HostLink): TemplateResult =>
  html`${iconButton('link-external', t('Open Full Result in Panel'), () => {
    link.call('go', { to: 'panel' }).catch((error: unknown) => {
      if (!(error instanceof RpcError)) throw error; // the host has told the person
    });
  })}`;

const savedNote = (): TemplateResult => html`<span class="dim" title=${t('These rows were saved with the notebook. Run the cell to see what it gives now.')}>${t('Saved with the notebook')}</span>`;
