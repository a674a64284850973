/**
 * The part of highlight.js that is used. Its own types bring those of browsers into every program.
 *
 * @module
 */

/** The highlighter. */
export interface Highlighter {
  /** Code as escaped HTML, its words in spans with classes. */
  highlight(code: string, options: { language: string; ignoreIllegals: boolean }): { value: string };
  /** A language by name or alias; undefined where there is none. */
  getLanguage(name: string): object | undefined;
}

declare const highlighter: Highlighter;
export default highlighter;
