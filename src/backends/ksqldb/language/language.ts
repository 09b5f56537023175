import type { StatementLanguage } from '../../../core/contract/language';

const words = (text: string): readonly string[] => text.trim().split(/\s+/u);

/** Words that need quotes as names. */
const RESERVED = words(`
  ADD ALL ALTER AND ANY AS ASSERT BEGINNING BETWEEN BY CASE CAST CHANGES COLUMN CONNECTOR CONNECTORS CREATE CROSS DEFINE DELETE DESCRIBE DISTINCT DROP ELSE END ESCAPE EXISTS EXPLAIN
  EXPORT EXTENDED FALSE FROM FULL FUNCTION FUNCTIONS GROUP HAVING IN INNER INSERT INTO IS JOIN LEFT LIKE LIMIT LIST LOAD NAMESPACE NOT NULL ON OR OUTER PARTITIONS PRINT PROPERTIES QUERIES
  QUERY REGISTER RENAME RIGHT RUN SAMPLE SCRIPT SELECT SET SINK STREAM STREAMS TABLE TABLES TERMINATE THEN TOPIC TOPICS TRUE TYPES UNDEFINE UNSET VALUES WHEN WHERE WINDOW WITH WITHIN
`);

const OTHER = words(`
  ADVANCE ARRAY BIGINT BOOLEAN BYTES DATE DAY DAYS DECIMAL DOUBLE EMIT FINAL GRACE HEADER HEADERS HOPPING HOUR HOURS ID IF INT INTEGER INTERVAL KEY MAP MILLISECOND MILLISECONDS MINUTE MINUTES
  MONTH MONTHS OFFSET PARTITION PAUSE PERIOD PLUGINS PRIMARY REPLACE RESUME RETENTION ROWOFFSET ROWPARTITION ROWTIME SCHEMA SECOND SECONDS SESSION SHOW SIZE SOURCE STRING STRUCT SYSTEM
  TIME TIMESTAMP TUMBLING TYPE VARCHAR VARIABLES WINDOWEND WINDOWSTART YEAR YEARS ZONE
`);

/** ksqlDB's SQL: names in backticks or double quotes, no escapes but doubled quotes, comments that do not nest. */
export const ksqlLanguage: StatementLanguage = {
  id: 'sql',
  label: 'ksqlDB SQL',
  terminator: ';',
  lineComments: ['--'],
  blockComment: { open: '/*', close: '*/', nested: false },
  strings: [{ open: "'", close: "'", escape: 'double' }],
  identifiers: [
    { open: '`', close: '`' },
    { open: '"', close: '"' },
  ],
  dollarQuotes: false,
  parameters: [],
  plainIdentifier: '^[A-Z_][A-Z0-9_]*$',
  reserved: RESERVED,
  keywords: [...RESERVED, ...OTHER].toSorted(),
  // A server tells its own functions; these are offered before one is asked.
  functions: words('AVG COLLECT_LIST COLLECT_SET COUNT COUNT_DISTINCT EARLIEST_BY_OFFSET HISTOGRAM LATEST_BY_OFFSET MAX MIN SUM TOPK TOPKDISTINCT'),
  writing: words('CREATE DROP ALTER INSERT TERMINATE PAUSE RESUME RUN'),
};
