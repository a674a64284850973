;; Writes the lines of a chat, and those of the messages that log.wat found. lines.ts and renderer.ts say the same of any
;; chat. Memory as in log.wat, and
;;       48  i32[4]  where the next line of chats.csv, messages.csv, chat_metrics.csv, message_metrics.csv goes
;;       64  i32[14]  place and length of seven texts: what stands before role, type, key, id and content, and behind it,
;;           in a line of messages.csv, and the cell of the chat's id
;;     4096  i32[2][128]  place and length of cells
;;     8192  u8[8][64]  lists of cells: those of a line of messages.csv before role, type, key, id and content, and behind
;;           it, those of chats.csv, those of chat_metrics.csv. Of each their number, and which
;;   393216  what messages share
(module
  (import "chats" "memory" (memory 1))

  ;; Copies in steps of 16 bytes, so that up to 15 more are written; gives the place behind the last one that counts.
  (func $copy (param $to i32) (param $from i32) (param $length i32) (result i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $to) (local.get $length)))
    (loop $next
      (v128.store (local.get $to) (v128.load (local.get $from)))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br_if $next (i32.lt_u (local.tee $to (i32.add (local.get $to) (i32.const 16))) (local.get $end))))
    (local.get $end))

  ;; Copies one of the seven texts.
  (func $text (param $to i32) (param $slot i32) (result i32)
    (call $copy (local.get $to) (i32.load offset=64 (local.get $slot)) (i32.load offset=68 (local.get $slot))))

  ;; Writes a number and a comma.
  (func $number (param $to i32) (param $value i32) (result i32)
    (local $rest i32) (local $end i32)
    (local.set $rest (local.get $value))
    (local.set $end (local.get $to))
    (loop $next
      (local.set $end (i32.add (local.get $end) (i32.const 1)))
      (br_if $next (local.tee $rest (i32.div_u (local.get $rest) (i32.const 10)))))
    (i32.store8 (local.get $end) (i32.const 0x2c))
    (local.set $to (local.get $end))
    (loop $next
      (local.set $rest (i32.div_u (local.get $value) (i32.const 10)))
      (i32.store8 (local.tee $to (i32.sub (local.get $to) (i32.const 1)))
        (i32.add (i32.const 0x30) (i32.sub (local.get $value) (i32.mul (local.get $rest) (i32.const 10)))))
      (br_if $next (local.tee $value (local.get $rest))))
    (i32.add (local.get $end) (i32.const 1)))

  ;; Writes true or false, and a comma.
  (func $truth (param $to i32) (param $value i32) (result i32)
    (i64.store (local.get $to)
      (select (i64.const 0x2c65757274) (i64.const 0x2c65736c6166) (local.get $value)))
    (i32.add (local.get $to) (select (i32.const 5) (i32.const 6) (local.get $value))))

  ;; Writes the cells of a list, a comma behind each.
  (func $cells (param $to i32) (param $list i32) (result i32)
    (local $end i32) (local $cell i32) (local $length i32)
    (local.set $end (i32.add (local.get $list) (i32.load8_u (local.get $list))))
    (loop $next
      (local.set $cell (i32.shl
        (i32.load8_u (local.tee $list (i32.add (local.get $list) (i32.const 1)))) (i32.const 3)))
      (if (local.tee $length (i32.load offset=4100 (local.get $cell))) (then
        (local.set $to (call $copy (local.get $to) (i32.load offset=4096 (local.get $cell)) (local.get $length)))))
      (i32.store8 (local.get $to) (i32.const 0x2c))
      (local.set $to (i32.add (local.get $to) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $list) (local.get $end))))
    (local.get $to))

  ;; Writes a line of such cells where the word says, and says there where it ends.
  (func $line (param $word i32) (param $list i32)
    (local $to i32)
    (local.set $to (call $cells (i32.load (local.get $word)) (local.get $list)))
    (i32.store8 (i32.sub (local.get $to) (i32.const 1)) (i32.const 0x0a))
    (i32.store (local.get $word) (local.get $to)))

  ;; Makes what the lines of all messages share; gives how much of a line it is. $chat is the cell of the chat's id.
  (func (export "share") (param $chat i32) (result i32)
    (local $to i32) (local $from i32) (local $slot i32)
    (local.set $to (i32.const 393216))
    (loop $next
      (local.set $from (local.get $to))
      (if (local.get $slot) (then
        (i32.store8 (local.get $to) (i32.const 0x2c))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))))
      (local.set $to (call $cells (local.get $to) (i32.add (i32.const 8192) (i32.shl (local.get $slot) (i32.const 3)))))
      (i32.store offset=64 (local.get $slot) (local.get $from))
      (i32.store offset=68 (local.get $slot) (i32.sub (local.get $to) (local.get $from)))
      (br_if $next (i32.lt_u (local.tee $slot (i32.add (local.get $slot) (i32.const 8))) (i32.const 48))))
    (i32.store8 (i32.sub (local.get $to) (i32.const 1)) (i32.const 0x0a))
    (i64.store (i32.const 112) (i64.load offset=4096 (i32.shl (local.get $chat) (i32.const 3))))
    (i32.sub (local.get $to) (i32.const 393216)))

  ;; Writes all lines.
  (func (export "write")
    (local $message i32) (local $end i32) (local $id i32) (local $length i32) (local $index i32)
    (local $lines i32) (local $metrics i32)
    (call $line (i32.const 48) (i32.const 8576))
    (call $line (i32.const 56) (i32.const 8640))
    (local.set $lines (i32.load (i32.const 52)))
    (local.set $metrics (i32.load (i32.const 60)))
    (local.set $message (i32.const 65536))
    (local.set $end (i32.add (local.get $message) (i32.shl (i32.load (i32.const 0)) (i32.const 6))))
    (loop $next
      (local.set $id (i32.load (local.get $message)))
      (local.set $length (i32.load offset=4 (local.get $message)))
      (local.set $lines (call $text (local.get $lines) (i32.const 0)))
      (if (i32.load offset=8 (local.get $message))
        (then
          (i64.store (local.get $lines) (i64.const 0x6e61747369737361))
          (i32.store8 offset=8 (local.get $lines) (i32.const 0x74))
          (local.set $lines (i32.add (local.get $lines) (i32.const 9))))
        (else
          (i32.store (local.get $lines) (i32.const 0x72657375))
          (local.set $lines (i32.add (local.get $lines) (i32.const 4)))))
      (local.set $lines (call $text (local.get $lines) (i32.const 8)))
      (local.set $lines (call $copy (local.get $lines)
        (i32.load offset=12 (local.get $message)) (i32.load offset=16 (local.get $message))))
      (local.set $lines (call $text (local.get $lines) (i32.const 16)))
      (local.set $lines (call $copy (local.get $lines) (local.get $id) (local.get $length)))
      (local.set $lines (call $text (local.get $lines) (i32.const 24)))
      (local.set $lines (call $copy (local.get $lines) (local.get $id) (local.get $length)))
      (local.set $lines (call $text (local.get $lines) (i32.const 32)))
      (local.set $lines (call $copy (local.get $lines)
        (i32.load offset=20 (local.get $message)) (i32.load offset=24 (local.get $message))))
      (local.set $lines (call $text (local.get $lines) (i32.const 40)))

      (local.set $metrics (call $text (local.get $metrics) (i32.const 48)))
      (i32.store8 (local.get $metrics) (i32.const 0x2c))
      (local.set $metrics
        (call $copy (i32.add (local.get $metrics) (i32.const 1)) (local.get $id) (local.get $length)))
      (i32.store8 (local.get $metrics) (i32.const 0x2c))
      (local.set $metrics (call $number (i32.add (local.get $metrics) (i32.const 1)) (local.get $index)))
      (local.set $metrics (call $number (local.get $metrics) (i32.load offset=28 (local.get $message))))
      (local.set $metrics (call $number (local.get $metrics) (i32.load offset=32 (local.get $message))))
      (local.set $metrics (call $truth (local.get $metrics) (i32.load offset=36 (local.get $message))))
      (local.set $metrics (call $truth (local.get $metrics) (i32.load offset=40 (local.get $message))))
      (i32.store (local.get $metrics) (i32.const 0x000a5d5b))
      (local.set $metrics (i32.add (local.get $metrics) (i32.const 3)))

      (local.set $index (i32.add (local.get $index) (i32.const 1)))
      (br_if $next (i32.lt_u
        (local.tee $message (i32.add (local.get $message) (i32.const 64))) (local.get $end))))
    (i32.store (i32.const 52) (local.get $lines))
    (i32.store (i32.const 60) (local.get $metrics))))
