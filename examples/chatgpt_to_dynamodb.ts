/**
 * ChatGPT exports into DynamoDB, with Weaviate kept in step: messages, their embeddings, nothing that has not changed.
 *
 * ```sh
 * deno run -A examples/chatgpt_to_dynamodb.ts export.zip --region eu-central-1 --create-table
 * deno run -A examples/chatgpt_to_dynamodb.ts plan export.zip --region eu-central-1
 * deno run -A cli/mod.ts compile examples/chatgpt_to_dynamodb.ts -o chats -- export.zip
 * ```
 *
 * AWS's variables and profiles say who asks. `OPENAI_API_KEY` makes embeddings by OpenAI; without it they are of hashed
 * words. What stands in a JSON file (`--settings`) holds where no flag says otherwise.
 *
 * @module
 */
import { definePipeline, from, runCli } from "../mod.ts";
import { chatgptSource } from "../plugins/chatgpt/mod.ts";
import { dynamodbStore } from "../plugins/dynamodb/mod.ts";
import { embed } from "../plugins/embed/mod.ts";
import { weaviateStore } from "../plugins/weaviate/mod.ts";

/** What a file of settings may say; all of it may also be a flag. */
interface Settings {
  table?: string;
  region?: string;
  endpoint?: string;
  createTable?: boolean;
  weaviate?: string;
  collection?: string;
}

export default definePipeline({
  name: "chatgpt-to-dynamodb",
  summary: "Keep DynamoDB and Weaviate equal to ChatGPT exports.",
  options: {
    input: {
      type: "strings",
      summary: "the exports: folders or zips",
      required: true,
      role: "location",
      positional: true,
    },
    settings: { type: "string", summary: "a JSON file with what no flag says", role: "location" },
    table: { type: "string", summary: "the table (ChatConversations)" },
    region: { type: "string", summary: "the AWS region (that of the environment)" },
    endpoint: { type: "string", summary: "another address of DynamoDB: http://127.0.0.1:8000" },
    createTable: { type: "boolean", summary: "make the table where there is none" },
    weaviate: { type: "string", summary: "address of a Weaviate; without it there is none" },
    collection: { type: "string", summary: "its collection (ChatMessage)" },
    weaviateKey: { type: "string", summary: "its API key", role: "secret", env: "WEAVIATE_API_KEY" },
    openaiKey: { type: "string", summary: "for embeddings by OpenAI", role: "secret", env: "OPENAI_API_KEY" },
  },
  examples: ["export.zip --region eu-central-1 --create-table", "export.zip --settings chats.json --mirror"],
  async build({ input, settings, weaviateKey, openaiKey, ...flags }) {
    const said: Settings = settings === undefined ? {} : JSON.parse(await Deno.readTextFile(settings));
    const given = Object.entries(flags).filter(([, value]) => value !== undefined && value !== false);
    const { table, region, endpoint, createTable, weaviate, collection } = {
      ...said,
      ...Object.fromEntries(given),
    } as Settings;
    const dynamodb = dynamodbStore({ table, region, endpoint, createTable });
    const chats = from(chatgptSource({ path: input }))
      .through(embed(openaiKey === undefined ? { engine: "hashed" } : { apiKey: openaiKey }));
    if (weaviate === undefined) return chats.to(dynamodb);
    return chats.to(dynamodb, weaviateStore({ url: weaviate, collection, apiKey: weaviateKey }));
  },
});

await runCli(import.meta);
