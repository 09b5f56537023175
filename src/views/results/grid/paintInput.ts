import type { Geometry } from './geometry';
import type { GridModel, Viewpoint } from './gridModel';
import type { TextFitter } from './textFitter';
import type { GridTheme } from './theme';

/** What a frame is drawn of. */
export interface PaintInput {
  readonly model: GridModel;
  readonly view: Viewpoint;
  readonly geometry: Geometry;
  readonly theme: GridTheme;
  readonly ratio: number;
  readonly focused: boolean;
  readonly placeholders: boolean;
  readonly hoverRow: number | undefined;
  readonly hoverHeader: number | undefined;
  /** Screen x of the line that shows where a dragged column would go. */
  readonly dropLine: number | undefined;
}

export interface Fitters {
  readonly cell: TextFitter;
  readonly header: TextFitter;
  readonly type: TextFitter;
}
