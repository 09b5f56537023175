import { focused } from '../shared/focused';

export type MenuItem =
  | { readonly kind: 'separator' }
  | { readonly kind: 'item'; readonly label: string; readonly keys?: string; readonly checked?: boolean; readonly disabled?: boolean; run(): void };

export const SEPARATOR: MenuItem = { kind: 'separator' };

/** A menu at a place of the window, run by mouse or keys; closes on Escape, on a click elsewhere and when the focus goes. */
export class PopupMenu {
  #element: HTMLElement | undefined;
  #before: Element | null = null;

  /** @param root where it is shown; its styles reach there */
  constructor(private readonly root: HTMLElement) {}

  get isOpen(): boolean {
    return this.#element !== undefined;
  }

  open(items: readonly MenuItem[], x: number, y: number, label: string): void {
    this.close();
    this.#before = focused(this.root);
    const menu = document.createElement('div');
    menu.className = 'menu';
    menu.setAttribute('role', 'menu');
    menu.setAttribute('aria-label', label);
    menu.append(...items.map((item) => this.#entry(item)));
    menu.addEventListener('keydown', (event) => {
      this.#key(event);
    });
    menu.addEventListener('contextmenu', (event) => {
      event.preventDefault();
    });
    menu.addEventListener('focusout', (event) => {
      if (!(event.relatedTarget instanceof Node) || !menu.contains(event.relatedTarget)) this.close(false);
    });
    this.root.append(menu);
    this.#element = menu;
    const box = menu.getBoundingClientRect();
    menu.style.left = `${Math.max(4, Math.min(x, innerWidth - box.width - 4))}px`;
    menu.style.top = `${Math.max(4, Math.min(y, innerHeight - box.height - 4))}px`;
    this.#entries()[0]?.focus();
  }

  close(giveBack = true): void {
    const element = this.#element;
    if (!element) return;
    this.#element = undefined;
    element.remove();
    if (giveBack && this.#before instanceof HTMLElement) this.#before.focus({ preventScroll: true });
  }

  #entry(item: MenuItem): HTMLElement {
    if (item.kind === 'separator') {
      const line = document.createElement('div');
      line.className = 'menu-line';
      line.setAttribute('role', 'separator');
      return line;
    }
    const button = document.createElement('button');
    button.className = 'menu-item';
    button.setAttribute('role', item.checked === undefined ? 'menuitem' : 'menuitemcheckbox');
    if (item.checked !== undefined) button.setAttribute('aria-checked', String(item.checked));
    button.disabled = item.disabled ?? false;
    const check = document.createElement('span');
    check.className = `menu-check codicon ${item.checked ? 'codicon-check' : ''}`;
    const label = document.createElement('span');
    label.className = 'menu-label';
    label.textContent = item.label;
    const keys = document.createElement('span');
    keys.className = 'menu-keys';
    keys.textContent = item.keys ?? '';
    // Told as the keys that they are, not as a part of the name.
    keys.setAttribute('aria-hidden', 'true');
    if (item.keys !== undefined) button.setAttribute('aria-keyshortcuts', item.keys.replace('Ctrl', 'Control').replace('↓', 'ArrowDown'));
    button.append(check, label, keys);
    button.addEventListener('click', () => {
      this.close();
      item.run();
    });
    button.addEventListener('pointermove', () => {
      button.focus({ preventScroll: true });
    });
    return button;
  }

  #entries(): HTMLButtonElement[] {
    return [...(this.#element?.querySelectorAll('button') ?? [])].filter((button) => !button.disabled);
  }

  #key(event: KeyboardEvent): void {
    event.stopPropagation();
    const entries = this.#entries();
    const at = entries.findIndex((entry) => entry === focused(this.root));
    const target = ((): number | undefined => {
      switch (event.key) {
        case 'ArrowDown':
          return (at + 1) % entries.length;
        case 'ArrowUp':
          return (at - 1 + entries.length) % entries.length;
        case 'Home':
          return 0;
        case 'End':
          return entries.length - 1;
        default:
          return undefined;
      }
    })();
    if (target !== undefined) entries[target]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') this.close();
    else return;
    event.preventDefault();
  }
}
