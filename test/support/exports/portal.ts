/**
 * Exports of the privacy portal: zips inside a zip, beside papers that no conversation tool needs.
 *
 * @module
 */
import { hex } from "../../../examples/sample_export/ids.ts";
import { ACCOUNT } from "./account.ts";
import type { Layout, RenderOptions } from "./layouts.ts";
import { portalPath } from "./media.ts";
import { mediaOf, type NeutralConversation } from "./neutral.ts";
import { packExport } from "./pack.ts";

/** What only portal exports have. */
export interface PortalOptions {
  /** When the export was made, epoch milliseconds: the date of every member of the inner zips. */
  exportedAt?: number;
  /** Layout of the 2026 inner zips. @default "E" */
  inner?: "D" | "E";
  /** How many inner zips hold conversations. @default 1 */
  innerZips?: number;
  /** Every inner zip holds all conversations, not its share. @default false */
  duplicated?: boolean;
  /** An older export of the account: lies as a `.dat` that is a zip inside the first inner zip (2026). */
  embedded?: { conversations: NeutralConversation[]; layout: Layout; exportedAt?: number };
  /** Inner zips come as folders, as after unpacking by hand. @default false */
  unpacked?: boolean;
}

type Render = (conversations: NeutralConversation[], layout: Layout, options: RenderOptions) => Map<string, Uint8Array>;

const PAPERS: [string, string][] = [
  ["Financial/Charge History.csv", "date,amount,card\n2026-01-02,20.00,4242\n"],
  ["Financial/Payments Invoices.csv", "invoice,total\nINV-1,20.00\n"],
  ["User Profile/Payments Customer Profile.csv", "name,address\nSam Example,1 Nowhere Lane\n"],
  ["Contact Info/Contact Info.csv", "email,phone\nsam@example.com,+00 000 000\n"],
  ["User Online Activity/Emails sent.csv", "sent,subject\n2026-01-02,Welcome\n"],
];

/** The conversations of each inner zip: dealt out in turn, or all of them in each. */
function dealt(conversations: NeutralConversation[], options: PortalOptions): NeutralConversation[][] {
  const { innerZips = 1, duplicated = false } = options;
  return Array.from(
    { length: innerZips },
    (_, zip) => duplicated ? conversations : conversations.filter((_, i) => i % innerZips === zip),
  );
}

/** Puts an inner archive in place: as a zip, or as the folder it unpacks to. */
function putInner(
  outer: Map<string, Uint8Array>,
  path: string,
  inner: Map<string, Uint8Array>,
  options: PortalOptions,
): void {
  if (!options.unpacked) {
    outer.set(path, packExport(inner, { exportedAt: options.exportedAt }));
    return;
  }
  const folder = path.replace(/\.zip$/, "");
  for (const [name, bytes] of inner) outer.set(`${folder}/${name}`, bytes);
}

/** The form of 2025: conversations undivided and in classic form, media in zips of their own. */
export function portal2025(
  conversations: NeutralConversation[],
  options: RenderOptions,
  render: Render,
): Map<string, Uint8Array> {
  const outer = new Map<string, Uint8Array>();
  const activity = "User Online Activity";
  const media = { conversations: new Map<string, Uint8Array>(), dalle: new Map(), files: new Map() };
  for (const placed of mediaOf(conversations)) {
    if (placed.media.shipped === false) continue;
    const { zip, path } = portalPath(placed);
    media[zip].set(path, placed.media.bytes);
  }
  dealt(conversations, options).forEach((share, i) => {
    const inner = new Map([...render(share, "single-file", options), ...(i === 0 ? media.conversations : [])]);
    putInner(outer, `${activity}/Conversations__${ACCOUNT.id}_conversations_${i + 1}_export.zip`, inner, options);
  });
  if (media.dalle.size > 0) {
    putInner(outer, `${activity}/Dall-E__${ACCOUNT.id}_dallelabs_1.zip`, media.dalle, options);
  }
  if (media.files.size > 0) putInner(outer, `${activity}/Files__${ACCOUNT.id}_files_1.zip`, media.files, options);
  outer.set("report.html", new TextEncoder().encode("<html><body>Your data</body></html>"));
  return outer;
}

/** The form of 2026: inner zips in layout D or E, papers beside them, perhaps an older export inside. */
export function portal2026(
  conversations: NeutralConversation[],
  options: RenderOptions,
  render: Render,
): Map<string, Uint8Array> {
  const outer = new Map<string, Uint8Array>();
  const { embedded, inner: layout = "E" } = options;
  for (const [path, text] of PAPERS) outer.set(path, new TextEncoder().encode(text));
  const name = (kind: string, number: number) =>
    `User Online Activity/${kind}__${hex("portal", 24)}-${kind === "Conversations" ? "chatgpt" : kind.toLowerCase()}-` +
    `${String(number).padStart(4, "0")}.zip`;
  dealt(conversations, options).forEach((share, i) => {
    const inner = render(share, layout, options);
    if (i === 0 && embedded !== undefined) {
      const older = render(embedded.conversations, embedded.layout, {});
      inner.set(`file_${hex("embedded export", 32)}.dat`, packExport(older, { exportedAt: embedded.exportedAt }));
    }
    putInner(outer, name("Conversations", i + 1), inner, options);
  });
  const uploads = mediaOf(conversations).filter(({ media }) => media.use === "upload" && media.shipped !== false);
  const files = new Map(uploads.map(({ media }) => [`personal/files/${media.id}_${media.name}`, media.bytes]));
  if (files.size > 0) putInner(outer, name("Files", 1), files, options);
  putInner(outer, name("Ads", 1), new Map([["ads.json", new TextEncoder().encode("[]")]]), options);
  outer.set("report.html", new TextEncoder().encode("<html><body>Your data</body></html>"));
  return outer;
}
