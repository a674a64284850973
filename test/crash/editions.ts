/**
 * The exports of the crash tests: three editions of one small account, and an older copy of a part of it.
 *
 * @module
 */
import { join } from "node:path";
import { exportFileName, type NeutralConversation, packExport, renderExport, thread } from "../support/exports/mod.ts";

/** The names of the exports in their folder. */
export interface Editions {
  /** Taken before `first`: an older copy of two of its conversations, and one that it has not. */
  older: string;
  first: string;
  /** Edits, a deleted message, new titles, a new conversation. */
  second: string;
  /** What `second` has without one conversation, and more words in another. */
  third: string;
}

const DAY = 86_400_000;
const BEGIN = Date.UTC(2025, 2, 1);

function picture(id: string): NonNullable<NeutralConversation["messages"][number]["media"]>[number] {
  return { id, name: "leaf.png", mediaType: "image/png", bytes: Uint8Array.of(137, 80, 78, 71, 1, 2, 3), use: "image" };
}

function talk(id: string, title: string, day: number, lines: string[], updated = day): NeutralConversation {
  const at = (of: number): number => (BEGIN + of * DAY) / 1000;
  return thread(id, title, lines, { createTime: at(day), updateTime: at(updated) + 900 });
}

function firstEdition(): NeutralConversation[] {
  const tea = talk("crash-tea", "Tea for a rainy day", 1, ["Which tea suits rain?", "A smoky one.", "Why?", "Warmth."]);
  tea.messages[0].media = [picture("file-CrashLeaf0001")];
  return [
    tea,
    talk("crash-bread", "Bread", 2, ["How long does dough rest?", "Über Nacht, overnight."]),
    talk("crash-sea", "To the sea", 3, ["A plan for the sea?", "Train, then boat.", "And back?", "茶を一杯 first."]),
    talk("crash-knots", "Knots", 4, ["Which knot holds?", "The bowline."]),
  ];
}

function secondEdition(): NeutralConversation[] {
  const [tea, bread, sea, knots] = firstEdition();
  const later = (of: NeutralConversation): void => void (of.updateTime += 7 * 86_400);
  // The question was asked anew: the first answer is a branch now.
  tea.messages.push(
    { ...tea.messages[2], id: "crash-tea-m2b", text: "Why smoky?", createTime: tea.updateTime },
    { ...tea.messages[3], id: "crash-tea-m3b", parent: "crash-tea-m2b", text: "It smells of a fire." },
  );
  later(tea);
  bread.title = "Bread, slowly";
  later(bread);
  sea.title = "By the sea";
  sea.messages.splice(2, 2);
  later(sea);
  return [tea, bread, sea, knots, talk("crash-moss", "Moss", 6, ["Where does moss grow?", "North, they say."])];
}

function thirdEdition(): NeutralConversation[] {
  const conversations = secondEdition().filter(({ id }) => id !== "crash-bread");
  const moss = conversations.at(-1) as NeutralConversation;
  moss.title = "Moss and stone";
  moss.messages[1].text = "On old stone.";
  moss.updateTime += 14 * 86_400;
  return conversations;
}

/** Writes the exports into `folder`; resolves with their names. */
export async function writeEditions(folder: string): Promise<Editions> {
  await Deno.mkdir(folder, { recursive: true });
  const older = [...firstEdition().slice(0, 2), talk("crash-ash", "Ash", 0, ["What is ash good for?", "Soap."])];
  older[0].messages.splice(2);
  older[0].updateTime -= 600;
  const write = async (day: number, conversations: NeutralConversation[]): Promise<string> => {
    const exportedAt = BEGIN + day * DAY;
    const name = exportFileName("D", exportedAt);
    await Deno.writeFile(join(folder, name), packExport(renderExport(conversations, "D"), { exportedAt }));
    return name;
  };
  return {
    older: await write(4, older),
    first: await write(5, firstEdition()),
    second: await write(15, secondEdition()),
    third: await write(30, thirdEdition()),
  };
}
