/**
 * The last look at what libraries made of a chat's text: tags and attributes of a list pass, all else is escaped.
 *
 * @module
 */
import { escapeAttrValue, FilterXSS } from "../../../deps/xss.ts";

const PLAIN =
  "h3 h4 h5 h6 p br hr strong em s code pre blockquote ul ol li table thead tbody tr th td figure figcaption sup sub";

const MATH = "math semantics mrow mi mo mn ms mtext mspace mfrac msqrt mroot mstyle merror mpadded mphantom menclose " +
  "msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mtd";

const MATH_ATTRIBUTES = [
  "class",
  "display",
  "mathvariant",
  "mathsize",
  "mathcolor",
  "mathbackground",
  "displaystyle",
  "scriptlevel",
  "linethickness",
  "accent",
  "accentunder",
  "stretchy",
  "symmetric",
  "largeop",
  "movablelimits",
  "separator",
  "fence",
  "form",
  "lspace",
  "rspace",
  "minsize",
  "maxsize",
  "width",
  "height",
  "depth",
  "voffset",
  "columnalign",
  "rowspacing",
  "columnspacing",
  "columnlines",
  "rowlines",
  "frame",
  "notation",
  "dir",
];

/** Tag → attributes. */
export const ALLOWED: { readonly [tag: string]: string[] } = {
  ...Object.fromEntries(PLAIN.split(" ").map((tag) => [tag, ["class"]])),
  ...Object.fromEntries(MATH.split(" ").map((tag) => [tag, MATH_ATTRIBUTES])),
  a: ["href", "rel", "title", "class", "id", "aria-label", "download"],
  span: ["class"],
  pre: ["tabindex"],
  ol: ["start", "class"],
  th: ["class"],
  td: ["class"],
  img: ["src", "alt", "loading", "width", "height"],
};

/** Where links may lead: outside by these schemes, to a source of the same message, to the conversation's own media. */
const HREF = /^(?:https?:\/\/|mailto:|#[a-z0-9-]+$|media\/)/i;

const filter = new FilterXSS({
  whiteList: { ...ALLOWED },
  css: false,
  stripIgnoreTag: false,
  escapeHtml: (text) => text.replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  safeAttrValue(_tag, name, value) {
    if (name === "href" && !HREF.test(value)) return "";
    if (name === "src" && !/^media\/[^/]+$/.test(value)) return "";
    return escapeAttrValue(value);
  },
});

/** Markup with what is allowed, and everything else as text. */
export function allowed(html: string): string {
  return filter.process(html);
}
