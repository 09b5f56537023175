/** Actions that nodes of the tree offer. */
export const DATA_TYPES = 'flightsql.dataTypes';
export const INFLUXQL = 'flightsql.influxql';
