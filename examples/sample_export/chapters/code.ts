import type { Chapter, Chat, SampleAsset } from "../chat.ts";
import { fileId, oldFileId, uuid } from "../ids.ts";
import { barChart, png } from "../pictures.ts";
import { assistant, opening, printed, python, thinking, user } from "../turns.ts";

const RAIN = [48, 31, 55, 62, 20, 74, 81, 12, 39, 90, 66, 58];

/** Programs: a bug hunt with Python, a table drawn as a chart, a puzzle with visible reasoning. */
export function code(): Chapter {
  const table: SampleAsset = {
    id: fileId("rain table"),
    chat: "rain",
    name: "rain gauge 2025.csv",
    mediaType: "text/csv",
    bytes: new TextEncoder().encode("month,mm\n" + RAIN.map((mm, i) => `${i + 1},${mm}\n`).join("")),
  };
  const chart: SampleAsset = {
    id: oldFileId("rain chart"),
    chat: "rain",
    name: uuid("rain chart"),
    mediaType: "image/png",
    bytes: png(240, 120, barChart(RAIN)),
  };
  return { chats: [birdCounter(), rain(table, chart), riverCrossing()], assets: [table, chart] };
}

function birdCounter(): Chat {
  const attempt = 'counts = {}\nfor bird in ["wren", "robin", "wren", None]:\n' +
    '    key = (bird or "unknown").lower()\n    counts[key] = counts.get(key, 0) + 1\nprint(counts)';
  return {
    key: "bird counter",
    title: "AttributeError in the bird counter",
    start: "2024-05-11T19:30:00Z",
    model: "gpt-4o",
    turns: [
      opening(),
      user(
        "My little script dies at the feeder:\n\n```python\nfor bird in sightings:\n    counts[bird.lower()] += 1\n```\n\n" +
          "`AttributeError: 'NoneType' object has no attribute 'lower'`",
      ),
      assistant(
        "Two things at once. The error: some sighting is `None` (a blank line in the log?). And behind it waits a `KeyError`, " +
          "because `+=` needs a count to add to. Let me try a version that survives both.",
        { endTurn: false },
      ),
      python(attempt),
      printed("{'wren': 2, 'robin': 1, 'unknown': 1}\n", attempt),
      assistant(
        'That works:\n\n```python\nfrom collections import Counter\n\ncounts = Counter((bird or "unknown").lower() for bird ' +
          "in sightings)\n```\n\nI kept the blanks as `unknown`: dropping them would quietly change your totals.",
      ),
      user("Counter! Of course. And why `or` instead of a default argument?"),
      assistant(
        'A default argument only steps in when nothing is passed. Here *something* is passed, and it is `None` (or `""`). `or` ' +
          "catches both, and `if not x` would be the same thought in three lines.",
      ),
    ],
  };
}

function rain(table: SampleAsset, chart: SampleAsset): Chat {
  const draw = 'import pandas as pd\nframe = pd.read_csv("/mnt/data/rain gauge 2025.csv")\n' +
    'frame.plot.bar(x="month", y="mm", legend=False)\nprint(frame.mm.sum(), frame.mm.idxmin() + 1)';
  return {
    key: "rain",
    title: "Rain in the garden / 2025",
    start: "2026-01-04T11:12:13Z",
    model: "gpt-4o",
    turns: [
      opening(),
      user("Here is my rain gauge. Wettest month, driest month, and a picture please.", {
        metadata: {
          attachments: [{ id: table.id, name: table.name, size: table.bytes.length, mimeType: table.mediaType }],
        },
      }),
      python(draw),
      printed("636 8\n", draw, {}, [
        { message_type: "stream", stream_name: "stdout", text: "636 8\n", sender: "server" },
        {
          message_type: "image",
          image_url: `file-service://${chart.id}`,
          width: 240,
          height: 120,
          time: 1767525140.5,
          sender: "server",
        },
      ]),
      assistant(
        "636 mm in all. **October** was the wettest with 90 mm, **August** the driest with 12 mm, and you can see June and July " +
          "argue about who spoiled the summer.\n\nThe numbers as a spreadsheet: [rain.xlsx](sandbox:/mnt/data/rain.xlsx)",
      ),
    ],
  };
}

function riverCrossing(): Chat {
  return {
    key: "river",
    title: "The river, the goose and the *two* cabbages 🛶",
    start: "2026-03-08T21:15:00Z",
    model: "o3",
    turns: [
      opening(),
      user("A farmer, a fox, a goose and TWO cabbages. The boat takes the farmer and two things. Fewest crossings?"),
      ...thinking([
        {
          summary: "Setting up the puzzle",
          content:
            "Fox eats goose, goose eats cabbages. Only the goose is in both dangers, so the goose decides everything.",
        },
        {
          summary: "Counting crossings",
          content:
            "Four passengers, two seats: at least two trips over, so at least three crossings. Over with fox and one " +
            "cabbage leaves goose with the other cabbage: bad. Over with both cabbages leaves fox with goose: bad. Over with goose " +
            "and anything: the pair is safe under the farmer's eye, and the rest is fox and cabbage, or two cabbages.",
        },
      ], 14),
      assistant(
        "**Five crossings.** The goose must never be left with anyone, so it travels on the first boat, and somebody has to " +
          "bring it along or leave it alone:\n\n1. over with the goose and a cabbage\n2. back with the goose\n3. over with the fox " +
          "and the other cabbage\n4. back alone\n5. over with the goose",
      ),
      user("Can it be three?"),
      assistant(
        "No. With three crossings every passenger crosses exactly once, in two pairs. The goose would arrive in one of them and " +
          "be left with its companion while you fetch the rest: with the fox it is eaten, with a cabbage it dines.",
      ),
    ],
  };
}
