/**
 * The conversations that tests of layouts render: branches, media, hidden messages, odd texts.
 *
 * @module
 */
import { type NeutralConversation, type NeutralMedia, thread } from "../../support/exports/mod.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const hex = (digit: string) => "file_" + digit.repeat(32);

const SCAN: NeutralMedia = {
  id: "file-AbCdEfGhJkLmNpQrStUvWx",
  name: "my scan.pdf",
  mediaType: "application/pdf",
  bytes: bytes("%PDF-1.7"),
  use: "upload",
};
const PHOTO: NeutralMedia = {
  id: hex("a"),
  name: "cat.png",
  mediaType: "image/png",
  bytes: bytes("PNG"),
  use: "image",
};
const DRAWN: NeutralMedia = {
  id: hex("b"),
  name: "fox.webp",
  mediaType: "image/webp",
  bytes: bytes("RIFF"),
  use: "generated",
};
const SPOKEN: NeutralMedia = {
  id: hex("c"),
  name: "clip.wav",
  mediaType: "audio/wav",
  bytes: bytes("RIFFwav"),
  use: "audio",
};
const LOST: NeutralMedia = { ...PHOTO, id: hex("d"), name: "gone.png", shipped: false };

/** Seven conversations, the newest first. */
export function chats(): NeutralConversation[] {
  const tea = thread("7f0e-tea", "Tea", ["Which tea?", "Green.", "And then?", "Black."]);
  tea.messages.splice(2, 0, { ...tea.messages[1], id: "7f0e-tea-m1b", text: "White.", createTime: 1_735_787_060 });
  const pictures = thread("5a1c-pictures", "Bilder & <b>Fotos</b>", ["Look", "A cat.", "Draw a fox", "Here"]);
  pictures.messages[0].media = [PHOTO, SCAN];
  pictures.messages[3].media = [DRAWN];
  const voice = thread("3b2d-voice", "🎤 voice", ["Hello?", "Hello!"]);
  voice.messages[0].media = [SPOKEN];
  voice.messages[1].media = [LOST];
  const tools = thread("1c3e-tools", null, ["Add 2 and 2", "4"]);
  tools.messages.splice(1, 0, {
    id: "1c3e-call",
    parent: "1c3e-tools-m0",
    role: "assistant",
    text: "",
    content: { content_type: "code", language: "python", text: "2 + 2" },
    createTime: 1_735_787_050,
    recipient: "python",
  }, {
    id: "1c3e-result",
    parent: "1c3e-call",
    role: "tool",
    name: "python",
    text: "",
    content: { content_type: "execution_output", text: "4" },
    createTime: null,
  });
  tools.messages[3].parent = "1c3e-result";
  const odd = thread("0d4f-odd", "茶\u2028\u0000 שלום", [
    'a\u0301 👩‍🚀 "q\\" \u2029',
    "\ufeffnull\u0000",
    "1/2\r\n\t</script>",
  ]);
  const forked = thread("0a5a-forked", "Forked", ["one", "two", "three", "four"]);
  forked.messages.push({ ...forked.messages[2], id: "0a5a-other", text: "three, again", createTime: 1_735_787_090 });
  forked.current = "0a5a-forked-m3";
  const short = thread("09ab-short", "Short", ["Only a question"]);
  const all = [tea, pictures, voice, tools, odd, forked, short];
  for (const [i, chat] of all.entries()) chat.updateTime = 1_735_800_000.25 - 60 * i;
  return all;
}
