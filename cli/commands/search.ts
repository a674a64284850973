/**
 * `threadloom search`: words in imported conversations.
 *
 * @module
 */
import { CannotRunError } from "../../core/errors.ts";
import { denoHost } from "../../host/deno.ts";
import type { Call } from "../command.ts";
import { countOf, formatTime } from "../format.ts";
import { importFolder } from "../import/folder.ts";
import type { Output } from "../output.ts";
import { plainText } from "../plain_text.ts";
