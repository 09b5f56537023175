package main

// sample uses only declared types that the example server knows: it fails on any other.
const sample = `
CREATE TABLE stations (
  id INTEGER PRIMARY KEY NOT NULL,
  name VARCHAR(100) NOT NULL,
  city TEXT,
  opened TEXT
);
CREATE TABLE readings (
  id INTEGER PRIMARY KEY NOT NULL,
  station_id INTEGER NOT NULL REFERENCES stations(id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  celsius DOUBLE,
  note TEXT
);
CREATE TABLE "odd name" ("a ""quoted"" column" INTEGER, "ünï" TEXT);
CREATE VIEW warm AS SELECT r.id, s.name, r.celsius FROM readings r JOIN stations s ON s.id = r.station_id WHERE r.celsius > 20;
INSERT INTO stations VALUES (1, 'Aigoual', 'Valleraugue', '1894-08-18'), (2, 'Fréjorgues', 'Mauguio', '1946-01-01'), (3, 'Sète', NULL, NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
  INSERT INTO readings SELECT i, 1 + i % 3, strftime('%Y-%m-%dT%H:%M:%SZ', 1704067200 + i * 600, 'unixepoch'), round(15 + 12 * sin(i / 20.0), 2),
    CASE WHEN i % 50 = 0 THEN 'checked' END FROM n;
INSERT INTO "odd name" VALUES (1, 'naïve 日本 🦆');
`
