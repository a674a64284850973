/**
 * Content types in which tools answer: browsing, quoted pages, computer use, connectors, paired apps.
 *
 * @module
 */
import type { Json, JsonObject, Part, QuotePart } from "../../../core/conversation.ts";
import { mediaPart } from "./media.ts";
import { asArray, asObject, asText, isObject, rest } from "./raw.ts";
import { leftOf, type Mapped, type Scope } from "./scope.ts";
import { toolResult } from "./text_parts.ts";

/** `tether_browsing_display`: result, summary where it says something else, and the pages' pictures. */
export function mapBrowsing(content: JsonObject, scope: Scope): Mapped {
  const parts: Part[] = [];
  const texts = new Set([asText(content.result), asText(content.summary)]);
  for (const text of texts) if (text !== undefined) parts.push(toolResult(scope.author, text));
  const left: Json[] = [];
  for (const asset of asArray(content.assets)) {
    const taken = mediaPart(asset, "image", scope);
    if (taken !== undefined) parts.push(...taken.parts);
    if (asset !== null && (taken === undefined || taken.left !== undefined)) left.push(asset);
  }
  const replaced = Array.isArray(content.assets) ? { assets: left } : undefined;
  return { parts, left: leftOf(content, ["result", "summary"], replaced) };
}

/** `tether_quote` and `sonic_webpage`: words of a page or an uploaded file. */
export function mapQuote(content: JsonObject): Mapped {
  const fromText = asText(content.text) !== undefined;
  const quote: QuotePart = { type: "quote", text: asText(content.text) ?? asText(content.snippet) ?? "" };
  const title = asText(content.title);
  const url = asText(content.url);
  if (title !== undefined) quote.title = title;
  if (url !== undefined) quote.url = url;
  const isNothing = quote.text === "" && title === undefined && url === undefined;
  const held = fromText ? ["text", "title", "url"] : ["text", "snippet", "title", "url"];
  return { parts: isNothing ? [] : [quote], left: leftOf(content, held) };
}

/** `computer_output`: the screenshot, and title and address of the page on it; the rest of the state stays raw. */
export function mapComputerOutput(content: JsonObject, scope: Scope): Mapped {
  const parts: Part[] = [];
  const state = asObject(content.state);
  const where = [asText(state?.title), asText(state?.url)].filter((line) => line !== undefined);
  if (where.length > 0) parts.push(toolResult(scope.author, where.join("\n")));
  const shot = mediaPart(content.screenshot, "image", scope);
  if (shot !== undefined) parts.push(...shot.parts);
  const held = shot !== undefined && shot.left === undefined;
  return { parts, left: held ? rest(content, (key) => key === "screenshot") : leftOf(content, []) };
}

/** `citable_code_output`: what a connector gave back. */
export function mapCitableOutput(content: JsonObject, scope: Scope): Mapped {
  const text = asText(content.output_str);
  const source = asText(asObject(content.metadata)?.connector_source);
  const parts = text === undefined ? [] : [toolResult(scope.author ?? source, text)];
  return { parts, left: leftOf(content, ["output_str"]) };
}

/** `app_pairing_content`: what was open in desktop apps, quoted, with the apps' names as titles. */
export function mapAppPairing(content: JsonObject): Mapped {
  const titles = asArray(content.workspaces).filter(isObject).map((workspace) =>
    [asText(workspace.app_name), asText(workspace.title)].filter((name) => name !== undefined).join(": ")
  );
  const pieces = asArray(content.context_parts);
  const parts: Part[] = [];
  const left: Json[] = [];
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i];
    const text = typeof piece === "string" ? piece : isObject(piece) ? asText(piece.text) : undefined;
    const title = titles.length === pieces.length ? titles[i] : titles.join(", ");
    if (text !== undefined) parts.push(title === "" ? { type: "quote", text } : { type: "quote", text, title });
    const isHeld = typeof piece === "string" || piece === null ||
      (isObject(piece) && text !== undefined && Object.keys(piece).length === 1);
    if (!isHeld) left.push(isObject(piece) && text !== undefined ? rest(piece, (key) => key === "text") : piece);
  }
  const title = titles.join(", ");
  if (parts.length === 0 && title !== "") parts.push({ type: "quote", text: "", title });
  return {
    parts,
    left: leftOf(content, [], Array.isArray(content.context_parts) ? { context_parts: left } : undefined),
  };
}
