import { html, nothing, render, svg, type TemplateResult } from 'lit';
import type { FlowNode } from '../../core/contract/graphs';
import { type Failure, failureOf } from '../../core/errors';
import type { GraphHostMethods, GraphModel } from '../../protocol/graphView';
import { type Methods, type Rpc, RpcError } from '../../protocol/rpc';
import { t } from '../shared/l10n';
import { exportSvg } from './exportSvg';
import { type Layout, layOutFor, type PlacedNode, shownLabel } from './layout';
import { fitted, opened, panned, type Viewport, zoomed } from './viewport';

const STEP = 1.25;
const PAN_PIXELS = 60;
/** A press that moves less is a click. */
const CLICK_PIXELS = 4;

/** The panel that draws what flows where: moved by the mouse or the arrow keys, zoomed by the wheel or + and -. */
export class GraphApp {
  #model: GraphModel | undefined;
  #layout: Layout | undefined;
  #failure: Failure | undefined;
  #loading = false;
  #chosen: string | undefined;
  #chosenHasGraph = false;
  #textShown = false;
  #said = '';
  #viewport: Viewport = { x: 0, y: 0, scale: 1 };
  #drag: { readonly x: number; readonly y: number; readonly from: Viewport; moved: boolean } | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Rpc<Methods, GraphHostMethods>,
  ) {
    window.addEventListener('resize', () => this.#draw());
  }

  async load(): Promise<void> {
    const first = this.#model === undefined;
    this.#loading = true;
    this.#failure = undefined;
    this.#draw();
    try {
      this.#model = await this.host.call('load', null);
      this.#layout = layOutFor(this.#model.graph, this.#size);
      if (!this.#model.graph.nodes.some(({ id }) => id === this.#chosen)) this.#chosen = undefined;
    } catch (error) {
      this.#failure = failed(error);
    }
    this.#loading = false;
    this.#draw();
    if (first && this.#layout) this.#show(opened(this.#layout, this.#size));
  }

  #draw(): void {
    const { graph, connection } = this.#model ?? { connection: '' };
    render(
      html`<div class="graph">
        <header>
          <h1 title=${graph?.title ?? ''}>${graph?.title ?? ''} <span class="dim">${connection}</span></h1>
          <span class="dim" role="status">${this.#loading ? t('Reading…') : this.#said}</span>
          ${this.#tool('zoom-out', t('Zoom Out (-)'), () => this.#zoom(1 / STEP))} ${this.#tool('zoom-in', t('Zoom In (+)'), () => this.#zoom(STEP))} ${this.#tool('screen-full', t('Fit to Window (0)'), () => this.#fit())}
          ${this.#tool('refresh', t('Refresh'), () => void this.load())} ${graph?.source === undefined ? nothing : this.#tool('code', t('Text of the Server'), () => this.#toggleText(), this.#textShown)} ${this.#tool('save', t('Export as SVG…'), () => void this.#export())}
        </header>
        ${this.#failure ? failedNote(this.#failure) : nothing}
        ${this.#layout && graph ? (graph.nodes.length === 0 ? html`<p class="empty dim">${t('Nothing flows here yet. Make a stream or a table and refresh.')}</p>` : html`<div class="body">${this.#drawing(this.#layout)}${this.#details()}</div>`) : nothing}
      </div>`,
      this.root,
    );
  }

  #tool(icon: string, label: string, act: () => void, pressed?: boolean): TemplateResult {
    return html`<button type="button" class="tool" title=${label} aria-label=${label} aria-pressed=${pressed ?? nothing} @click=${act}><span class="codicon codicon-${icon}" aria-hidden="true"></span></button>`;
  }

  #drawing(layout: Layout): TemplateResult {
    const { width, height } = this.#size;
    const { x, y, scale } = this.#viewport;
    return html`<svg class=${`drawing${this.#drag?.moved ? ' dragging' : ''}`} viewBox=${`${x} ${y} ${width / scale} ${height / scale}`} tabindex="0" role="group" aria-label=${t('Graph of {0} nodes. Tab goes from node to node, arrow keys move the drawing, plus and minus zoom, 0 fits.', layout.nodes.length)}
      @wheel=${(event: WheelEvent) => this.#wheel(event)} @pointerdown=${(event: PointerEvent) => this.#press(event)} @pointermove=${(event: PointerEvent) => this.#move(event)} @pointerup=${() => this.#release()} @keydown=${(event: KeyboardEvent) => this.#key(event)}>
      <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse" markerUnits="userSpaceOnUse"><path class="arrow" d="M0 0 L8 4 L0 8 Z"></path></marker></defs>
      ${layout.groups.map((group) => svg`<rect class="group" x=${group.x} y=${group.y} width=${group.width} height=${group.height} rx="8"></rect><text class="groupLabel" x=${group.x + 10} y=${group.y + 16}>${group.label}</text>`)}
      ${layout.edges.map(({ edge, path }) => svg`<path class=${edge.from === this.#chosen || edge.to === this.#chosen ? 'edge near' : 'edge'} d=${path} marker-end="url(#arrow)"></path>`)}
      ${layout.nodes.map((one) => this.#node(one))}
    </svg>`;
  }

  #node({ node, x, y, width, height }: PlacedNode): TemplateResult {
    const chosen = node.id === this.#chosen;
    const round = node.role === 'step' ? 5 : height / 2;
    return svg`<g class=${`node ${node.role}${node.failing ? ' failing' : ''}${chosen ? ' chosen' : ''}`} tabindex="0" role="button" aria-pressed=${chosen} aria-label=${this.#spoken(node)} data-id=${node.id}
      @click=${() => void this.#choose(node)} @focus=${() => this.#reveal(node.id)} @keydown=${(event: KeyboardEvent) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); void this.#choose(node); } }}>
      <title>${node.label}</title><rect class="box" x=${x} y=${y} width=${width} height=${height} rx=${round}></rect>
      <text class="name" x=${x + width / 2} y=${y + 19} text-anchor="middle">${shownLabel(node.label)}</text><text class="what" x=${x + width / 2} y=${y + 34} text-anchor="middle">${node.failing ? t('{0} · failing', node.kind) : node.kind}</text>
    </g>`;
  }

  #spoken(node: FlowNode): string {
    const { nodes, edges } = this.#model?.graph ?? { nodes: [], edges: [] };
    const names = (ids: readonly string[]): string => ids.map((id) => nodes.find((one) => one.id === id)?.label ?? id).join(', ');
    const from = edges.filter((edge) => edge.to === node.id).map((edge) => edge.from);
    const to = edges.filter((edge) => edge.from === node.id).map((edge) => edge.to);
    return [`${node.kind} ${node.label}`, ...(node.failing ? ['failing'] : []), ...(from.length > 0 ? [`from ${names(from)}`] : []), ...(to.length > 0 ? [`to ${names(to)}`] : [])].join(', ');
  }

  #details(): TemplateResult | typeof nothing {
    const graph = this.#model?.graph;
    const node = graph?.nodes.find(({ id }) => id === this.#chosen);
    if (!node) return graph?.source === undefined || !this.#textShown ? nothing : html`<aside aria-label=${t('Text of the Server')}><pre tabindex="0">${graph.source}</pre></aside>`;
    const copy = node.facts.map(([label, value]) => `${label}: ${value}`).join('\n');
    return html`<aside aria-label=${t('Details')} aria-live="polite"><h2>${node.label}</h2><p class="dim">${node.kind}</p>
      <dl>${node.facts.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>
      ${this.#chosenHasGraph && node.path ? html`<button type="button" class="button" @click=${() => { this.#quietly(this.host.call('openGraph', { path: node.path ?? [] })); }}>${t('Show Its Graph')}</button>` : nothing}
      <button type="button" class="button secondary" @click=${() => { this.#quietly(this.host.call('copy', { text: `${node.label}\n${copy}` })); }}>${t('Copy')}</button></aside>`;
  }

  async #choose(node: FlowNode): Promise<void> {
    if (this.#drag?.moved) return;
    this.#chosen = this.#chosen === node.id ? undefined : node.id;
    this.#chosenHasGraph = false;
    this.#draw();
    if (this.#chosen === undefined || !node.path) return;
    const has = await this.host.call('hasGraph', { path: node.path }).catch(() => false);
    if (this.#chosen !== node.id) return;
    this.#chosenHasGraph = has;
    this.#draw();
  }

  /** What the graph was made of, in the place of a node's details. */
  #toggleText(): void {
    this.#textShown = !this.#textShown || this.#chosen !== undefined;
    this.#chosen = undefined;
    this.#draw();
  }

  async #export(): Promise<void> {
    const drawing = this.#svg;
    if (!drawing || !this.#layout) return;
    try {
      const name = await this.host.call('save', { text: exportSvg(drawing, this.#layout, getComputedStyle(document.body).backgroundColor) });
      this.#said = name === null ? '' : t('Written to {0}', name);
    } catch (error) {
      this.#failure = failed(error);
    }
    this.#draw();
  }

  #quietly(call: Promise<unknown>): void {
    call.catch((error: unknown) => {
      this.#failure = failed(error);
      this.#draw();
    });
  }

  get #svg(): SVGSVGElement | null {
    return this.root.querySelector<SVGSVGElement>('svg.drawing');
  }

  get #size(): { readonly width: number; readonly height: number } {
    const { clientWidth: width, clientHeight: height } = this.#svg ?? this.root;
    return { width: width || 800, height: height || 600 };
  }

  #show(viewport: Viewport): void {
    this.#viewport = viewport;
    this.#draw();
  }

  #fit(): void {
    if (this.#layout) this.#show(fitted(this.#layout, this.#size));
  }

  #zoom(factor: number, at = { x: this.#size.width / 2, y: this.#size.height / 2 }): void {
    this.#show(zoomed(this.#viewport, factor, at));
  }

  /** As in other drawings: the wheel zooms, with Shift it moves sideways. */
  #wheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.shiftKey) this.#show(panned(this.#viewport, -event.deltaX - event.deltaY, 0));
    else this.#zoom(Math.exp(-event.deltaY / 500), { x: event.offsetX, y: event.offsetY });
  }

  #press(event: PointerEvent): void {
    this.#drag = { x: event.clientX, y: event.clientY, from: this.#viewport, moved: false };
  }

  #move(event: PointerEvent): void {
    const drag = this.#drag;
    if (!drag || event.buttons === 0) return;
    const [right, down] = [event.clientX - drag.x, event.clientY - drag.y];
    drag.moved ||= Math.hypot(right, down) > CLICK_PIXELS;
    if (drag.moved) this.#show(panned(drag.from, right, down));
  }

  /** The click that follows must know whether the drawing was moved. */
  #release(): void {
    const drag = this.#drag;
    setTimeout(() => {
      if (this.#drag !== drag) return;
      this.#drag = undefined;
      this.#draw();
    });
  }

  #key(event: KeyboardEvent): void {
    const acts: Readonly<Record<string, () => void>> = {
      '+': () => this.#zoom(STEP),
      '=': () => this.#zoom(STEP),
      '-': () => this.#zoom(1 / STEP),
      '0': () => this.#fit(),
      ArrowLeft: () => this.#show(panned(this.#viewport, PAN_PIXELS, 0)),
      ArrowRight: () => this.#show(panned(this.#viewport, -PAN_PIXELS, 0)),
      ArrowUp: () => this.#show(panned(this.#viewport, 0, PAN_PIXELS)),
      ArrowDown: () => this.#show(panned(this.#viewport, 0, -PAN_PIXELS)),
      Escape: () => {
        this.#chosen = undefined;
        this.#draw();
      },
    };
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** What has the focus is in sight. */
  #reveal(id: string): void {
    const one = this.#layout?.nodes.find(({ node }) => node.id === id);
    if (!one) return;
    const { width, height } = this.#size;
    const { x, y, scale } = this.#viewport;
    const seen = one.x >= x && one.y >= y && one.x + one.width <= x + width / scale && one.y + one.height <= y + height / scale;
    if (!seen) this.#show({ scale, x: one.x + one.width / 2 - width / scale / 2, y: one.y + one.height / 2 - height / scale / 2 });
  }
}

function failedNote({ what, why, todo }: Failure): TemplateResult {
  return html`<div class="failed" role="alert"><b>${what.replaceAll(/[*`]/gu, '')}</b><p>${why.replaceAll(/[*`]/gu, '')} ${(todo ?? '').replaceAll(/[*`]/gu, '')}</p></div>`;
}

const failed = (error: unknown): Failure => (error instanceof RpcError ? error.failure : failureOf(error, t('Could not show what flows where')));
