/** The focused element as an element's own tree sees it: inside a shadow root the document knows only its host. */
export function focused(within: Node): Element | null {
  const root = within.getRootNode();
  return root instanceof ShadowRoot ? root.activeElement : document.activeElement;
}
