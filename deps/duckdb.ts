/**
 * DuckDB: reads tables back in tests, as people will read them.
 *
 * @module
 */
export { DuckDBInstance } from "npm:@duckdb/node-api@1.5.5-r.5";
