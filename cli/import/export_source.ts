/**
 * The source of an import: that of its inputs, or several as one.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import type { Host } from "../../core/host.ts";
import { permissionsOf, unitePermissions } from "../../core/permissions.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { Claim, OpenSource, Source } from "../../core/source.ts";
import type { Load } from "../modules.ts";
import { type ExportSource, inputsBySource } from "./detect.ts";

/** How exports are read. */
export interface ExportOptions {
  /** The zone of times that exports give without one. */
  timeZone?: string;
  /** Who says what an input is that nobody recognises. */
  otherwise?: ExportSource;
}

/** The source that reads these inputs. */
export async function exportSource(
  load: Load,
  host: Host,
  inputs: readonly string[],
  { timeZone, otherwise }: ExportOptions = {},
): Promise<Source<Conversation>> {
  const { chatgpt, telegram } = await inputsBySource(load, host, inputs, otherwise);
  const sources: Source<Conversation>[] = [];
  if (chatgpt.length > 0) {
    const { chatgptSource } = await load("../plugins/chatgpt/mod.ts");
    sources.push(chatgptSource({ path: chatgpt }));
  }
  if (telegram.length > 0) {
    const { telegramSource } = await load("../plugins/telegram/mod.ts");
    sources.push(telegramSource({ path: telegram, ...(timeZone !== undefined && { timeZone }) }));
  }
  return sources.length === 1 ? sources[0] : severalSources({ sources });
}

interface Several {
  sources: Source<Conversation>[];
}

/** Several sources of conversations as one; their keys never meet. */
const severalSources: PluginFactory<Several, Several, Omit<Source<Conversation>, typeof PLUGIN>> = definePlugin({
  name: "exports",
  kind: "source",
  summary: "Reads exports of several services.",
  emits: "conversation",
  options: {
    "~standard": {
      version: 1,
      vendor: "threadloom",
      // They are made here, and nobody writes them.
      validate: (value: unknown) => ({ value: value as Several }),
    },
  },
  roles: { sources: "location" },
  permissions: ({ sources }: Several) => unitePermissions(...sources.map(permissionsOf)),
  create: ({ sources }: Several): Omit<Source<Conversation>, typeof PLUGIN> => ({
    kind: "source",
    open: (context) => openSources(sources, context),
  }),
});

async function openSources(sources: Source<Conversation>[], context: Context): Promise<OpenSource<Conversation>> {
  const opened: OpenSource<Conversation>[] = [];
  const close = async () => {
    const closed = await Promise.allSettled(opened.map((one) => one.close()));
    for (const one of closed) if (one.status === "rejected") throw one.reason;
  };
  try {
    for (const source of sources) opened.push(await source.open(context));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    mode: "whole",
    keyed: true,
    async *read(options) {
      const claims: Claim[] = [];
      for (const one of opened) {
        for await (const batch of one.read(options)) {
          claims.push(...batch.claims ?? []);
          const { claims: _, ...rest } = batch;
          yield rest;
        }
      }
      yield { units: [], claims };
    },
    // Only one of them has partial copies.
    unite: (copies) => opened.find((one) => one.unite)?.unite?.(copies) ?? copies.at(-1)!,
    close,
  };
}
