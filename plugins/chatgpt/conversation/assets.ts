/**
 * The assets of one conversation, collected while its messages are read.
 *
 * @module
 */
import type { Asset, JsonObject } from "../../../core/conversation.ts";
import { bareId, linkName, withoutScheme } from "./pointer.ts";
import { asCount, asText, isEmpty, put, rest } from "./raw.ts";

/** What a reference says of its asset. */
export interface AssetFacts {
  kind: Asset["kind"];
  messageId: string;
  name?: string;
  mediaType?: string;
  size?: number;
  width?: number;
  height?: number;
  metadata?: JsonObject;
}

/** The assets so far, in the order of their first reference. */
export interface Assets {
  readonly list: Asset[];
  /**
   * Records a reference and gives the asset's id. `first` is false where the asset was known: what it knew stays, and
   * only what it did not is added, so the caller must keep the rest of the reference itself. `ownId` is for references
   * that hold no pointer.
   */
  refer(pointer: string, facts: AssetFacts, ownId?: string): { id: string; first: boolean };
  /** The asset of that id. */
  get(id: string): Asset | undefined;
}

/** No assets yet. */
export function createAssets(): Assets {
  const list: Asset[] = [];
  const byId = new Map<string, Asset>();
  return {
    list,
    get: (id) => byId.get(id),
    refer(pointer, facts, ownId) {
      const id = ownId ?? assetId(pointer, byId);
      const known = byId.get(id);
      if (known !== undefined) {
        enrich(known, facts);
        return { id, first: false };
      }
      const asset: Asset = { id, pointer, ...facts };
      for (const key of ["name", "mediaType", "size", "width", "height", "metadata"] as const) {
        if (asset[key] === undefined) delete asset[key];
      }
      list.push(asset);
      byId.set(id, asset);
      return { id, first: true };
    },
  };
}

/** The bare id; for a second page of one document, whose bare id is taken, the pointer without its scheme. */
function assetId(pointer: string, byId: Map<string, Asset>): string {
  const id = bareId(pointer);
  const known = byId.get(id);
  if (known === undefined || known.pointer === pointer || !pointer.includes("#")) return id;
  return withoutScheme(pointer);
}

function enrich(asset: Asset, facts: AssetFacts): void {
  asset.name ??= facts.name;
  asset.mediaType ??= facts.mediaType;
  asset.size ??= facts.size;
  asset.width ??= facts.width;
  asset.height ??= facts.height;
  for (const key of ["name", "mediaType", "size", "width", "height"] as const) {
    if (asset[key] === undefined) delete asset[key];
  }
  if (facts.metadata === undefined) return;
  const metadata = asset.metadata ??= {};
  for (const key of Object.keys(facts.metadata)) {
    if (!Object.hasOwn(metadata, key)) put(metadata, key, facts.metadata[key]);
  }
}

/** Facts of a pointer object (`asset_pointer, size_bytes, width, height, metadata…`); what has no name is kept raw. */
export function pointerFacts(part: JsonObject, kind: Asset["kind"], messageId: string): AssetFacts {
  const metadata = rest(part, (key, value) => {
    if (key === "asset_pointer") return typeof value === "string";
    return (key === "size_bytes" || key === "width" || key === "height") && asCount(value) !== undefined;
  });
  const format = kind === "audio" ? asText(part.format) : undefined;
  return {
    kind,
    messageId,
    mediaType: format !== undefined && /^[\w.+-]+$/.test(format) ? `audio/${format}` : undefined,
    size: asCount(part.size_bytes),
    width: asCount(part.width),
    height: asCount(part.height),
    metadata: isEmpty(metadata) ? undefined : metadata,
  };
}

/** Records the files that a text links to in the code sandbox. */
export function referSandbox(links: string[], messageId: string, assets: Assets): void {
  for (const link of links) assets.refer(link, { kind: "file", messageId, name: linkName(link) });
}
