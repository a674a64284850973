/**
 * d3-scale and d3-shape: places and outlines of charts, as numbers and SVG paths; no browser is needed. Loaded only where
 * pages are written.
 *
 * @module
 */
// @ts-types="npm:@types/d3-scale@4.0.9"
export { scaleBand, scaleLinear } from "npm:d3-scale@4.0.3";
// @ts-types="npm:@types/d3-shape@3.2.0"
export { curveMonotoneX, line } from "npm:d3-shape@3.2.1";
