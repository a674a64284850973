import type { JsonObject } from "../../../core/conversation.ts";
import type { Chapter, Chat, SampleAsset } from "../chat.ts";
import { fileId, hex } from "../ids.ts";
import { foxAtNight, foxSketch, foxWithClock, png } from "../pictures.ts";
import { hum } from "../sounds.ts";
import { answered, assistant, imagePart, opening, user } from "../turns.ts";
import { conversationId } from "../chat.ts";

/** Generated pictures, a spoken chat, a picture that has expired and one that only the library knows. */
export function media(): Chapter {
  const dusk = picture("fox at dusk", foxWithClock);
  const night = picture("fox at night", foxAtNight);
  const sketch: SampleAsset = { ...picture("fox sketch", foxSketch), libraryOnly: true };
  const question = clip("spoken question", [392, 440, 494, 440]);
  const answer = clip("spoken answer", [330, 392, 523]);
  return {
    chats: [clockFox(dusk, night), lullaby(question, answer)],
    assets: [dusk, night, sketch, question, answer],
  };
}

function picture(words: string, paint: Parameters<typeof png>[2]): SampleAsset {
  return {
    id: fileId(words),
    chat: "fox",
    name: `${words}.png`,
    mediaType: "image/png",
    bytes: png(192, 192, paint),
    generation: hex("generation " + words, 16),
  };
}

function clip(words: string, notes: number[]): SampleAsset {
  const id = fileId(words);
  return {
    id,
    chat: "lullaby",
    name: `${conversationId("lullaby")}/audio/${id}.wav`,
    mediaType: "audio/wav",
    bytes: hum(notes),
  };
}

function generated(asset: SampleAsset, prompt: string): JsonObject {
  return {
    dalle: {
      gen_id: asset.generation ?? null,
      prompt,
      seed: 1729,
      parent_gen_id: null,
      edit_op: null,
      serialization_title: "DALL-E",
    },
    generation: null,
    sanitized: false,
    gizmo: null,
  };
}

function drawn(asset: SampleAsset, prompt: string): ReturnType<typeof answered> {
  const part = imagePart(`sediment://${asset.id}`, asset.bytes.length, 192, 192, generated(asset, prompt));
  return { ...answered("dalle.text2im", ""), wait: 21, content: { content_type: "multimodal_text", parts: [part] } };
}

function clockFox(dusk: SampleAsset, night: SampleAsset): Chat {
  const prompt = "A friendly fox who repairs clocks, before a large brass dial, dusk light, picture-book style";
  const later = "The same clock-repairing fox in a dark workshop, one warm lamp in the corner, picture-book style";
  const ask = (text: string) => ({
    ...assistant(""),
    content: { content_type: "code", language: "json", response_format_name: null, text },
    recipient: "dalle.text2im",
    endTurn: false,
  });
  return {
    key: "fox",
    title: "A fox who repairs clocks",
    start: "2026-04-18T15:33:00Z",
    model: "gpt-4o",
    turns: [
      opening(),
      user("Draw me a fox who repairs clocks, for a bedtime story."),
      ask(JSON.stringify({ prompt, n: 1, size: "1024x1024" })),
      drawn(dusk, prompt),
      assistant("Here is Master Tock. He is late for everything except other people's clocks."),
      user("Lovely. Now at night, with a lamp."),
      ask(JSON.stringify({ prompt: later, n: 1, size: "1024x1024" })),
      drawn(night, later),
      assistant("Night shift. The lamp is a firefly who is paid in jam."),
      user("And could you put back the one I sent last week?", {
        metadata: {
          attachments: [{ id: fileId("expired photo"), name: "IMG_0412.jpg", size: 184320, mime_type: "image/jpeg" }],
        },
      }),
      assistant("That picture is no longer with me, but if you send it again I will gladly try."),
    ],
  };
}

function lullaby(question: SampleAsset, answer: SampleAsset): Chat {
  const spoken = (asset: SampleAsset, text: string, direction: string): JsonObject => ({
    content_type: "multimodal_text",
    parts: [
      { content_type: "audio_transcription", text, direction, decoding_id: null },
      {
        content_type: "audio_asset_pointer",
        asset_pointer: `sediment://${asset.id}`,
        format: "wav",
        size_bytes: asset.bytes.length,
        expiry_datetime: null,
        tool_audio_direction: null,
        metadata: { start: 0, end: (asset.bytes.length - 44) / 8000, transcription: text, interruptions: null },
      },
    ],
  });
  const voice = { voice_mode_message: true };
  return {
    key: "lullaby",
    title: "Humming a half-remembered lullaby",
    start: "2025-10-05T19:55:00Z",
    model: "gpt-4o",
    fields: { voice: "juniper" },
    turns: [
      opening(),
      {
        ...user("", { metadata: voice }),
        content: spoken(question, "There's a lullaby my aunt used to hum, it goes like this. Do you know it?", "in"),
      },
      {
        ...assistant("", { metadata: voice }),
        content: spoken(answer, "Hum it once more? It rises like a question and then comes home.", "out"),
      },
      user('I\'ll write it instead: it had the words "sleep, little boat" in it.', { metadata: voice }),
      assistant(
        "Then it may be a harbour song that families made up as they went. Yours is as real as any printed one.",
      ),
    ],
  };
}
