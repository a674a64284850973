import type { Chapter, Chat } from "../chat.ts";
import { assistant, opening, user } from "../turns.ts";

/** Chats in Japanese, Chinese and Arabic. */
export function languages(): Chapter {
  return { chats: [kyoto(), porkBelly(), thankYou()] };
}

function kyoto(): Chat {
  return {
    key: "kyoto",
    title: "雨の日の京都、どこへ行こう？",
    start: "2025-06-12T01:15:00Z",
    model: "gpt-4o",
    turns: [
      opening(),
      user("来週、京都に行きます。梅雨で雨の予報です。雨だからこそ美しい場所はありますか？"),
      assistant(
        "雨の京都は、むしろ贅沢です。\n\n- **苔の庭**：濡れると緑が一段と深くなります。朝いちばんの静かな時間に。\n- **町家の喫茶店**：" +
          "格子戸ごしに雨音を聞きながら、一杯の珈琲。\n- **書院の縁側**：座って、軒から落ちる雫を眺めるだけでいい。\n\n傘は大きめのものを。",
      ),
      user("俳句も詠んでみました。「苔の庭 傘をたたみて 雨を聴く」どうでしょう？"),
      assistant(
        "とても良いですね。「傘をたたみて」で、濡れることを受け入れた心が見えます。季語をはっきりさせるなら「**梅雨の庭**」とする手もありますが、" +
          "「苔」の質感は捨てがたい。私ならこのまま残します。",
      ),
    ],
  };
}

function porkBelly(): Chat {
  return {
    key: "pork belly",
    title: "外婆的红烧肉，差了点什么",
    start: "2026-02-15T10:02:00Z",
    model: "gpt-5",
    turns: [
      opening(),
      user("过年想做外婆的红烧肉。我记得有冰糖、黄酒、酱油，可是做出来总是差一点。她从来不写菜谱。"),
      assistant(
        "先问三个问题，也许答案就在里面：\n\n1. 外婆炒糖色吗？（锅里先化冰糖，颜色像琥珀）\n2. 她加的是水，还是只加黄酒？\n3. 收汁的时候，锅盖是开着的吗？\n\n" +
          "很多老人家**一滴水都不加**，全靠黄酒慢慢炖，一个半小时，最后开盖大火收汁。",
      ),
      user("对！她总说“酒比水好”。我一直加水。😭"),
      assistant("那就找到了。这个年，厨房里会有她的味道。记得最后撒一点点盐，提甜。"),
    ],
  };
}

function thankYou(): Chat {
  return {
    key: "thank you",
    title: "رسالة شكر إلى المعلّمة",
    start: "2025-05-30T14:00:00Z",
    model: "gpt-4o",
    turns: [
      opening(),
      user("ساعدني في كتابة رسالة شكر قصيرة لمعلّمة ابنتي في نهاية السنة."),
      assistant(
        "المعلّمة العزيزة،\n\nشكرًا لأنكِ علّمتِ ابنتنا أن الخطأ بداية الفهم. كانت تعود كل يوم بسؤال جديد، وهذا أجمل ما يمكن أن تهديه " +
          "مدرسةٌ لطفل.\n\nمع التقدير، أهلها",
      ),
    ],
  };
}
