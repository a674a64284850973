import assert from "node:assert/strict";
import { sentiment } from "../../../plugins/analytics/categorize/sentiment.ts";
import { sentimentLabel } from "../../../plugins/analytics/mod.ts";
import { labelled } from "./support.ts";

for (const [set, least] of [["sentiment", 0.95], ["sentiment_held_out", 0.9], ["sentiment_fresh", 0.9]] as const) {
  for (const language of ["nl", "fr", "en", "de"]) {
    Deno.test(`sentiment by rules is right on ${least * 100} % of the set ${set} in ${language}`, () => {
      const lines = labelled(set).filter(([one]) => one === language);
      const wrong = lines.filter(([, label, text]) => sentimentLabel(sentiment(text, language)) !== label);
      assert.ok(lines.length >= 12, `${lines.length} lines`);
      assert.ok(wrong.length <= lines.length * (1 - least), wrong.map(([, , text]) => text).join("; "));
    });
  }
}

Deno.test("a language without a lexicon gets null, whatever its words are in another", () => {
  assert.equal(sentiment("esto es terrible, horrible", "es"), null);
  assert.equal(sentiment("great, I love it", "und"), null);
  assert.equal(sentiment("", "es"), null);
});

Deno.test("English is never read into Dutch", () => {
  assert.equal(sentiment("die vraag gaat over de fine van vorig jaar", "nl"), 0);
  assert.equal(sentiment("hij hate die naam", "nl"), 0);
});

Deno.test("a negation turns what follows it round, not what stands in another clause", () => {
  assert.ok(sentiment("ik ben niet tevreden", "nl")! < 0);
  assert.ok(sentiment("not bad at all", "en")! > 0);
  assert.ok(sentiment("pas mal du tout", "fr")! > 0);
  assert.ok(sentiment("gar nicht schlecht", "de")! > 0);
  assert.ok(sentiment("no, this is great", "en")! > 0);
  assert.ok(sentiment("ça ne marche pas", "fr")! < 0);
});

Deno.test("emoji count in every language, also where there are no words", () => {
  assert.ok(sentiment("😡", "und")! < 0);
  assert.ok(sentiment("👍", "es")! > 0);
  assert.ok(sentiment("waar blijft het :(", "nl")! < 0);
  assert.equal(sentiment("http://a.example/:/", "en"), 0);
});

Deno.test("sentiment lies between -1 and 1, however much is said", () => {
  assert.equal(sentiment("perfect ".repeat(100_000), "en"), 1);
  assert.equal(sentiment("awful ".repeat(100_000), "en"), -1);
});
