import assert from "node:assert/strict";
import { testTransform } from "../../../conformance/mod.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { derivedOf } from "../../../core/derived.ts";
import {
  type ConversationLanguage,
  detectLanguage,
  type DetectLanguageOptions,
  type Language,
} from "../../../plugins/analytics/mod.ts";
import { pluginContext } from "../../support/plugin_context.ts";
import { labelled, say, talk } from "./support.ts";

async function detected(conversation: Conversation, options: DetectLanguageOptions = {}): Promise<Conversation> {
  const open = await detectLanguage(options).open(pluginContext());
  return await open.apply(conversation) as Conversation;
}

async function languageOf(text: string, options?: DetectLanguageOptions): Promise<Language> {
  const { messages } = await detected(talk("c", [say("user", text)]), options);
  return derivedOf<Language>(messages[0], "language")!;
}

async function rightOf(name: string): Promise<{ right: number; all: number; wrong: string[] }> {
  const wrong: string[] = [];
  const lines = labelled(name);
  for (const [language, text] of lines) {
    const said = (await languageOf(text)).language;
    if (said !== language) wrong.push(`${text} (${language}): ${said}`);
  }
  return { right: lines.length - wrong.length, all: lines.length, wrong };
}

testTransform("detectLanguage()", {
  make: () => detectLanguage({}),
  records: [talk("a", [say("user", "waar is mijn pakketje?")]), talk("b", [])],
});

Deno.test("of 200 short messages in four languages at least 95 % are told right", async () => {
  const { right, all, wrong } = await rightOf("languages");
  assert.equal(all, 200);
  assert.ok(right >= 190, `${right} of ${all}: ${wrong.join("; ")}`);
});

Deno.test("of messages of two or three words that were written to be hard at least nine of ten are told right", async () => {
  const { right, all, wrong } = await rightOf("languages_held_out");
  assert.ok(right >= all * 0.9, `${right} of ${all}: ${wrong.join("; ")}`);
});

Deno.test("what is in no language is undetermined, with no confidence", async () => {
  for (
    const text of [
      "",
      "12345",
      "😀😀",
      "https://example.com/waar-is-mijn-pakje",
      "`const a = 1`",
      "ok",
      "ja",
      "@ada #fun",
    ]
  ) {
    assert.deepEqual(await languageOf(text), { language: "und", confidence: 0 }, text);
  }
});

Deno.test("other languages are told, too, and are left out by option", async () => {
  assert.equal((await languageOf("jag vill avbryta min beställning")).language, "sv");
  assert.equal((await languageOf("¿cómo puedo cancelar mi pedido?")).language, "es");
  assert.equal((await languageOf("我的包裹在哪里？")).language, "zh");
  assert.ok(
    ["fr", "und"].includes((await languageOf("¿cómo puedo cancelar mi pedido?", { languages: ["nl", "fr"] })).language),
  );
});

Deno.test("a word that says nothing takes the language of its conversation, with less confidence", async () => {
  const made = await detected(talk("c", [
    say(
      "user",
      "ik kan niet meer inloggen sinds gisteren, het wachtwoord wordt steeds geweigerd en ik krijg geen mail",
    ),
    say("assistant", "wat vervelend, heb je het wachtwoord al veranderd?"),
    say("user", "ja"),
    say("user", "sorry, I only speak English from now on"),
    say("user", "https://example.com/ja !!!"),
  ]));
  const values = made.messages.map((message) => derivedOf<Language>(message, "language")!);
  assert.deepEqual(values.map(({ language }) => language), ["nl", "nl", "nl", "en", "und"]);
  assert.ok(values[2].confidence < values[0].confidence);
  const { language, languages } = derivedOf<ConversationLanguage>(made, "language")!;
  assert.equal(language, "nl");
  assert.deepEqual(languages, [{ language: "nl", messages: 3 }, { language: "en", messages: 1 }, {
    language: "und",
    messages: 1,
  }]);
});

Deno.test("what the source says stays: the record and its metadata are not touched", async () => {
  const record = talk("c", [say("user", "bonjour à tous")], { Language: "Dutch" });
  const before = JSON.stringify(record);
  const made = await detected(record);
  assert.equal(JSON.stringify(record), before);
  assert.deepEqual(made.metadata, { Language: "Dutch" });
  assert.deepEqual(made.messages[0].metadata, {});
});

Deno.test("tools and systems speak no language, and the same words give the same stamp", async () => {
  const made = await detected(
    talk("c", [say("user", "waar is het"), say("tool", "error 404"), say("user", "waar is het")]),
  );
  const [first, tool, second] = made.messages;
  assert.equal(tool.derived, undefined);
  assert.deepEqual(first.derived, second.derived);
  const other = await detected(talk("c", [say("user", "waar is hij")]));
  assert.notEqual(other.messages[0].derived!.language.of, first.derived!.language.of);
});
