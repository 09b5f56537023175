import uPlot from 'uplot';
import { watchTheme } from '../results/grid/theme';
import type { Brushed, Figure, Picture, PictureEvents } from './figure';
import { firstFrom, hit, stops } from './hits';
import { type Mapping, paint } from './paint';
import { rangeX, rangeY } from './scales';
import { CanvasSurface, SvgSurface } from './surface';
import { type ChartTheme, readTheme } from './theme';
import { CLOCK_STEPS, clockText, TIME_LABELS } from './ticks';
import { t } from '../shared/l10n';

/** Room for points before the first figure says how wide its axes are. */
const AXES = { width: 70, height: 40 };
const LEAST = 40;

interface Labels {
  readonly places: readonly number[];
  readonly texts: readonly string[];
}

/** Axes, marks, pointer and brush are uPlot's; the shapes are painted here, on the screen and into an SVG alike. */
export class UplotPicture implements Picture {
  readonly #observer: ResizeObserver;
  readonly #endTheme: () => void;
  #theme: ChartTheme;
  #plot: uPlot | undefined;
  #figure: Figure | undefined;
  /** What the axes say, by axis, as it was drawn last. */
  readonly #labels: [x: Labels, y: Labels] = [{ places: [], texts: [] }, { places: [], texts: [] }];
  #stops: readonly number[] = [];
  #at: number | undefined;
  #grownFrom: number | undefined;

  constructor(
    private readonly element: HTMLElement,
    private readonly events: PictureEvents,
  ) {
    this.#theme = readTheme(element);
    this.#observer = new ResizeObserver(() => {
      this.#plot?.setSize(this.#size);
    });
    this.#observer.observe(element);
    this.#endTheme = watchTheme(() => {
      this.#theme = readTheme(element);
      if (this.#figure) this.show(this.#figure);
    });
  }

  get room(): { readonly width: number; readonly height: number } {
    const { width, height } = this.#size;
    return { width: Math.max(LEAST, width - AXES.width), height: Math.max(LEAST, height - AXES.height) };
  }

  get #size(): { readonly width: number; readonly height: number } {
    return { width: Math.max(LEAST * 2, this.element.clientWidth), height: Math.max(LEAST * 2, this.element.clientHeight) };
  }

  show(figure: Figure): void {
    this.#figure = figure;
    this.#stops = stops(figure);
    this.#at = undefined;
    this.#grownFrom = undefined;
    this.#plot?.destroy();
    const [x, y] = [rangeX(figure), rangeY(figure)];
    this.#plot = new uPlot(this.#options(figure, x, y), [[...x], [...y]], this.element);
  }

  step(by: number, extend: boolean): void {
    const plot = this.#plot;
    if (!plot || !this.#figure || this.#stops.length === 0) return;
    if (!extend) this.#grownFrom = undefined;
    else this.#grownFrom ??= this.#at ?? 0;
    this.#at = Math.min(this.#stops.length - 1, Math.max(0, this.#at === undefined ? (by > 0 ? 0 : this.#stops.length - 1) : this.#at + by));
    const left = plot.valToPos(this.#stops[this.#at] ?? 0, 'x');
    plot.setCursor({ left, top: this.#topAt(left) }, true);
    const [from, to] = this.#grown ?? [0, 0];
    const [start, end] = [plot.valToPos(from, 'x'), plot.valToPos(to, 'x')];
    plot.setSelect({ left: start, top: 0, width: this.#grown ? end - start : 0, height: this.#grown ? plot.over.clientHeight : 0 }, false);
  }

  take(): void {
    const figure = this.#figure;
    if (this.#grown) this.events.brushed({ x: this.#grown });
    else if (figure?.shapes.draw === 'bars' && this.#at !== undefined) this.events.picked(this.#at);
  }

  leave(): void {
    this.#at = undefined;
    this.#grownFrom = undefined;
    this.#plot?.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.#plot?.setCursor({ left: -10, top: -10 }, true);
  }

  async png(): Promise<Uint8Array> {
    const source = this.#plot?.ctx.canvas;
    if (!source) return new Uint8Array(0);
    const canvas = document.createElement('canvas');
    canvas.width = source.width;
    canvas.height = source.height;
    const context = canvas.getContext('2d');
    if (!context) return new Uint8Array(0);
    context.fillStyle = this.#theme.background;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(source, 0, 0);
    const blob = await new Promise<Blob | null>((resolve) => { canvas.toBlob(resolve, 'image/png'); });
    return new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));
  }

  svg(): string {
    const [plot, figure] = [this.#plot, this.#figure];
    if (!plot || !figure) return '';
    const { width, height } = this.#size;
    const surface = new SvgSurface();
    const box = { left: plot.bbox.left / uPlot.pxRatio, top: plot.bbox.top / uPlot.pxRatio, width: plot.bbox.width / uPlot.pxRatio, height: plot.bbox.height / uPlot.pxRatio };
    const map: Mapping = { x: (place) => box.left + plot.valToPos(place, 'x'), y: (place) => box.top + plot.valToPos(place, 'y'), ratio: 1 };
    const [x, y] = this.#labels;
    const { text, grid } = this.#theme;
    x.places.forEach((place, at) => {
      surface.line([map.x(place), box.top, map.x(place), box.top + box.height], grid, 1, []);
      (x.texts[at] ?? '').split('\n').forEach((line, down) => { surface.text(map.x(place), box.top + box.height + 16 + down * 13, line, text, 'middle'); });
    });
    y.places.forEach((place, at) => {
      surface.line([box.left, map.y(place), box.left + box.width, map.y(place)], grid, 1, []);
      surface.text(box.left - 8, map.y(place) + 4, y.texts[at] ?? '', text, 'end');
    });
    paint(figure, surface, map, this.#theme);
    return surface.finish(width, height, this.#theme.background, this.#theme.font.replace(/^\S+ /u, ''), t('{0} by {1}', figure.y.name, figure.x.name));
  }

  dispose(): void {
    this.#endTheme();
    this.#observer.disconnect();
    this.#plot?.destroy();
  }

  get #grown(): readonly [number, number] | undefined {
    if (this.#grownFrom === undefined || this.#at === undefined || this.#grownFrom === this.#at) return undefined;
    const [one, other] = [this.#stops[this.#grownFrom] ?? 0, this.#stops[this.#at] ?? 0];
    return one < other ? [one, other] : [other, one];
  }

  /** Where the first line stands at a place, so that keys find its point. */
  #topAt(left: number): number {
    const [plot, figure] = [this.#plot, this.#figure];
    if (!plot || figure?.shapes.draw !== 'series') return plot ? plot.over.clientHeight / 2 : 0;
    const place = plot.posToVal(left, 'x');
    for (const { x, y } of figure.shapes.series) {
      const index = firstFrom(x, place - Math.abs(place) * 1e-12);
      const value = y[index] ?? NaN;
      if (x[index] !== undefined && Math.abs(plot.valToPos(x[index], 'x') - left) < 1 && value === value) return plot.valToPos(value, 'y');
    }
    return plot.over.clientHeight / 2;
  }

  #options(figure: Figure, x: readonly [number, number], y: readonly [number, number]): uPlot.Options {
    const { shapes } = figure;
    const both = shapes.draw === 'heat' || (shapes.draw === 'series' && shapes.as === 'scatter');
    const timeX = figure.x.kind === 'time' && shapes.draw !== 'bars';
    const timeY = figure.y.kind === 'time' && (shapes.draw === 'heat' || shapes.draw === 'series');
    const zoneOf = (zoned: boolean): string => (zoned ? figure.timeZone : 'Etc/UTC');
    return {
      ...this.#size,
      ms: 1,
      tzDate: (millis) => uPlot.tzDate(new Date(millis), zoneOf(timeX ? figure.x.zoned : figure.y.zoned)),
      legend: { show: false },
      cursor: { drag: { x: true, y: both, uni: both ? 12 : 4, setScale: false }, points: { show: false }, y: both, lock: false },
      scales: { x: { time: timeX, range: () => [...x] }, y: { time: timeY, range: () => [...y] } },
      series: [{}, { paths: () => null, points: { show: false } }],
      axes: [this.#axis(0, figure), this.#axis(1, figure)],
      hooks: {
        draw: [(plot) => { this.#paint(plot, figure); }],
        setCursor: [(plot) => { this.#pointed(plot, figure); }],
        setSelect: [(plot) => { this.#brushed(plot, both); }],
        ready: [(plot) => { plot.over.addEventListener('click', () => { this.#clicked(plot, figure); }); }],
      },
    };
  }

  #axis(which: 0 | 1, figure: Figure): uPlot.Axis {
    const { text, grid, font } = this.#theme;
    const { shapes } = figure;
    const kind = which === 0 ? (shapes.draw === 'bars' ? undefined : figure.x.kind) : shapes.draw === 'bins' || (shapes.draw === 'bars' && figure.y.kind === 'time') ? 'number' : figure.y.kind;
    const time = kind === 'time';
    const clock = kind === 'clock' || kind === 'duration';
    const groups = which === 0 && shapes.draw === 'bars' ? shapes.groups : undefined;
    return {
      stroke: text,
      font,
      grid: { stroke: grid, width: 1, show: groups === undefined },
      ...(time && { values: TIME_LABELS }),
      ticks: { stroke: grid, width: 1, size: 4 },
      ...(clock && { incrs: CLOCK_STEPS, values: (_: uPlot, places: number[]) => places.map(clockText) }),
      ...(groups && {
        splits: (plot: uPlot) => everyFew(groups, plot.width - AXES.width),
        values: (_: uPlot, places: number[]) => places.map((place) => shortened(groups[place] ?? '')),
      }),
      ...(which === 1 && { size: (_: uPlot, values: readonly (string | null)[] | null) => 18 + 6.5 * Math.max(4, ...(values ?? []).map((value) => value?.length ?? 0)) }),
      ...(which === 0 && kind === 'number' && { space: (_: uPlot, __: number, min: number, max: number) => Math.max(60, 16 + 7 * Math.max(...[min, max].map((end) => Math.round(end).toLocaleString('en-US').length))) }),
      // What the axis says is kept for the SVG.
      filter: (plot, places) => {
        queueMicrotask(() => { this.#keepLabels(plot, which, places); });
        return places;
      },
    };
  }

  #keepLabels(plot: uPlot, which: 0 | 1, places: readonly number[]): void {
    const values: unknown = plot.axes[which]?.values;
    const texts: unknown = typeof values === 'function' ? Reflect.apply(values, plot, [plot, [...places], which, 50, places.length > 1 ? (places[1] ?? 0) - (places[0] ?? 0) : 1]) : [];
    this.#labels[which] = { places, texts: Array.isArray(texts) ? texts.map((text) => String(text ?? '')) : [] };
  }

  #paint(plot: uPlot, figure: Figure): void {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    paint(figure, new CanvasSurface(ctx), { x: (place) => plot.valToPos(place, 'x', true), y: (place) => plot.valToPos(place, 'y', true), ratio: uPlot.pxRatio }, this.#theme);
    ctx.restore();
  }

  #pointed(plot: uPlot, figure: Figure): void {
    const { left = -1, top = -1 } = plot.cursor;
    const what = left < 0 ? undefined : hit(figure, left, top, { xOf: (at) => plot.posToVal(at, 'x'), yOf: (at) => plot.posToVal(at, 'y'), leftOf: (place) => plot.valToPos(place, 'x'), topOf: (place) => plot.valToPos(place, 'y') });
    this.events.pointed(what && { left: left + plot.bbox.left / uPlot.pxRatio, top: top + plot.bbox.top / uPlot.pxRatio, what });
  }

  #brushed(plot: uPlot, both: boolean): void {
    const { left, top, width, height } = plot.select;
    if (width < 4 && height < 4) return;
    const range: Brushed = {
      x: [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')],
      ...(both && height < plot.over.clientHeight - 1 && { y: [plot.posToVal(top + height, 'y'), plot.posToVal(top, 'y')] as const }),
    };
    this.events.brushed(range);
  }

  #clicked(plot: uPlot, figure: Figure): void {
    if (figure.shapes.draw !== 'bars' || plot.select.width > 4) return;
    const group = Math.round(plot.posToVal(plot.cursor.left ?? -1, 'x'));
    if (group >= 0 && group < figure.shapes.groups.length) this.events.picked(group);
  }
}

const GROUP_PIXELS = 64;
const GROUP_CHARS = 12;

/** As many names as have room. */
function everyFew(groups: readonly string[], width: number): number[] {
  const step = Math.max(1, Math.ceil((groups.length * GROUP_PIXELS) / Math.max(1, width)));
  return [...groups.keys()].filter((group) => group % step === 0);
}

function shortened(text: string): string {
  return text.length > GROUP_CHARS ? `${text.slice(0, GROUP_CHARS - 1)}…` : text;
}
