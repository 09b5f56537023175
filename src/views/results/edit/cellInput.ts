import type { CellEditor } from '../../../protocol/tables';
import { t } from '../../shared/l10n';

export interface CellBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface CellInputOptions {
  readonly editor: CellEditor;
  readonly label: string;
  /** `null` is NULL. */
  readonly value: string | null;
  readonly nullable: boolean;
  /** What was typed to begin with: it takes the place of the value. */
  readonly typed?: string;
  /** `undefined`: given up. `step` is where the cell to go to lies. */
  done(value: string | null | undefined, step: 'down' | 'right' | 'left' | 'stay'): void;
}

const WORDS: Readonly<Record<CellEditor, string>> = {
  text: '',
  number: '0',
  boolean: t('true or false'),
  date: '2024-01-31',
  time: '12:30:00',
  timestamp: '2024-01-31 12:30:00',
  binary: '00 ff',
  none: '',
};

/** The box over a cell in which its value is written. Enter and Tab keep it, Escape does not. */
export class CellInput {
  readonly #element: HTMLTextAreaElement | HTMLSelectElement;
  #ended = false;

  constructor(
    parent: HTMLElement,
    box: CellBox,
    private readonly options: CellInputOptions,
  ) {
    this.#element = options.editor === 'boolean' ? this.#select() : this.#text();
    const { style } = this.#element;
    this.#element.className = 'cell-input';
    this.#element.setAttribute('aria-label', options.label);
    style.left = `${box.x}px`;
    style.top = `${box.y}px`;
    style.width = `${Math.max(box.width, 90)}px`;
    style.height = `${box.height}px`;
    this.#element.addEventListener('keydown', (event: Event) => {
      if (event instanceof KeyboardEvent) this.#key(event);
    });
    this.#element.addEventListener('blur', () => {
      this.#end(this.#value, 'stay');
    });
    parent.append(this.#element);
    this.#element.focus();
    if (this.#element instanceof HTMLTextAreaElement && options.typed === undefined) this.#element.select();
  }

  close(): void {
    this.#end(undefined, 'stay');
  }

  get #value(): string | null {
    const { value } = this.#element;
    const { editor, value: before, typed } = this.options;
    if (value !== '') return value;
    // An empty box is an empty text only where texts can be empty and it was not NULL before.
    return editor === 'text' && (before !== null || typed !== undefined) ? '' : null;
  }

  #text(): HTMLTextAreaElement {
    const box = document.createElement('textarea');
    box.rows = 1;
    box.spellcheck = false;
    box.value = this.options.typed ?? this.options.value ?? '';
    box.placeholder = this.options.value === null && this.options.nullable ? 'NULL' : WORDS[this.options.editor];
    return box;
  }

  #select(): HTMLSelectElement {
    const box = document.createElement('select');
    for (const value of ['true', 'false', ...(this.options.nullable ? [''] : [])]) {
      const option = document.createElement('option');
      option.value = value;
      option.textContent = value === '' ? 'NULL' : value;
      box.append(option);
    }
    box.value = this.options.value ?? '';
    return box;
  }

  #key(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === 'Escape') this.#end(undefined, 'stay');
    else if (event.key === 'Enter' && event.altKey) this.#breakLine();
    else if (event.key === 'Enter') this.#end(this.#value, 'down');
    else if (event.key === 'Tab') this.#end(this.#value, event.shiftKey ? 'left' : 'right');
    else return;
    event.preventDefault();
  }

  #breakLine(): void {
    if (!(this.#element instanceof HTMLTextAreaElement)) return;
    this.#element.setRangeText('\n', this.#element.selectionStart, this.#element.selectionEnd, 'end');
    this.#element.style.height = `${this.#element.scrollHeight}px`;
  }

  #end(value: string | null | undefined, step: 'down' | 'right' | 'left' | 'stay'): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#element.remove();
    this.options.done(value, step);
  }
}
