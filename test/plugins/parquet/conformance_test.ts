/** The promises of every file sink. */
import { testSink } from "../../../conformance/mod.ts";
import { type ParquetReport, parquetReports, parquetSink } from "../../../plugins/parquet/mod.ts";
import { AT, talk } from "./support.ts";

testSink("parquetSink()", {
  make: (folder) => parquetSink({ path: `${folder}/lake` }),
  records: [talk("a", 0), talk("b", 1), talk("é/😀", 1, { createdAt: undefined, updatedAt: AT })],
});

const REPORTS: (ParquetReport & { [field: string]: unknown })[] = [
  { id: "daily:2025-03-01", kind: "daily", start: "2025-03-01", conversations: 1 },
  { id: "user:1", kind: "user", user: "1" },
];

testSink("parquetReports()", {
  make: (folder) => parquetReports({ path: `${folder}/lake` }),
  records: REPORTS,
});
