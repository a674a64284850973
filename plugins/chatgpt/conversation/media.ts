/**
 * Pointer objects inside messages: images, audio, and the audio-and-video of live calls.
 *
 * @module
 */
import type { Asset, Json, JsonObject, MediaPart, Part } from "../../../core/conversation.ts";
import { type Assets, pointerFacts } from "./assets.ts";
import { asArray, asObject, asText, isObject, rest } from "./raw.ts";

/** Where a piece of content stands. */
export interface Place {
  messageId: string;
  assets: Assets;
}

/** Parts made of a raw object, and what of it neither they nor their assets hold. */
export interface Taken {
  parts: Part[];
  left?: Json;
}

/** One media part for a pointer (a string, or an object around it); undefined when there is no pointer in it. */
export function mediaPart(value: unknown, kind: Asset["kind"], place: Place): Taken | undefined {
  if (typeof value === "string") return value === "" ? undefined : mediaPart({ asset_pointer: value }, kind, place);
  if (!isObject(value)) return undefined;
  const pointer = asText(value.asset_pointer);
  if (pointer === undefined) return undefined;
  const facts = pointerFacts(value, kind, place.messageId);
  const { id, first } = place.assets.refer(pointer, facts);
  const part: MediaPart = { type: kind, assetId: id };
  const text = kind === "image" ? imageText(value) : undefined;
  if (text !== undefined) part.text = text;
  const spoken = asText(asObject(value.metadata)?.transcription);
  if (spoken !== undefined && kind !== "image") part.transcript = spoken;
  if (first) return { parts: [part] };
  return { parts: [part], left: value };
}

/** The prompt of a generated image stands for it in plain text until a file name is known. */
function imageText(image: JsonObject): string | undefined {
  return asText(asObject(asObject(image.metadata)?.dalle)?.prompt);
}

const LIVE_POINTERS = new Set(["audio_asset_pointer", "frames_asset_pointers", "video_container_asset_pointer"]);

/** Audio, video and frames of `real_time_user_audio_video_asset_pointer`. */
export function liveParts(live: JsonObject, place: Place): Taken {
  const parts: Part[] = [];
  const left = rest(live, (key) => LIVE_POINTERS.has(key));
  const take = (taken: Taken | undefined, raw: Json, key: string) => {
    if (taken !== undefined) parts.push(...taken.parts);
    if (raw !== undefined && raw !== null && (taken === undefined || taken.left !== undefined)) left[key] = raw;
  };
  take(mediaPart(live.audio_asset_pointer, "audio", place), live.audio_asset_pointer, "audio_asset_pointer");
  const video = live.video_container_asset_pointer;
  take(mediaPart(video, "video", place), video, "video_container_asset_pointer");
  let framesLeft = false;
  for (const frame of asArray(live.frames_asset_pointers)) {
    const taken = mediaPart(frame, "image", place);
    if (taken === undefined || taken.left !== undefined) framesLeft = true;
    if (taken !== undefined) parts.push(...taken.parts);
  }
  if (framesLeft) left.frames_asset_pointers = live.frames_asset_pointers;
  return { parts, left };
}

/**
 * Joins transcriptions and recordings of one message: the first transcription belongs to the first recording, and so
 * on, whichever comes first. What was spoken stands at the earlier place of the two.
 */
export function joinTranscripts(parts: Part[]): Part[] {
  const spoken: MediaPart[] = [];
  const recorded: MediaPart[] = [];
  for (const part of parts) {
    if (part.type !== "audio") continue;
    if (part.assetId !== undefined) recorded.push(part);
    else if (part.transcript !== undefined) spoken.push(part);
  }
  const pairs = Math.min(spoken.length, recorded.length);
  if (pairs === 0) return parts;
  const place = new Map(parts.map((part, index) => [part, index]));
  const gone = new Set<Part>();
  const swap = new Map<Part, Part>();
  for (let i = 0; i < pairs; i++) {
    const joined: MediaPart = { ...recorded[i], transcript: spoken[i].transcript || recorded[i].transcript };
    const spokenFirst = place.get(spoken[i])! < place.get(recorded[i])!;
    swap.set(spokenFirst ? spoken[i] : recorded[i], joined);
    gone.add(spokenFirst ? recorded[i] : spoken[i]);
  }
  return parts.filter((part) => !gone.has(part)).map((part) => swap.get(part) ?? part);
}
