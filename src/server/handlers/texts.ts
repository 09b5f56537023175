import { documentSettings } from '../../core/sql/settings';
import { HeadwaterError } from '../../core/errors';
import { parseLines } from '../../core/lineProtocol/parse';
import { precisionOf } from '../../core/lineProtocol/precision';
import { CheckLines, WriteText } from '../../protocol/texts';
import type { Router } from '../router';
import type { SessionRegistry } from '../sessions/sessionRegistry';

export function handleTexts(router: Router, sessions: SessionRegistry): void {
  router.handle(CheckLines, 'Could not check the lines', ({ text }) => {
    const precision = precisionOf(documentSettings(text, ['#'])['precision']) ?? 'auto';
    const { rows, issues, more } = parseLines(text, precision);
    return { rows: rows.length, issues, more };
  });

  const what = 'Could not write the lines';
  router.handle(WriteText, what, ({ connectionId, language, text, settings }, signal) =>
    sessions.use(connectionId, what, ({ session: { textWriter }, profile }) => {
      if (textWriter?.language === language) return textWriter.write({ text, settings, signal });
      throw new HeadwaterError({ what, why: `*${profile.name}* takes no such documents.`, todo: 'Choose another connection for this document.', kind: 'unsupported', code: 'no-text-writer' });
    }),
  );
}
