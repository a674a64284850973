/**
 * What a splitter is put together from.
 *
 * @module
 */
import { BorderSearch } from "./border_search.ts";
import { ElementScan } from "./element_scan.ts";
import type { Limits } from "./element_scan.ts";
import { Names } from "./fields.ts";
import { Output } from "./output.ts";
import { Recovery } from "./recovery.ts";
import type { Scanner } from "./scanner.ts";
import { TokenScan } from "./token_scan.ts";
import { Window } from "./window.ts";
import { WrapperScan } from "./wrapper_scan.ts";

/** How a splitter is made. */
export interface SplitterSettings extends Limits {
  scanner: Scanner;
  /** Depth-1 fields of elements to find. */
  fields: readonly string[];
  /** Fields of a top-level object whose arrays are split. */
  arrayFields: readonly string[];
}

/** The parts of one splitter, joined. */
export class Parts {
  readonly window: Window;
  readonly search: BorderSearch;
  readonly output: Output;
  readonly recovery: Recovery;
  readonly element: ElementScan;
  readonly token: TokenScan;
  readonly wrapper?: WrapperScan;

  constructor(settings: SplitterSettings) {
    const { scanner, fields, arrayFields, maxElementBytes } = settings;
    this.window = new Window(scanner);
    this.search = new BorderSearch(this.window);
    this.output = new Output(this.window, this.search, new Names(fields));
    this.recovery = new Recovery(this.window, this.search, this.output);
    this.element = new ElementScan(this.window, this.search, settings, fields.length > 0);
    this.token = new TokenScan(this.window, maxElementBytes);
    if (arrayFields.length > 0) {
      this.wrapper = new WrapperScan(this.window, this.output, new Names(arrayFields), settings);
    }
  }

  /**
   * True as long as there was no damage, and nothing that could have been some: all that was handed over then depends
   * on its own bytes alone, not on what the splitter had learned before.
   */
  get clean(): boolean {
    return this.output.clean;
  }

  /** The running number behind the last element that was handed over while it was so. */
  get certain(): number {
    return this.output.certain;
  }
}
