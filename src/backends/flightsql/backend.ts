import type { Backend, ConnectContext } from '../../core/contract/backend';
import type { ConnectionProfile, FieldValue, Secrets } from '../../core/contract/profile';
import type { Session } from '../../core/contract/session';
import { flightSqlLanguage } from './language';
import { influxFromEnvironment } from './influx/environment';
import { flightSqlForm } from './profile/form';
import { authority, flightSqlSettings, validateFlightSql } from './profile/settings';
import { formatFlightSqlUrl, parseFlightSqlUrl } from './profile/url';
import { FlightSqlSession } from './session';

/** Arrow Flight SQL servers, with InfluxDB 3's own habits where that is the server. */
export class FlightSqlBackend implements Backend {
  readonly id = 'flightsql';
  readonly label = 'Arrow Flight SQL';
  readonly icon = 'rocket';
  readonly description = 'InfluxDB 3, Dremio and other servers that speak Arrow Flight SQL.';
  readonly form = flightSqlForm;
  readonly language = flightSqlLanguage;
  readonly validate = validateFlightSql;

  parseUrl(url: string) {
    return parseFlightSqlUrl(url);
  }

  found(environment: Readonly<Record<string, string | undefined>>) {
    return influxFromEnvironment(environment);
  }

  formatUrl(profile: ConnectionProfile): string {
    return formatFlightSqlUrl(profile);
  }

  destination(values: Readonly<Record<string, FieldValue>>): string {
    const { host, port } = flightSqlSettings(values);
    return authority(host, port);
  }

  connect({ name, values }: ConnectionProfile, secrets: Secrets, context: ConnectContext): Promise<Session> {
    return FlightSqlSession.open(name, flightSqlSettings(values, secrets), context);
  }
}
