/**
 * Conversation analytics: languages, categories, translations, reports.
 *
 * @module
 */
export { detectLanguage } from "./language/detect_language.ts";
export type { DetectLanguageOptions, DetectLanguageSettings } from "./language/detect_language.ts";
export type { ConversationLanguage } from "./language/conversation.ts";
export type { Language } from "./language/identify.ts";
export { categorize } from "./categorize/categorize.ts";
export type { CategorizeOptions, CategorizeSettings } from "./categorize/options.ts";
export { DEFAULT_TAXONOMY } from "./categorize/taxonomy.ts";
export type { Label, Taxonomy } from "./categorize/taxonomy.ts";
export { sentimentLabel } from "./categorize/value.ts";
export type { Categories, ConversationCategories, Engine } from "./categorize/value.ts";
export { translate } from "./translate/translate.ts";
export type { Translations } from "./translate/translate.ts";
export type { TranslateOptions, TranslateSettings } from "./translate/options.ts";
export { analyze } from "./analyze/analyze.ts";
export type { AnalyzeOptions, AnalyzeSettings } from "./analyze/options.ts";
export { analyticsStore } from "./analyze/analytics_store.ts";
export type { AnalyticsStoreOptions, AnalyticsStoreSettings } from "./analyze/analytics_store.ts";
export { analyticsSource } from "./analyze/analytics_source.ts";
export type { AnalyticsSourceOptions, AnalyticsSourceSettings } from "./analyze/analytics_source.ts";
export type {
  AnalyticsReport,
  DayCount,
  LabelCount,
  LanguageCount,
  PeriodKind,
  PeriodReport,
  Previous,
  Spread,
  UserReport,
} from "./analyze/record.ts";
export type { Listed } from "./analyze/listing.ts";
export { deriveNow } from "./derive_now.ts";
export { reportPages } from "./reports/report_pages.ts";
export type { ReportPagesOptions, ReportPagesSettings } from "./reports/report_pages.ts";
