import { messagesView } from './messagesView';
import { planView } from './planView';
import type { ResultView, ViewContext } from './resultView';

/** All views beside the grid. A new one is a line here. */
export function resultViews(context: ViewContext): readonly ResultView[] {
  return [messagesView(context), planView(context)];
}
