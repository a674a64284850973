/**
 * hyparquet-writer: Parquet files in plain JavaScript, no native code. Loaded only where Parquet is asked for.
 *
 * @module
 */
export { ByteWriter, ParquetWriter } from "npm:hyparquet-writer@0.17.0";
