/** Where shapes are painted: a canvas on the screen, or the text of an SVG. Pixels from the top left. */
export interface Surface {
  rect(x: number, y: number, width: number, height: number, fill: string, alpha: number): void;
  /** `points`: x and y in turns. */
  line(points: readonly number[], stroke: string, width: number, dash: readonly number[]): void;
  area(points: readonly number[], fill: string, alpha: number): void;
}

export class CanvasSurface implements Surface {
  constructor(private readonly canvas: CanvasRenderingContext2D) {}

  rect(x: number, y: number, width: number, height: number, fill: string, alpha: number): void {
    const { canvas } = this;
    canvas.globalAlpha = alpha;
    canvas.fillStyle = fill;
    canvas.fillRect(x, y, width, height);
    canvas.globalAlpha = 1;
  }

  line(points: readonly number[], stroke: string, width: number, dash: readonly number[]): void {
    const { canvas } = this;
    this.#trace(points);
    canvas.strokeStyle = stroke;
    canvas.lineWidth = width;
    canvas.lineJoin = 'round';
    canvas.setLineDash([...dash]);
    canvas.stroke();
    canvas.setLineDash([]);
  }

  area(points: readonly number[], fill: string, alpha: number): void {
    this.#trace(points);
    this.canvas.globalAlpha = alpha;
    this.canvas.fillStyle = fill;
    this.canvas.fill();
    this.canvas.globalAlpha = 1;
  }

  #trace(points: readonly number[]): void {
    this.canvas.beginPath();
    for (let at = 0; at < points.length; at += 2) this.canvas.lineTo(points[at] ?? 0, points[at + 1] ?? 0);
  }
}

export class SvgSurface implements Surface {
  readonly #parts: string[] = [];

  rect(x: number, y: number, width: number, height: number, fill: string, alpha: number): void {
    this.#parts.push(`<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" fill="${escaped(fill)}"${alpha < 1 ? ` fill-opacity="${short(alpha)}"` : ''}/>`);
  }

  line(points: readonly number[], stroke: string, width: number, dash: readonly number[]): void {
    this.#parts.push(`<polyline points="${listed(points)}" fill="none" stroke="${escaped(stroke)}" stroke-width="${width}" stroke-linejoin="round"${dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : ''}/>`);
  }

  area(points: readonly number[], fill: string, alpha: number): void {
    this.#parts.push(`<polygon points="${listed(points)}" fill="${escaped(fill)}" fill-opacity="${short(alpha)}"/>`);
  }

  text(x: number, y: number, text: string, fill: string, anchor: 'start' | 'middle' | 'end'): void {
    this.#parts.push(`<text x="${short(x)}" y="${short(y)}" fill="${escaped(fill)}" text-anchor="${anchor}">${escaped(text)}</text>`);
  }

  /** @param title what a screen reader says of it */
  finish(width: number, height: number, background: string, font: string, title: string): string {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(font)}" font-size="11" role="img"><title>${escaped(title)}</title><rect width="100%" height="100%" fill="${escaped(background)}"/>${this.#parts.join('\n')}</svg>\n`;
  }
}

function listed(points: readonly number[]): string {
  return points.map(short).join(' ');
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
