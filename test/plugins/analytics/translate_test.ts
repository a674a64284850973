import assert from "node:assert/strict";
import type { Conversation } from "../../../core/conversation.ts";
import { plan } from "../../../mod.ts";
import { detectLanguage, translate } from "../../../plugins/analytics/mod.ts";
import { piecesOf } from "../../../plugins/analytics/translate/ask.ts";
import { faultServer } from "../../support/fault_server.ts";
import { inFolder, pluginContext } from "../../support/plugin_context.ts";
import { completion, say, setup, talk } from "./support.ts";

/** Says every text in capitals, with its language before it. */
function translator() {
  return faultServer(({ body }) => {
    const { to, text } = JSON.parse(JSON.parse(body).messages[1].content);
    return Response.json(completion({ language: "nl", translation: `${to}:${text.toUpperCase()}` }));
  });
}

const options = (url: string) => ({ to: ["en", "fr"], baseUrl: `${url}/v1`, model: "tiny" });

Deno.test("messages are translated into each language, once for equal words", () =>
  inFolder(async (folder) => {
    await using server = translator();
    const record = talk("c", [
      say("user", "waar is het"),
      say("assistant", "waar is het"),
      say("tool", "x"),
      say("user", "12"),
    ]);
    const made = setup(folder, translate(options(server.url)), record);
    assert.equal((await plan(made.pipeline(), made.settings())).estimate.calls, 2);
    await made.run();
    assert.equal(server.asked.length, 2);
    assert.deepEqual(made.translations("c", "a"), {
      from: "nl",
      translations: [{ language: "en", text: "en:WAAR IS HET" }, { language: "fr", text: "fr:WAAR IS HET" }],
      model: "tiny",
    });
    assert.deepEqual(made.translations("c", "b"), made.translations("c", "a"));
    assert.deepEqual([made.translations("c", "c"), made.translations("c", "d")], [undefined, undefined]);
    await made.run();
    await setup(folder, translate(options(server.url)), record).run();
    assert.equal(server.asked.length, 2, "neither the second run nor another store asks again");
  }));

Deno.test("what is in the language already is not asked for", async () => {
  await using server = translator();
  const open = await detectLanguage({}).open(pluginContext());
  const told = await open.apply(talk("c", [say("user", "where is my parcel, please help me")])) as Conversation;
  const [made] = await translate(options(server.url)).derive([told], pluginContext());
  assert.equal(server.asked.length, 1);
  assert.deepEqual(made.messages[0].derived!.translations.value, {
    from: "en",
    translations: [{ language: "fr", text: "fr:WHERE IS MY PARCEL, PLEASE HELP ME" }],
    model: "tiny",
  });
});

Deno.test("long texts go in pieces and come back whole, white space and all", async () => {
  await using server = faultServer(({ body }) => {
    const { text } = JSON.parse(JSON.parse(body).messages[1].content);
    return Response.json(completion({ language: "nl", translation: text.trim().toUpperCase() }));
  });
  const long = `  ${"een zin met woorden. ".repeat(400)}\n\n${"nog een zin.\n".repeat(600)}`;
  const [made] = await translate({ ...options(server.url), to: ["en"] }).derive(
    [talk("c", [say("user", long)])],
    pluginContext(),
  );
  const { translations } = made.messages[0].derived!.translations.value as { translations: { text: string }[] };
  assert.equal(translations[0].text, long.toUpperCase());
  assert.ok(server.asked.length > 2);
  assert.equal(piecesOf("🍞".repeat(10_000)).join(""), "🍞".repeat(10_000));
  assert.ok(piecesOf("🍞".repeat(10_000)).every((piece) => piece.isWellFormed()));
});

Deno.test("a LibreTranslate-compatible server is spoken to in its own words", async () => {
  await using server = faultServer(() =>
    Response.json({ translatedText: "hello", detectedLanguage: { language: "nl", confidence: 90 } })
  );
  const derivation = translate({ to: ["en"], engine: "libretranslate", baseUrl: server.url, apiKey: "secret-key" });
  const [made] = await derivation.derive([talk("c", [say("user", "hallo daar")])], pluginContext());
  assert.equal(server.asked[0].path, "/translate");
  assert.deepEqual(JSON.parse(server.asked[0].body), {
    q: "hallo daar",
    source: "auto",
    target: "en",
    format: "text",
    api_key: "secret-key",
  });
  assert.deepEqual(made.messages[0].derived!.translations.value, {
    from: "nl",
    translations: [{ language: "en", text: "hello" }],
    model: "libretranslate",
  });
});

Deno.test("what a model will not translate is null, and is tried again by the next run that writes it", async () => {
  await using server = faultServer(() => Response.json(completion("", { refusal: "no" })));
  const [made] = await translate(options(server.url)).derive([talk("c", [say("user", "waar")])], pluginContext());
  const { translations } = made.messages[0].derived!.translations.value as { translations: { text: null }[] };
  assert.deepEqual(translations.map(({ text }) => text), [null, null]);
});
