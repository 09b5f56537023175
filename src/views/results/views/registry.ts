import { chartView } from '../chart/chartView';
import { profileView } from '../profile/profileView';
import { messagesView } from './messagesView';
import { planView } from './planView';
import { recordView } from './recordView';
import type { ResultView, ViewContext } from './resultView';
import { textView } from './textView';

/** All views beside the grid. A new one is a line here. */
export function resultViews(context: ViewContext): readonly ResultView[] {
  return [recordView(context), textView(context), messagesView(context), planView(context), chartView(context), profileView(context)];
}
