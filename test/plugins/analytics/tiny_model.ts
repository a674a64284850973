/**
 * A zero-shot model of a few hundred bytes, made here: it says of a label how much its words entail, whatever the text is.
 *
 * @module
 */

const encoder = new TextEncoder();

/** A field of protobuf: a varint for a number, else bytes with their length. */
function field(number: number, value: number | string | Uint8Array): number[] {
  if (typeof value === "number") return [...varint(number << 3), ...varint(value)];
  const bytes = typeof value === "string" ? encoder.encode(value) : value;
  return [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes];
}

function varint(value: number): number[] {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push(value % 128 + 128);
  return [...bytes, value];
}

const message = (...fields: number[][]): Uint8Array => new Uint8Array(fields.flat());

/** Field numbers are those of ONNX's `onnx.proto`. */
function tensor(name: string, type: number, dims: number[], raw: ArrayBufferView): Uint8Array {
  const bytes = new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength);
  return message(...dims.map((dim) => field(1, dim)), field(2, type), field(8, name), field(9, bytes));
}

function node(type: string, inputs: string[], output: string, ...attributes: [string, number][]): Uint8Array {
  return message(
    ...inputs.map((input) => field(1, input)),
    field(2, output),
    field(4, type),
    ...attributes.map(([name, value]) => field(5, message(field(1, name), field(3, value), field(20, 2)))),
  );
}

function place(name: string, type: number, dims: (string | number)[]): Uint8Array {
  const shape = message(...dims.map((dim) => field(1, message(field(typeof dim === "number" ? 1 : 2, dim)))));
  return message(field(1, name), field(2, message(field(1, message(field(1, type), field(2, shape))))));
}

const [FLOAT, INT64] = [1, 7];

/** Adds up a row of three numbers (contradicted, open, entailed) for each token. */
function model(rows: number[][]): Uint8Array {
  const weights = tensor("words", FLOAT, [rows.length, 3], new Float32Array(rows.flat()));
  const axis = tensor("axis", INT64, [1], new BigInt64Array([1n]));
  const graph = message(
    field(1, node("Gather", ["words", "input_ids"], "rows")),
    field(1, node("ReduceSum", ["rows", "axis"], "logits", ["keepdims", 0])),
    field(2, "tiny"),
    field(5, weights),
    field(5, axis),
    field(11, place("input_ids", INT64, ["batch", "length"])),
    field(12, place("logits", FLOAT, ["batch", 3])),
  );
  return message(field(1, 8), field(7, graph), field(8, message(field(1, ""), field(2, 13))));
}

/** Writes the model's folder. `entailed`: words of labels, and how much they are entailed. */
export async function writeTinyModel(folder: string, entailed: { [word: string]: number }): Promise<void> {
  const vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", ...Object.keys(entailed)];
  await Deno.mkdir(`${folder}/onnx`, { recursive: true });
  await Deno.writeFile(`${folder}/onnx/model.onnx`, model(vocabulary.map((word) => [0, 0, entailed[word] ?? 0])));
  const special = vocabulary.slice(0, 4).map((content, id) => ({
    id,
    content,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  }));
  const json = (name: string, value: unknown) => Deno.writeTextFile(`${folder}/${name}`, JSON.stringify(value));
  await json("config.json", {
    model_type: "bert",
    architectures: ["BertForSequenceClassification"],
    label2id: { contradiction: 0, neutral: 1, entailment: 2 },
    id2label: { 0: "contradiction", 1: "neutral", 2: "entailment" },
    vocab_size: vocabulary.length,
  });
  await json("tokenizer_config.json", {
    tokenizer_class: "BertTokenizer",
    model_max_length: 512,
    pad_token: "[PAD]",
    unk_token: "[UNK]",
    cls_token: "[CLS]",
    sep_token: "[SEP]",
  });
  await json("tokenizer.json", {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: special,
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [{ SpecialToken: { id: "[CLS]", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }, {
        SpecialToken: { id: "[SEP]", type_id: 0 },
      }],
      pair: [
        { SpecialToken: { id: "[CLS]", type_id: 0 } },
        { Sequence: { id: "A", type_id: 0 } },
        { SpecialToken: { id: "[SEP]", type_id: 0 } },
        { Sequence: { id: "B", type_id: 1 } },
        { SpecialToken: { id: "[SEP]", type_id: 1 } },
      ],
      special_tokens: {
        "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] },
        "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] },
      },
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
    },
  });
}
