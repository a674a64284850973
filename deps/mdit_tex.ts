/**
 * @mdit/plugin-tex: finds formulas in Markdown, by dollars and by brackets, and leaves it to others to draw them.
 *
 * @module
 */
export { tex } from "npm:@mdit/plugin-tex@0.24.2";
