/**
 * Fine-tuning data from conversations: roles, filters, redaction, blocks within a token budget, files for trainers.
 *
 * @module
 */
export { assignRoles, type AssignRolesOptions, type AssignRolesSettings } from "./assign_roles.ts";
export type { Block, BlockMessage } from "./block.ts";
export type { SplitIntoBlocksOptions, SplitIntoBlocksSettings } from "./block_options.ts";
export { dedupeBlocks, type DedupeBlocksOptions, type DedupeBlocksSettings } from "./dedupe_blocks.ts";
export { dropsOf } from "./drops.ts";
export { filterMessages, type FilterMessagesOptions, type FilterMessagesSettings } from "./filter_messages.ts";
export { mergeTurns, type MergeTurnsOptions, type MergeTurnsSettings } from "./merge_turns.ts";
export { candidatesText, isSenderId, nobodyText, type Sender, senderId, Senders } from "./owner.ts";
export { redact, type RedactOptions, type RedactSettings } from "./redact.ts";
export type { Kind as RedactKind } from "./redact/patterns.ts";
export { processedSink, type ProcessedSinkOptions, type ProcessedSinkSettings } from "./sinks/processed.ts";
export { rawSink, type RawSinkOptions, type RawSinkSettings } from "./sinks/raw.ts";
export { statisticsSink, type StatisticsSinkOptions, type StatisticsSinkSettings } from "./sinks/statistics.ts";
export { trainSink, type TrainSinkOptions, type TrainSinkSettings } from "./sinks/train.ts";
export type { FormName } from "./sinks/forms.ts";
export { splitDataset, type SplitDatasetOptions, type SplitDatasetSettings } from "./split_dataset.ts";
export { splitIntoBlocks } from "./split_into_blocks.ts";
export type { Bar, Statistics, TopChat } from "./statistics.ts";
export { type LoadOptions, loadTokenizer, type TokenizerContext } from "./tokenizers/load.ts";
export type { Tokenizer } from "../../core/tokenizer.ts";
export { type FinetuneSettings, toFinetuneData } from "./preset.ts";
export { MadeChat, type MadeParts, type OpenedElsewhere } from "./written/made_chat.ts";
export { toFinetuneFiles } from "./written/made_files.ts";
export { type Maker, openMaker } from "./written/maker.ts";
export { LentTexts, TextBuffer } from "./written/text_buffer.ts";
export type { BlockFacts } from "./written/written_block.ts";
