/**
 * Colours of code, light and dark.
 *
 * @module
 */

/** Rules for the classes that highlight.js gives to words. */
export const CODE_STYLE = `.hljs-comment, .hljs-quote { color: light-dark(#5c6773, #9aa5b5); font-style: italic; }
.hljs-keyword, .hljs-selector-tag, .hljs-meta .hljs-keyword { color: light-dark(#8a1fa3, #d9a0f0); }
.hljs-string, .hljs-regexp, .hljs-addition { color: light-dark(#1f6b2b, #9bd6a3); }
.hljs-number, .hljs-literal, .hljs-symbol, .hljs-bullet { color: light-dark(#9c3d00, #f0b27a); }
.hljs-title, .hljs-section, .hljs-name { color: light-dark(#0b5394, #8cc4ff); }
.hljs-type, .hljs-built_in, .hljs-attr, .hljs-attribute { color: light-dark(#0f5f66, #7fd4dc); }
.hljs-variable, .hljs-template-variable, .hljs-params { color: light-dark(#7a2e2e, #f2b8b5); }
.hljs-meta, .hljs-doctag { color: light-dark(#6b4f00, #e0c97f); }
.hljs-deletion { color: light-dark(#a4262c, #ff9a9e); }
.hljs-emphasis { font-style: italic; }
.hljs-strong { font-weight: 700; }
`;
