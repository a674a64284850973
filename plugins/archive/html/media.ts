/**
 * Images, players and file cards.
 *
 * @module
 */
import type { Asset, MediaPart } from "../../../core/conversation.ts";
import { escapeHtml, escapeName, fileAddress, readable } from "./escape.ts";
import { isImage, type Media, type ShownFile, sizeText } from "./view.ts";

const WORDS = { image: "Image", audio: "Audio", video: "Video", file: "File" } as const;

/** What a part shows; where the bytes are missing, it says so. */
export function mediaFigure(part: MediaPart, media: Media): string {
  const asset = media.asset(part.assetId);
  const file = media.file(part.assetId);
  const shown = file ? figure(part.type, asset, part.text, file) : missing(part.type, asset, part.text ?? part.assetId);
  if (!part.transcript) return shown;
  return `${shown}<blockquote class="transcript"><p>${
    escapeHtml(part.transcript).replaceAll("\n", "<br>")
  }</p></blockquote>`;
}

/** A file of the conversation that no part shows. */
export function looseFigure(asset: Asset, media: Media): string {
  const file = media.file(asset.id);
  return file ? figure(asset.kind, asset, undefined, file) : missing(asset.kind, asset, undefined);
}

function figure(kind: MediaPart["type"], asset: Asset | undefined, text: string | undefined, file: ShownFile): string {
  const address = escapeHtml(fileAddress(file.file));
  const name = escapeName(asset?.name || text || WORDS[kind], 120);
  if (isImage(file)) {
    const size = pixels(asset);
    return `<figure class="image"><a href="${address}"><img src="${address}" alt="${
      escapeName(text || asset?.name || "Image", 1000)
    }" loading="lazy" decoding="async"${size}></a>` +
      `<figcaption>${name}</figcaption></figure>`;
  }
  const label = `aria-label="${name}"`;
  if (/^audio\//.test(file.mediaType)) {
    return `<figure class="sound"><audio controls preload="metadata" ${label} src="${address}"></audio><figcaption>${name}</figcaption></figure>`;
  }
  if (/^video\//.test(file.mediaType)) {
    return `<figure class="film"><video controls preload="metadata" ${label} src="${address}"></video><figcaption>${name}</figcaption></figure>`;
  }
  const facts = `${escapeName(file.mediaType, 80)}, ${sizeText(file.bytes)}`;
  return `<p class="file"><a href="${address}" download>${name}</a> <span class="facts">${facts}</span></p>`;
}

/** Width and height keep the page from moving when the image comes. */
function pixels(asset: Asset | undefined): string {
  const { width = 0, height = 0 } = asset ?? {};
  const fine = (n: number): boolean => Number.isInteger(n) && n > 0 && n < 100_000;
  return fine(width) && fine(height) ? ` width="${width}" height="${height}"` : "";
}

function missing(kind: MediaPart["type"], asset: Asset | undefined, text: string | undefined): string {
  const name = escapeName(asset?.name || text || "", 120);
  const why = escapeName(readable(asset?.missing ?? "its bytes are not in the archive"), 300);
  return `<p class="missing">${WORDS[kind]}${name === "" ? "" : ` <q>${name}</q>`}: ${why}</p>`;
}
