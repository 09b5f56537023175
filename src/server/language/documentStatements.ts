import type { StatementLanguage } from '../../core/contract/language';
import { lexRules } from '../../core/sql/lexer';
import { parameterNames } from '../../core/sql/parameters';
import { documentSettings } from '../../core/sql/settings';
import { splitStatements } from '../../core/sql/split';
import { titleOf } from '../../core/sql/title';
import type { DocumentStatements } from '../../protocol/statements';

/** The answer to `SplitDocument`. Never throws. */
export function documentStatements(text: string, language: StatementLanguage): DocumentStatements {
  const rules = lexRules(language);
  const { statements } = splitStatements(text, language);
  return {
    statements: statements.map((statement) => ({
      start: statement.start,
      end: statement.end,
      text: statement.text,
      verb: statement.verb,
      writes: statement.writes,
      parameters: parameterNames(statement.text, language, rules),
      title: titleOf(statement, language, rules),
      settings: statement.settings,
    })),
    settings: documentSettings(text, language.lineComments),
  };
}
