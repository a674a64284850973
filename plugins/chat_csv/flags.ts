/**
 * What is flagged: said in the metrics and counted in `data_quality.json`, never a reason to leave a chat out.
 *
 * @module
 */

/** Every flag, with what it means. */
export const FLAGS: { readonly [flag: string]: string } = Object.freeze({
  not_utf8: "the row holds bytes that are not UTF-8; they became U+FFFD",
  quote_misplaced: "the row holds a quote where none may stand; it was read as text",
  text_replaced: "NUL or half a surrogate pair became U+FFFD",
  is_test_chat_missing: "is_test_chat is blank; false was assumed",
  is_test_chat_unreadable: "is_test_chat is neither true nor false; the cell is empty",
  email_placeholder: "the email is a placeholder such as [EMAIL]",
  email_malformed: "the email has not the form of an address",
  structured_info_invalid: "structured_info is not JSON",
  structured_info_not_object: "structured_info is JSON, but no object",
  structured_info_key_twice: "two keys of structured_info are one name but for case, space, _ and -; the first stands",
  value_not_scalar: "a list or object stood where one value belongs; it is compact JSON now",
  conversation_log_missing: "conversation_log is blank",
  conversation_log_invalid: "conversation_log is not JSON; its text is in rejects.jsonl",
  conversation_log_not_array: "conversation_log is JSON, but no array; its text is in rejects.jsonl",
  message_not_object: "an element of the log is no object; it is in rejects.jsonl",
  message_id_missing: "a message has no id; it was given <chatId>:<index>",
  message_id_repeated: "a message has the id of another one of the chat, with other text; both are kept",
  message_repeated: "a message repeats id, role and text of another one of the chat; it was dropped",
  role_unknown: "a message's role is neither user nor assistant",
  content_missing: "a message's content is null or not there",
  content_not_text: "a message's content is not text; it is compact JSON now",
  created_at_missing: "created_at is blank",
  created_at_unreadable: "created_at is no time",
  updated_at_missing: "updated_at is blank",
  updated_at_unreadable: "updated_at is no time",
  times_reversed: "updated_at lies before created_at",
  language_other: "the language is none of nl, fr, en",
  message_count_unreadable: "message_count is no number",
  message_count_mismatch: "message_count is not the number of elements in the log",
});
