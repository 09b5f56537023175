//! DataFusion's own Flight SQL server over a few tables in several catalogs.
//!
//!     datafusiond [--token TOKEN] [--database NAME]
//!
//! With --token, calls need it as a bearer token. With --database, calls need exactly one header `database` with this name, as InfluxDB 3
//! has it. Prints {"flight": "127.0.0.1:PORT"} when it is ready, and ends when its standard input does.

use std::io::Read;
use std::net::TcpListener;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::catalog::MemoryCatalogProvider;
use datafusion::execution::context::SessionState;
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion_flight_sql_server::service::FlightSqlService;
use datafusion_flight_sql_server::session::SessionStateProvider;
use tonic::{Request, Status};

const SAMPLE: &[&str] = &[
    "CREATE TABLE numbers AS SELECT value AS n, value * value AS square FROM generate_series(1, 10000) AS t(value)",
    "CREATE VIEW small AS SELECT n FROM numbers WHERE n < 10",
    "CREATE TABLE rooms (id BIGINT NOT NULL, name VARCHAR, area DECIMAL(38, 3), seen TIMESTAMP) AS VALUES
       (1, 'kitchen', 12.500, TIMESTAMP '2024-01-01T00:00:00.123456789'), (2, 'Küche', -0.001, NULL), (3, NULL, 99999999999999999999999999999999999.999, TIMESTAMP '1969-12-31T23:59:59')",
    "CREATE SCHEMA archive.old",
    "CREATE TABLE archive.old.rooms AS SELECT id, name FROM rooms WHERE id < 3",
    "CREATE SCHEMA \"odd names\".\"of schemas\"",
    "CREATE TABLE \"odd names\".\"of schemas\".\"of tables\" AS SELECT 1 AS \"a column\", arrow_cast('x', 'Dictionary(Int32, Utf8)') AS word,
       INTERVAL '1 month 2 days 3 nanoseconds' AS span, arrow_cast(-1, 'Decimal256(76, 4)') AS wide, [1, 2, NULL] AS list, x'00ff' AS bytes",
];

struct Door {
    state: SessionState,
    token: Option<String>,
    database: Option<String>,
}

#[async_trait]
impl SessionStateProvider for Door {
    async fn new_context(&self, request: &Request<()>) -> Result<SessionState, Status> {
        let headers = request.metadata();
        if let Some(token) = &self.token {
            let given = headers.get("authorization").and_then(|value| value.to_str().ok());
            if given != Some(&format!("Bearer {token}")) {
                return Err(Status::unauthenticated("Unauthenticated"));
            }
        }
        if let Some(database) = &self.database {
            let given: Vec<_> = headers.get_all("database").iter().filter_map(|value| value.to_str().ok()).collect();
            match given.as_slice() {
                [] => return Err(Status::invalid_argument("no 'database' header in request")),
                [one] if one == database => (),
                [one] => return Err(Status::not_found(format!("Database '{one}' not found"))),
                many => return Err(Status::invalid_argument(format!("multiple database headers in request: {}", many.join(", ")))),
            }
        }
        Ok(self.state.clone())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let flags: Vec<String> = std::env::args().skip(1).collect();
    let flag = |name: &str| flags.iter().position(|one| one == name).and_then(|at| flags.get(at + 1)).cloned();

    let context = SessionContext::new_with_config(SessionConfig::new().with_information_schema(true));
    for catalog in ["archive", "odd names"] {
        context.register_catalog(catalog, Arc::new(MemoryCatalogProvider::new()));
    }
    for statement in SAMPLE {
        context.sql(statement).await?.collect().await?;
    }

    std::thread::spawn(|| {
        let mut rest = Vec::new();
        let _ = std::io::stdin().read_to_end(&mut rest);
        std::process::exit(0);
    });
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    println!("{{\"flight\": \"{}\"}}", listener.local_addr()?);
    let door = Door { state: context.state(), token: flag("--token"), database: flag("--database") };
    FlightSqlService::new_with_provider(Box::new(door)).serve_with_listener(listener).await
}
