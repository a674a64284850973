/**
 * What a page is told of the conversation's media.
 *
 * @module
 */
import type { Asset } from "../../../core/conversation.ts";
import { fileAddress } from "./escape.ts";

/** A file of the conversation, as the page shows it. */
export interface ShownFile {
  /** Path relative to the conversation's folder. */
  file: string;
  /** By its content. */
  mediaType: string;
  /** Size in bytes. */
  bytes: number;
}

/** The conversation's media while a page is made. */
export class Media {
  readonly #assets: Map<string, Asset>;
  readonly #files: ReadonlyMap<string, ShownFile>;
  readonly #byAddress = new Map<string, ShownFile>();

  /** `files` by asset id. */
  constructor(assets: readonly Asset[], files: ReadonlyMap<string, ShownFile>) {
    this.#assets = new Map(assets.map((asset) => [asset.id, asset]));
    this.#files = files;
    for (const { id, pointer, name } of assets) {
      const file = files.get(id);
      if (!file) continue;
      this.#byAddress.set(pointer, file);
      if (name) this.#byAddress.set(`sandbox:/mnt/data/${name}`, file).set(`attachment:${name}`, file);
    }
  }

  /** The asset of an id. */
  asset(id: string | undefined): Asset | undefined {
    return id === undefined ? undefined : this.#assets.get(id);
  }

  /** The file of an asset, where its bytes are there. */
  file(id: string | undefined): ShownFile | undefined {
    return id === undefined ? undefined : this.#files.get(id);
  }

  /** What an address in a text names, if it is one of the files. */
  named(address: string): { address: string; image: boolean } | undefined {
    const found = this.#byAddress.get(address);
    return found && { address: fileAddress(found.file), image: isImage(found) };
  }
}

/** True for images that browsers draw and that cannot hold a script. */
export function isImage({ mediaType }: ShownFile): boolean {
  return /^image\/(?:png|jpeg|gif|webp|bmp|avif)$/.test(mediaType);
}

/** Bytes for people: `1.5 MB`. */
export function sizeText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}
