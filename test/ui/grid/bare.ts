/**
 * The least that a grid can do: after each wheel or drag a canvas draws as many cells, of texts of the same kinds and lengths, all ready,
 * with lines and in the same font. What the real grid is measured against.
 */
export {};

const ROW = 22;
/** Texts that are ready; a power of two, so that a row finds its own by a mask. */
const READY = 8_192;
const CITIES = ['Oslo', 'São Paulo', '東京', 'Reykjavík', 'Zürich', 'a longer name that does not fit in the col…'];
const KINDS: readonly { readonly width: number; text(row: number): string }[] = [
  { width: 100, text: (row) => String(row * 1_000_003) },
  { width: 360, text: (row) => `${CITIES[row % CITIES.length] ?? ''} ${row}` },
  { width: 100, text: (row) => String((row * 37) / 64) },
  { width: 222, text: (row) => new Date(1_700_000_000_000 + row * 1_234).toISOString().replace('T', ' ').replace('Z', '567') },
  { width: 83, text: (row) => String(row % 3 !== 0) },
  { width: 110, text: (row) => (row * 1.99).toFixed(2) },
  { width: 97, text: (row) => `0x${row.toString(16).padStart(6, '0')}fe` },
];

const columns: { readonly left: number; readonly width: number; readonly texts: readonly string[] }[] = [];
for (let left = 80, index = 0; left < innerWidth; index++) {
  const kind = KINDS[index % KINDS.length];
  if (!kind) break;
  columns.push({ left, width: kind.width, texts: Array.from({ length: READY }, (_, row) => kind.text(row)) });
  left += kind.width;
}

const canvas = document.createElement('canvas');
document.body.style.margin = '0';
document.body.append(canvas);
const context = canvas.getContext('2d', { alpha: false });
canvas.width = innerWidth * devicePixelRatio;
canvas.height = innerHeight * devicePixelRatio;
let position = 0;
let waiting = false;

function draw(): void {
  waiting = false;
  if (!context) return;
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.fillStyle = '#1f1f1f';
  context.fillRect(0, 0, innerWidth, innerHeight);
  context.font = "13px 'DejaVu Sans Mono', monospace";
  context.fillStyle = '#cccccc';
  const first = Math.floor(position);
  const shift = (position - first) * ROW;
  for (let row = 0; row * ROW < innerHeight + ROW; row++) {
    context.fillText(String(first + row), 8, (row + 1) * ROW - shift - 6);
    for (const { left, texts } of columns) context.fillText(texts[(first + row) & (READY - 1)] ?? '', left + 8, (row + 1) * ROW - shift - 6);
  }
  context.fillStyle = '#333333';
  for (let row = 0; row * ROW < innerHeight; row++) context.fillRect(0, row * ROW - shift, innerWidth, 1);
  for (const { left } of columns) context.fillRect(left, 0, 1, innerHeight);
}

function move(to: number): void {
  position = Math.max(0, to);
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(draw);
}

addEventListener(
  'wheel',
  (event) => {
    event.preventDefault();
    move(position + event.deltaY / ROW);
  },
  { passive: false },
);
addEventListener('pointermove', (event) => {
  if (event.buttons > 0) move((event.clientY / innerHeight) * 1e7);
});
draw();
