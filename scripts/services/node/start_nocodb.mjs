// Starts NocoDB on loopback. Lies beside node_modules when it runs; NC_TOOL_DIR names the folder of its data.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import process from "node:process";

const load = createRequire(import.meta.url);
const express = load("express");
const { Noco } = load("nocodb");

const app = express();
const server = createServer(app);
app.use(await Noco.init({}, server, app));
server.listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
