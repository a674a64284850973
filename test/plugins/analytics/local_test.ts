import assert from "node:assert/strict";
import { categorize } from "../../../plugins/analytics/mod.ts";
import { inFolder, pluginContext } from "../../support/plugin_context.ts";
import { say, talk } from "./support.ts";
import { writeTinyModel } from "./tiny_model.ts";

Deno.test("a model in a folder categorises; without a graphics processor the processor is taken, and that is said", () =>
  inFolder(async (folder) => {
    if (!Deno.env.get("THREADLOOM_TRANSFORMERS")) {
      console.warn(
        `\nNOT TESTED: engine "local". It needs transformers.js, half a gigabyte: THREADLOOM_TRANSFORMERS=1 downloads it and tests\n`,
      );
      return;
    }
    const model = `${folder}/tiny`;
    await writeTinyModel(model, { delivery: 3, asking: 2, negative: 4 });
    // The lock leaves the library out for its size: a process of its own has none.
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "-A", "--no-lock", new URL("./local_child.ts", import.meta.url).pathname, model],
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr).slice(0, 2_000));
    const { value, warnings } = JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1)!);
    assert.deepEqual([value.topic, value.intent, value.engine, value.model], ["delivery", "asking", "local", "tiny"]);
    assert.ok(value.sentiment < -0.8 && value.confidence > 0.5, JSON.stringify(value));
    assert.match(warnings.join(), /Cannot use a graphics card .*the processor is used instead/);
  }));

Deno.test("a folder that holds no model is refused before anything is loaded, with what it lacks", () =>
  inFolder(async (folder) => {
    const derivation = categorize({ engine: "local", model: folder });
    const derive = () => derivation.derive([talk("c", [say("user", "some words")])], pluginContext());
    await assert.rejects(
      derive(),
      /it lacks config\.json, tokenizer\.json, tokenizer_config\.json, onnx\/model\.onnx, expected/,
    );
    await writeTinyModel(folder, {});
    await Deno.remove(`${folder}/onnx/model.onnx`);
    await assert.rejects(derive(), /it lacks onnx\/model\.onnx, expected/);
  }));
