import type { AxisEnds, ChartData } from '../../protocol/resultsCharts';

/** The ways to draw rows. */
export const CHART_KINDS = ['line', 'area', 'bar', 'scatter', 'histogram', 'heat'] as const;
export type ChartKind = (typeof CHART_KINDS)[number];

/** A line or a cloud, its points in the order of their places. */
export interface Series {
  readonly name: string;
  readonly column: number;
  readonly x: Float64Array;
  /** NaN: a gap. */
  readonly y: Float64Array;
  readonly rows: Uint32Array;
  readonly counts?: Uint32Array;
}

export type Shapes =
  | { readonly draw: 'series'; readonly as: 'line' | 'area' | 'scatter'; readonly series: readonly Series[] }
  | { readonly draw: 'bars'; readonly groups: readonly string[]; readonly lanes: readonly { readonly name: string; readonly values: readonly (number | null)[]; readonly texts: readonly string[] }[] }
  | { readonly draw: 'bins'; readonly bins: Extract<ChartData, { draw: 'bins' }>['bins'] }
  | { readonly draw: 'heat'; readonly steps: number; readonly lines: number; readonly counts: Uint32Array; readonly most: number };

/** All that is needed to draw a chart. */
export interface Figure {
  readonly shapes: Shapes;
  readonly x: AxisEnds & { readonly name: string };
  readonly y: AxisEnds & { readonly name: string };
  /** IANA name, for times that are shown in a zone. */
  readonly timeZone: string;
}

/** What stands below the pointer. */
export interface Pointed {
  /** Pixels from the left and the top of the picture. */
  readonly left: number;
  readonly top: number;
  readonly what:
    | { readonly kind: 'points'; readonly points: readonly { readonly series: number; readonly index: number }[] }
    | { readonly kind: 'bar'; readonly group: number }
    | { readonly kind: 'bin'; readonly bin: number }
    | { readonly kind: 'cell'; readonly step: number; readonly line: number };
}

export interface Brushed {
  readonly x: readonly [number, number];
  /** Of charts whose points stand freely. */
  readonly y?: readonly [number, number];
}

export interface PictureEvents {
  readonly pointed: (at: Pointed | undefined) => void;
  readonly brushed: (range: Brushed) => void;
  /** A bar was chosen. */
  readonly picked: (group: number) => void;
}

/** A chart on the screen. */
export interface Picture {
  /** Pixels of the room for points, for a picture without a figure too. */
  readonly room: { readonly width: number; readonly height: number };
  show(figure: Figure): void;
  /** The next point, bar or bin, as if the pointer stood there. @param extend grows the range that a key press takes */
  step(by: number, extend: boolean): void;
  /** Takes the range that was grown, or the bar pointed at. */
  take(): void;
  /** Nothing is pointed at any more. */
  leave(): void;
  png(): Promise<Uint8Array>;
  svg(): string;
  dispose(): void;
}

/** What the bundle of charts exports. */
export interface ChartModule {
  readonly mountPicture: (element: HTMLElement, events: PictureEvents) => Picture;
}
